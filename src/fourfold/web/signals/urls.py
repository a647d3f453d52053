"""Addresses of the slice signals."""

from django.urls import path

from fourfold.web.signals import pages

urlpatterns = [
    path("", pages.page, name="signals"),
    path("<int:group_id>/<slug:mark>/", pages.answer, name="signal-answer"),
    path("<int:group_id>/<slug:mark>/was/", pages.confirm, name="signal-confirm"),
]
