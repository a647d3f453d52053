"""The addresses of the door alone, for the handler that serves nothing else and need not look through the whole site's."""

from django.urls import include, path

from fourfold.web.checkins.urls import door

urlpatterns = [path("c/", include(door))]
