"""What a brief says is due: at most three lines, in words for those who lead, by label and kind on paper."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from fourfold.web.access import Missing
from fourfold.web.goals.queries.due import due_of, due_section
from fourfold.web.models import Administration, Goal, OwnStatement, Person, Session
from tests.web.goals import rows
from tests.web.personas import World
from tests.web.reading import told_group

TODAY = date.today()


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def due_world(world: World) -> World:
    """A next session in six days; a step due before it and one after, a goal overdue, open amends."""
    me, other, lead = world.members[0], world.members[1], world.users["facilitator"]
    Session.objects.create(group=world.group, number=4, held_on=in_days(6), status="planned")
    goal = rows.goal(world.group, me, lead, "Pause first", due_on=in_days(-2))
    rows.step(goal, "Count to ten", due_on=in_days(6))
    rows.step(goal, "Much later", due_on=in_days(7))
    rows.step(goal, "Done already", due_on=in_days(1), done_on=TODAY)
    rows.statement(world.group, other, lead, "A letter to my sister")
    return world


def test_what_is_due_until_the_next_session_is_told_in_the_order_of_days(due_world: World) -> None:
    due = due_of(due_world.viewer("facilitator"), due_world.group.pk)
    assert [(line.label, line.kind, line.is_past) for line in due.lines] == [
        ("A.", "goal", True),
        ("A.", "step", False),
        ("B.", "amends", False),
    ]
    assert [line.words for line in due.lines] == ["Pause first", "Count to ten", "A letter to my sister"]
    assert due.more == 0


def test_an_overseer_reads_label_and_kind(due_world: World) -> None:
    due = due_of(due_world.viewer("supervisor"), due_world.group.pk)
    assert [line.words for line in due.lines] == [""] * 3
    for name in ("colleague", "outsider", "member", "manager"):
        with pytest.raises(Missing):
            due_of(due_world.viewer(name), due_world.group.pk)


def test_at_most_three_lines_and_how_many_more(due_world: World) -> None:
    for day in (1, 2):
        rows.goal(due_world.group, due_world.members[2], due_world.users["facilitator"], "More", due_on=in_days(day))
    due = due_of(due_world.viewer("facilitator"), due_world.group.pk)
    assert (len(due.lines), due.more) == (3, 2)
    section = due_section(due, "en")
    assert section is not None
    assert section.statements[-1].text == "and two more"


def test_what_is_closed_taken_back_or_of_somebody_who_left_is_not_due(due_world: World) -> None:
    Goal.objects.update(state="reached")
    OwnStatement.objects.update(withdrawn_at="2026-01-01T00:00:00Z")
    assert not due_of(due_world.viewer("facilitator"), due_world.group.pk).lines
    Goal.objects.update(state="open")
    due_world.members[0].memberships.update(left_on=in_days(-1))
    assert not due_of(due_world.viewer("facilitator"), due_world.group.pk).lines
    assert due_section(due_of(due_world.viewer("facilitator"), due_world.group.pk), "en") is None


def test_that_somebody_who_left_has_answered_comes_first_and_never_what(due_world: World) -> None:
    me, other = due_world.members[5], due_world.members[6]
    given = {"instrument": "follow_up", "version": "1", "language": "en", "group": due_world.group, "due_on": TODAY}
    for person, days in ((me, 1), (other, 15)):
        person.memberships.update(left_on=in_days(-30))
        at = timezone.now() - timedelta(days=days)
        Administration.objects.create(person=person, finished_at=at, answers={"hard": 7}, **given)
    for viewer in ("facilitator", "supervisor"):
        lines = due_of(due_world.viewer(viewer), due_world.group.pk).lines
        assert [(line.label, line.kind, line.words) for line in lines if line.kind == "answer"] == [("F.", "answer", "")]
        assert lines[0].kind == "answer"
    section = due_section(due_of(due_world.viewer("facilitator"), due_world.group.pk), "en")
    assert section is not None
    assert section.statements[0].text == "F. has answered how it goes after the group"
    me.memberships.update(left_on=None)
    assert "answer" not in [line.kind for line in due_of(due_world.viewer("facilitator"), due_world.group.pk).lines]


def test_on_paper_no_word_of_a_person_stands(due_world: World) -> None:
    due = due_of(due_world.viewer("facilitator"), due_world.group.pk)
    for language, said in (("en", "B.: amends are still open"), ("es", "B.: una reparación sigue pendiente")):
        section = due_section(due, language)
        assert section is not None
        told = " ".join(statement.text for statement in section.statements)
        assert said in told
        assert not any(words in told for words in ("Pause", "Count", "letter"))


def test_the_brief_shows_it_on_the_screen_and_on_the_sheet(world: World, signed_in: Callable[[str], Client]) -> None:
    group = told_group(world)
    member = Person.objects.filter(memberships__group=group, memberships__seat="member", memberships__left_on=None)[0]
    rows.goal(group, member, world.users["facilitator"], "Canary goal", due_on=TODAY)
    client = signed_in("facilitator")
    page = client.get(f"/briefs/{group.pk}/").content.decode()
    assert "Responsibility and goals due" in page
    assert "Canary goal" in page
    supervised = signed_in("supervisor").get(f"/briefs/{group.pk}/").content.decode()
    assert "Responsibility and goals due" in supervised
    assert "Canary goal" not in supervised
    sheet = PdfReader(BytesIO(client.get(f"/briefs/{group.pk}/sheet.pdf?paper=a4").content))
    text = " ".join(sheet.pages[0].extract_text().split())
    assert len(sheet.pages) == 1
    assert "Responsibility and goals due" in text
    assert "Canary" not in text
