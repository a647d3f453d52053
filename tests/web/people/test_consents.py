"""Recording what somebody agreed to, and withdrawing it."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.feedback.words import LANGUAGES
from fourfold.web.access import Missing
from fourfold.web.groups.queries import roster
from fourfold.web.models import AuditEntry, Consent, Session, Submission
from fourfold.web.people import actions
from fourfold.web.people.queries import WORDING, card, has_consent
from fourfold.web.refusal import Refused
from fourfold.web.words import site_words
from tests.web.personas import World

TODAY = date.today()
STRANGERS = ("former", "colleague", "outsider", "supervisor", "administrator", "member")


def _consent(world: World, kind: str) -> Consent:
    return Consent.objects.get(person=world.members[0], kind=kind)


def _sheet(language: str) -> list[tuple[str, object]]:
    return [(k, text) for k, text in site_words(language).entries["people"].items() if k.startswith("sheet_")]


def test_an_agreement_keeps_its_wording_language_day_and_recorder(world: World) -> None:
    by = world.viewer("facilitator")
    given = actions.give_consent(world.members[0].pk, "research", TODAY, "es", by=by)
    kept = Consent.objects.get(pk=given.pk)
    assert (kept.wording, kept.language, kept.given_on, kept.recorded_by) == ("1", "es", TODAY, world.users["facilitator"])
    assert AuditEntry.objects.latest("id").verb == "give consent"


@pytest.mark.parametrize(
    ("kind", "day", "field", "words"),
    [
        ("research", TODAY + timedelta(days=1), "given_on", "people.given_in_future"),
        ("taking_part", TODAY, "given_on", "people.given_already"),
        ("parole", TODAY, "kind", "forms.choose"),
    ],
)
def test_what_cannot_be_recorded_says_why(world: World, kind: str, day: date, field: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.give_consent(world.members[0].pk, kind, day, "en", by=world.viewer("facilitator"))
    assert (refused.value.field, refused.value.words) == (field, words)


def test_nobody_is_asked_about_somebody_from_the_day_they_withdrew(world: World) -> None:
    by = world.viewer("facilitator")
    actions.withdraw_consent(_consent(world, "being_rated").pk, TODAY - timedelta(days=3), by=by)
    rated = {day: roster(world.group.pk, day)[0].may_be_rated for day in (TODAY - timedelta(days=4), TODAY - timedelta(days=3))}
    assert list(rated.values()) == [True, False]
    with pytest.raises(Refused, match="An earlier agreement held until"):
        actions.give_consent(world.members[0].pk, "being_rated", TODAY - timedelta(days=5), "en", by=by)
    actions.give_consent(world.members[0].pk, "being_rated", TODAY, "en", by=by)
    assert [has_consent(world.members[0].pk, "being_rated", TODAY - timedelta(days=n)) for n in (4, 1, 0)] == [
        True,
        False,
        True,
    ]
    history = [c for c in card(by, world.members[0].pk).consents if c.kind == "being_rated"]
    assert [c.in_force for c in history] == [True, False]


@pytest.mark.parametrize(("days_ago", "words"), [(61, "people.withdrawn_too_early"), (-1, "people.withdrawn_in_future")])
def test_a_withdrawal_lies_between_signing_and_today(world: World, days_ago: int, words: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.withdraw_consent(
            _consent(world, "being_rated").pk, TODAY - timedelta(days=days_ago), by=world.viewer("facilitator")
        )
    assert refused.value.words == words


def test_a_withdrawal_stands(world: World) -> None:
    by = world.viewer("facilitator")
    actions.withdraw_consent(_consent(world, "being_rated").pk, TODAY, by=by)
    with pytest.raises(Refused, match="withdrawn on"):
        actions.withdraw_consent(_consent(world, "being_rated").pk, TODAY, by=by)


def test_an_agreement_given_again_brings_back_nothing_that_was_answered(world: World) -> None:
    by, consent = world.viewer("facilitator"), _consent(world, "taking_part")
    session = Session.objects.get(group=world.group, number=2)
    Submission.objects.create(
        key="k" * 22, group=world.group, session=session, person=consent.person, instrument="member_check_in", version="1",
        language="en", source="phone", answers="{}", answered_at=timezone.now(), received_at=timezone.now(),
    )  # fmt: skip
    actions.withdraw_consent(consent.pk, session.held_on, by=by)
    with pytest.raises(Refused, match="stays out"):
        actions.give_consent(consent.person_id, "taking_part", session.held_on, "en", by=by)
    actions.give_consent(consent.person_id, "taking_part", session.held_on + timedelta(days=1), "en", by=by)
    assert not has_consent(consent.person_id, "taking_part", session.held_on)


def test_a_changed_form_is_another_wording() -> None:
    """What somebody signed must stay known: whoever changes a sentence raises WORDING and writes its digest here."""
    known = {"1": "3fbfb14f7ea05e68"}
    said = [str(text) for code in LANGUAGES for key, text in _sheet(code)]
    assert known[WORDING] == sha256("\n".join(said).encode()).hexdigest()[:16]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_records_or_withdraws(world: World, stranger: str) -> None:
    by = world.viewer(stranger)
    with pytest.raises(Missing):
        actions.give_consent(world.members[0].pk, "research", TODAY, "en", by=by)
    with pytest.raises(Missing):
        actions.withdraw_consent(_consent(world, "being_rated").pk, TODAY, by=by)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("not bound to keep confidential", "They must report", "risk, parole", "never shown with names", "something good"),
        ),
        (
            "es",
            (
                "no están obligadas a guardar",
                "Deben avisar",
                "libertad condicional",
                "nunca se muestran con nombres",
                "algo bueno",
            ),
        ),
    ],
)
def test_the_printed_form_says_what_must_be_said(
    world: World, signed_in: Callable[[str], Client], language: str, said: tuple[str, ...]
) -> None:
    page = signed_in("facilitator").get(reverse("consent-form", args=[language])).content.decode()
    assert f'<html lang="{language}">' in page
    assert not [sentence for sentence in said if sentence not in page]
    assert signed_in("facilitator").get(reverse("consent-form", args=["fr"])).status_code == 404
    assert signed_in("member").get(reverse("consent-form", args=[language])).status_code == 404
