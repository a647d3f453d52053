"""Addresses of the slice people."""

from django.urls import path

from fourfold.web.people import pages

urlpatterns = [
    path("<int:person_id>/", pages.person, name="person"),
    path("<int:person_id>/edit/", pages.edit, name="person-edit"),
    path("<int:person_id>/consents/new/", pages.give_consent, name="consent-give"),
    path("consents/<int:consent_id>/withdraw/", pages.withdraw_consent, name="consent-withdraw"),
    path("consent-form/<str:language>/", pages.consent_sheet, name="consent-form"),
]
