"""Answering a signal: by who leads the group, once for each signal, in the log, under a mark that names nobody."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client

from fourfold.web.access import Missing
from fourfold.web.audit.models import AuditEntry
from fourfold.web.estimates.marks import mark_of
from fourfold.web.estimates.queries import estimates_of, forget
from fourfold.web.models import Estimate, Group, SignalAnswer
from fourfold.web.signals.actions import AnswerRefused, answer
from fourfold.web.signals.queries import answers, told_marks, unanswered
from tests.web.personas import World
from tests.web.reading import told_group


@pytest.fixture
def group(world: World) -> Iterator[Group]:
    """A group with one open signal."""
    forget()
    yield told_group(world)
    forget()


def test_a_mark_names_the_signal_and_nobody_else(group: Group) -> None:
    known = estimates_of(group.pk)
    assert known.estimates is not None
    signals = known.estimates.signals
    marks = {mark_of(group.pk, s) for s in signals}
    assert len(marks) == len(signals)
    first = signals[0]
    assert mark_of(group.pk, replace(first, drop=9.0, z=9.0, repaired_session=12)) == mark_of(group.pk, first)
    assert mark_of(group.pk + 1, first) != mark_of(group.pk, first)
    assert str(first.person_id) not in mark_of(group.pk, first)


def test_an_answer_is_kept_once_and_logged_without_content(world: World, group: Group) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    for given in ("acknowledged", "acting"):
        answer(group.pk, mark, given, by=world.viewer("facilitator"))
    assert SignalAnswer.objects.get(group=group).answer == "acting"
    assert answers(group.pk, [mark])[mark].by == "Facilitator"
    entries = AuditEntry.objects.filter(verb="answer signal").order_by("pk")
    assert [(e.subject, e.detail, e.person_id) for e in entries] == [
        (f"signal:{mark}", "acknowledged", None),
        (f"signal:{mark}", "acting", None),
    ]


def test_a_dismissal_needs_a_reason(world: World, group: Group) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    for reason in ("", "because"):
        with pytest.raises(AnswerRefused):
            answer(group.pk, mark, "dismissed", reason, by=world.viewer("facilitator"))
    assert not SignalAnswer.objects.exists()
    answer(group.pk, mark, "dismissed", "outside", by=world.viewer("facilitator"))
    assert answers(group.pk, [mark])[mark].reason == "outside"


@pytest.mark.parametrize("persona", ["supervisor", "colleague", "outsider", "member", "administrator", "former"])
def test_only_who_leads_the_group_answers(world: World, group: Group, persona: str) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    with pytest.raises(Missing):
        answer(group.pk, mark, "acting", by=world.viewer(persona))


def test_an_answered_signal_is_no_longer_worth_attention_today(
    world: World, group: Group, signed_in: Callable[[str], Client]
) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    told = {"facilitator": "One thing, in", "supervisor": "one thing worth attention"}
    for persona, words in told.items():
        assert words in signed_in(persona).get("/").content.decode()
    answer(group.pk, mark, "acting", by=world.viewer("facilitator"))
    estimated = Estimate.objects.get(group=group).made_at
    for persona, words in told.items():
        assert words not in signed_in(persona).get("/").content.decode()
    assert Estimate.objects.get(group=group).made_at == estimated


def test_a_mark_is_counted_only_in_groups_that_the_viewer_sees(world: World, group: Group) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    answer(group.pk, mark, "acting", by=world.viewer("facilitator"))
    assert unanswered(world.viewer("facilitator"), {mark, "other"}) == {"other"}
    assert unanswered(world.viewer("colleague"), {mark}) == {mark}


def test_a_signal_that_is_none_is_missing(world: World, group: Group) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    for wrong_mark, given in (("0" * 32, "acting"), (mark, "rejected")):
        with pytest.raises(Missing):
            answer(group.pk, wrong_mark, given, by=world.viewer("facilitator"))


def test_the_form_goes_back_to_where_it_was_sent_from(world: World, group: Group, signed_in: Callable[[str], Client]) -> None:
    mark = told_marks(estimates_of(group.pk), "en")[0]
    client, address = signed_in("facilitator"), f"/signals/{group.pk}/{mark}/"
    assert client.post(address, {"answer": "acting", "back": "group"}).url == f"/groups/{group.pk}/"
    assert client.post(address, {"answer": "acting", "back": "https://elsewhere"}).url == "/signals/"
    page = client.post(address, {"answer": "dismissed", "back": "brief"}, follow=True).content.decode()
    assert "Please choose a reason first" in page
    assert client.get(address).status_code == 405
