"""Addresses of the slice overview: a group, and the talk of one of its sessions."""

from django.urls import path

from fourfold.web.overview import pages

urlpatterns = [
    path("groups/<int:group_id>/", pages.page, name="group"),
    path("sessions/<int:session_id>/talk/", pages.session_talk, name="session-talk"),
]
