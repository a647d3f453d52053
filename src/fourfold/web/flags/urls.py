"""Addresses of the slice flags."""

from django.urls import path

from fourfold.web.flags import pages

urlpatterns = [
    path("", pages.start, name="flags"),
    path("<int:flag_id>/take-on/", pages.take_on, name="flag-take-on"),
    path("<int:flag_id>/ask/", pages.ask, name="flag-ask"),
    path("<int:flag_id>/done/", pages.done, name="flag-done"),
    path("<int:flag_id>/undo/", pages.undo, name="flag-undo"),
]
