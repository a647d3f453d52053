"""Addresses of the slice overview, under those of groups."""

from django.urls import path

from fourfold.web.overview import pages

urlpatterns = [path("<int:group_id>/", pages.page, name="group")]
