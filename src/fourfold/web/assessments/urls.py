"""Addresses of self-assessment: the library of instruments, asking in a group, the door, and what was found."""

from django.urls import path, re_path

from fourfold.web.assessments.pages import door
from fourfold.web.checkins.tokens import TOKEN

urlpatterns = [
    path("a/", door.type_code, name="assessment-code"),
    re_path(r"^a/goodbye/(?P<language>[a-z]{2})$", door.goodbye, name="assessment-goodbye"),
    re_path(rf"^a/(?P<token>{TOKEN})$", door.assessment, name="assessment"),
    re_path(rf"^a/(?P<token>{TOKEN})/told$", door.told, name="assessment-told"),
]
