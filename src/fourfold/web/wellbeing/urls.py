"""Addresses of the slice wellbeing."""

from django.urls import path

from fourfold.web.wellbeing import pages

urlpatterns = [
    path("", pages.page, name="well-being"),
    path("answer/<slug:instrument>/", pages.answer, name="well-being-answer"),
    path("answers/<int:answers_id>/take-back/", pages.take_back, name="well-being-take-back"),
    path("answers/<int:answers_id>/count/", pages.let_count, name="well-being-count"),
]
