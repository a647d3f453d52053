"""Addresses of the slice programmes."""

from django.urls import path

from fourfold.web.programmes import pages

urlpatterns = [
    path("sites/", pages.sites, name="sites"),
    path("sites/new/", pages.new_site, name="site-new"),
    path("sites/<int:site_id>/", pages.edit_site, name="site-edit"),
    path("sites/<int:site_id>/programmes/new/", pages.new_programme, name="programme-new"),
    path("sites/programmes/<int:programme_id>/", pages.edit_programme, name="programme-edit"),
]
