"""The address of the talk of a group."""

from django.urls import path

from fourfold.web.talk.pages import group

urlpatterns = [path("<int:group_id>/talk/", group.page, name="group-talk")]
