"""Addresses of the slice mypage."""

from django.urls import path

from fourfold.web.mypage import pages

urlpatterns = [path("", pages.start, name="my-page")]
