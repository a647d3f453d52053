"""Addresses of the slice mypage."""

from django.urls import path

from fourfold.web.mypage import pages

urlpatterns = [
    path("", pages.start, name="my-page"),
    path("record/", pages.record, name="my-record"),
    path("record.json", pages.record_file, name="my-record-file"),
    path("record-fhir.json", pages.record_fhir, name="my-record-fhir"),
    path("agreements/<slug:kind>/end/", pages.withdraw, name="my-withdraw"),
]
