"""Addresses of the slice practices."""

from django.urls import path

from fourfold.web.practices.pages import group, library, own, sessions

urlpatterns = [
    path("practices/", library.practices, name="practices"),
    path("practices/<slug:practice>/", library.practice, name="practice"),
    path("practices/planned/<int:plan_id>/drop/", sessions.drop, name="practice-drop"),
    path("practices/planned/<int:plan_id>/led/", sessions.led, name="practice-led"),
    path("practices/planned/<int:plan_id>/not-led/", sessions.not_led, name="practice-not-led"),
    path("practices/planned/<int:plan_id>/who/", sessions.who_did, name="practice-log"),
    path("practices/given/<int:assigned_id>/end/", group.end, name="practice-end"),
    path("practices/given/<int:assigned_id>/go-on/", group.go_on, name="practice-go-on"),
    path("practices/given/<int:assigned_id>/take-back/", group.take_back, name="practice-take-back"),
    path("sessions/<int:session_id>/practices/plan/", sessions.plan, name="practice-plan"),
    path("groups/<int:group_id>/practices/", group.page, name="group-practices"),
    path("groups/<int:group_id>/practices/give/", group.give, name="practice-assign"),
    path("my/practices/", own.start, name="my-practices"),
    path("my/practices/<int:assigned_id>/", own.practice, name="my-practice"),
    path("my/practices/done/<int:log_id>/", own.log, name="my-practice-log"),
    path("my/practices/done/<int:log_id>/take-back/", own.take_back, name="my-practice-take-back"),
]
