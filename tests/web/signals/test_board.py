"""The page of signals: what waits, what was answered, whether it was so, and how often signals are right here."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing
from fourfold.web.audit.models import AuditEntry
from fourfold.web.estimates.queries import estimates_of, forget
from fourfold.web.models import Group, SignalAnswer
from fourfold.web.signals.actions import answer, confirm
from fourfold.web.signals.queries import Precision, all_marks, boards, precision, told_marks
from tests.web.personas import World
from tests.web.reading import told_group


@pytest.fixture
def group(world: World) -> Iterator[Group]:
    """A group with one open signal."""
    forget()
    yield told_group(world)
    forget()


@pytest.fixture
def mark(group: Group) -> str:
    """The mark of that signal."""
    return told_marks(estimates_of(group.pk), "en")[0]


def test_groups_that_wait_for_an_answer_come_first(world: World, group: Group, mark: str) -> None:
    viewer = world.viewer("facilitator")
    found = boards(viewer, "en")
    assert [b.waiting for b in found] == [1, 0]
    assert found[0].group == group
    answer(group.pk, mark, "acting", by=viewer)
    assert [b.waiting for b in boards(viewer, "en")] == [0, 0]


def test_the_page_shows_the_signal_with_its_answers_and_writes_down_who_looked(
    world: World, group: Group, mark: str, signed_in: Callable[[str], Client]
) -> None:
    body = signed_in("facilitator").get(reverse("signals")).content.decode()
    assert reverse("signal-answer", args=[group.pk, mark]) in body
    seen = AuditEntry.objects.filter(verb="read signals").values_list("group_id", flat=True)
    assert set(seen) == {group.pk, world.group.pk}


def test_somebody_says_whether_it_was_so_and_it_counts(
    world: World, group: Group, mark: str, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    viewer = world.viewer("facilitator")
    answer(group.pk, mark, "acting", by=viewer)
    assert precision(viewer) == Precision(0, 0)
    for said, counted in (("yes", Precision(1, 1)), ("no", Precision(0, 1))):
        client.post(reverse("signal-confirm", args=[group.pk, mark]), {"confirmed": said})
        assert precision(viewer) == counted
    assert precision(world.viewer("outsider")) == Precision(0, 0)


def test_an_unanswered_signal_cannot_be_confirmed_nor_by_somebody_who_only_oversees(
    world: World, group: Group, mark: str
) -> None:
    with pytest.raises(Missing):
        confirm(group.pk, mark, True, by=world.viewer("facilitator"))
    answer(group.pk, mark, "acknowledged", by=world.viewer("facilitator"))
    for persona in ("supervisor", "outsider", "former", "colleague"):
        with pytest.raises(Missing):
            confirm(group.pk, mark, True, by=world.viewer(persona))
    assert SignalAnswer.objects.get(mark=mark).confirmed is None


def test_every_answered_signal_is_told_of_once_now_or_among_the_earlier_ones(world: World, group: Group) -> None:
    viewer = world.viewer("facilitator")
    marks = all_marks(estimates_of(group.pk))
    for each in marks:
        answer(group.pk, each, "acting", by=viewer)
    board = next(b for b in boards(viewer, "en") if b.group == group)
    assert sorted([p.mark for p in board.past] + [h.mark for h in board.heeds]) == sorted(marks)
