"""Addresses of the slice member, under those of people."""

from django.urls import path

from fourfold.web.member import pages

urlpatterns = [path("<int:person_id>/in/<int:group_id>/", pages.page, name="member")]
