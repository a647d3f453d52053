"""Addresses of self-assessment: the library of instruments, asking in a group, the door, and what was found."""

from django.urls import path, re_path

from fourfold.web.assessments.pages import asking, door, instruments, reading, typing
from fourfold.web.checkins.tokens import TOKEN

urlpatterns = [
    path("a/", door.type_code, name="assessment-code"),
    re_path(r"^a/goodbye/(?P<language>[a-z]{2})$", door.goodbye, name="assessment-goodbye"),
    re_path(rf"^a/(?P<token>{TOKEN})$", door.assessment, name="assessment"),
    re_path(rf"^a/(?P<token>{TOKEN})/told$", door.told, name="assessment-told"),
    path("instruments/", instruments.library, name="instruments"),
    path("instruments/urgent-words/", instruments.urgent, name="urgent-words"),
    path("instruments/<slug:instrument_key>/", instruments.instrument, name="instrument"),
    path("instruments/<slug:instrument_key>/wording/", instruments.import_page, name="instrument-wording"),
    path("instruments/<slug:instrument_key>/questionnaire.json", instruments.questionnaire, name="instrument-questionnaire"),
    path("wordings/<int:wording_id>/file", instruments.original, name="wording-file"),
    path("wordings/<int:wording_id>/take-back/", instruments.take_back, name="wording-take-back"),
    path("groups/<int:group_id>/assessments/", asking.group_page, name="group-assessments"),
    path("groups/<int:group_id>/assessments/ask/", asking.ask, name="assessment-ask"),
    path("groups/<int:group_id>/assessments/ask/undo/", asking.ask_undo, name="assessment-ask-undo"),
    path("groups/<int:group_id>/assessments/cards/", asking.cards, name="assessment-cards"),
    path("groups/<int:group_id>/assessments/schedule/", asking.schedule, name="assessment-schedule"),
    path("groups/<int:group_id>/assessments/type/", typing.choose, name="assessment-totals"),
    path(
        "people/<int:person_id>/in/<int:group_id>/assessments/<slug:instrument_key>/", typing.from_paper, name="assessment-type"
    ),
    path("schedules/<int:schedule_id>/unset/", asking.unset_schedule, name="schedule-unset"),
    path("schedules/<int:schedule_id>/end/", asking.end_schedule, name="schedule-end"),
    path("schedules/<int:schedule_id>/go-on/", asking.go_on_with_schedule, name="schedule-undo"),
    path("assessments/<int:administration_id>/withdraw/", asking.withdraw, name="assessment-withdraw"),
    path("assessments/<int:administration_id>/undo/", asking.restore, name="assessment-undo"),
    path("assessments/<int:administration_id>/anew/", asking.reissue, name="assessment-reissue"),
    path("people/<int:person_id>/in/<int:group_id>/assessments/", reading.of_member, name="member-assessments"),
    path("my/assessments/", reading.own, name="my-assessments"),
]
