"""Addresses of the slice briefs."""

from django.urls import path

from fourfold.web.briefs import pages

urlpatterns = [
    path("<int:group_id>/", pages.page, name="brief"),
    path("<int:group_id>/sheet.pdf", pages.sheet, name="brief-sheet"),
    path("discussed/<int:session_id>/", pages.discussed, name="brief-discussed"),
]
