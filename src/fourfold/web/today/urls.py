"""Addresses of the slice today; with them the pages that show check-ins beside what lower slices know."""

from django.urls import path

from fourfold.web.today import pages

urlpatterns = [
    path("", pages.start, name="today"),
    path("sessions/<int:session_id>/", pages.session, name="session"),
    path("groups/<int:group_id>/sessions/", pages.group_sessions, name="group-sessions"),
]
