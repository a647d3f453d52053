"""Addresses of the slice knowledge."""

from django.urls import path

from fourfold.web.knowledge import pages

urlpatterns = [
    path("", pages.library, name="library"),
    path("evidence/", pages.evidence_page, name="evidence"),
    path("definitions/", pages.definitions_page, name="definitions"),
    path("resources/", pages.resources, name="resources"),
    path("resources/add/", pages.add, name="resource-add"),
    path("resources/<int:resource_id>/withdraw/", pages.withdraw, name="resource-withdraw"),
    path("resources/<int:resource_id>/bring-back/", pages.bring_back, name="resource-bring-back"),
    path("mine/", pages.own, name="my-resources"),
]
