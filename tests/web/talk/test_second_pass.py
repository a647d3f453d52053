"""A second pass: a page of turns at a time, each coder alone, kept page by page, undone, and counted when it is chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.models import Act, AuditEntry, BoardEvent, Coding, Consent, Session, Turn
from fourfold.web.talk.queries.codings import pass_of
from tests.web.personas import World
from tests.web.talk.boards import Tablet


@pytest.fixture
def board(world: World, tablet: Tablet) -> Tablet:
    """Sixty turns of ten seconds, each to the next member, with a live act in the first; kept and ended."""
    people = world.members
    first = tablet.speaks(1, people[0], people[1])
    tablet.tap(2, "act", of=first, act="self_criticism", on=True)
    tablet.tap(2, "act", of=first, act="support", on=True)
    for k in range(1, 60):
        tablet.speaks(1 + 10.0 * k, people[k % 3], people[(k + 1) % 3])
    tablet.tap(601, "end")
    assert tablet.send().status_code == 200
    return tablet


def whole(board: Tablet) -> Coding:
    return Coding.objects.get(uid=board.coding)


def turns_on(client: Client, session: Session, page: int = 1) -> list[str]:
    """The uids of the turns on a page."""
    shown = client.get(reverse("second-pass", args=[session.pk]), {"page": page}).context["found"]
    return [turn.uid for turn in shown.turns]


def mark(client: Client, board: Tablet, *marks: str, page: int = 1, go: str = "after", turns: list[str] | None = None) -> Any:
    turns = turns_on(client, board.session, page) if turns is None else turns
    given = {"coding": whole(board).pk, "page": page, "turn": turns, "mark": marks, "go": go}
    return client.post(reverse("second-pass", args=[board.session.pk]), given)


def marks_of(observer: str) -> set[tuple[str, str]]:
    return set(pass_of(Coding.objects.get(mode="second_pass", observer__email__startswith=observer)).marks)


def acts(session: Session) -> list[str]:
    return sorted(Act.objects.filter(session=session).values_list("kind", flat=True))


def test_turns_stand_in_pages_with_times_and_names_and_the_acts_explained(
    board: Tablet, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert "Turns 1 to 25 of 60" in page
    assert "A. to B." in page
    assert '<span class="num">0:11</span>' in page
    assert "To understand somebody and to do something for them are two acts" in page
    assert "held against nobody" in page
    assert page.count('type="checkbox"') == 25 * 7
    last = client.get(reverse("second-pass", args=[board.session.pk]), {"page": 99}).content.decode()
    assert "Turns 51 to 60 of 60" in last


def test_marks_are_kept_page_by_page_and_shown_again(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    first = turns_on(client, board.session)
    answer = mark(client, board, f"{first[0]}:kind_challenge", f"{first[0]}:minimising", f"{first[3]}:self_compassion")
    assert answer.headers["Location"].endswith(f"?coding={whole(board).pk}&page=2")
    assert marks_of("facilitator") == {
        (first[0], "kind_challenge"),
        (first[0], "minimising"),
        (first[3], "self_compassion"),
    }
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert f'value="{first[0]}:minimising" checked' in page
    assert f'value="{first[1]}:minimising">' in page
    assert "You have looked at 25 of 60." in page
    mark(client, board, f"{first[0]}:minimising", go="here")
    assert marks_of("facilitator") == {(first[0], "minimising")}


def test_a_page_leaves_the_marks_of_other_pages_alone(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    first, second = turns_on(client, board.session), turns_on(client, board.session, 2)
    mark(client, board, f"{first[0]}:kind_challenge")
    mark(client, board, f"{second[0]}:minimising", page=2)
    assert marks_of("facilitator") == {(first[0], "kind_challenge"), (second[0], "minimising")}


def test_sending_a_page_twice_adds_nothing(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    first = turns_on(client, board.session)
    mark(client, board, f"{first[0]}:kind_challenge")
    events = BoardEvent.objects.filter(coding__mode="second_pass").count()
    mark(client, board, f"{first[0]}:kind_challenge")
    assert BoardEvent.objects.filter(coding__mode="second_pass").count() == events == 2
    assert AuditEntry.objects.filter(verb="mark acts").count() == 1


def test_the_last_page_is_undone_and_an_earlier_one_is_not(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    first, second = turns_on(client, board.session), turns_on(client, board.session, 2)
    mark(client, board, f"{first[0]}:kind_challenge", f"{first[1]}:minimising")
    early = undo_address(client, board)
    mark(client, board, f"{first[1]}:minimising", f"{first[2]}:self_compassion", go="here")
    late = undo_address(client, board)
    assert "Nothing was taken back." in client.post(early, follow=True).content.decode()
    assert "were taken back" in client.post(late, follow=True).content.decode()
    assert marks_of("facilitator") == {(first[0], "kind_challenge"), (first[1], "minimising")}
    assert second


def undo_address(client: Client, board: Tablet) -> str:
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    start = page.index(reverse("second-pass-undo", args=[board.session.pk]))
    return page[start : page.index('"', start)].replace("&amp;", "&")


def test_each_codes_alone_and_sees_nothing_of_the_others_marks(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    first = turns_on(one, board.session)
    mark(one, board, f"{first[0]}:kind_challenge")
    page = other.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert " checked" not in page
    assert "Facilitator: 25 of 60 turns looked at" in page
    mark(other, board, f"{first[0]}:minimising")
    assert marks_of("facilitator") == {(first[0], "kind_challenge")}
    assert marks_of("supervisor") == {(first[0], "minimising")}


def test_acts_count_once_whoever_leads_has_chosen_whose(
    world: World, board: Tablet, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    first = turns_on(one, board.session)
    mark(other, board, f"{first[0]}:kind_challenge", f"{first[1]}:minimising")
    assert acts(board.session) == ["self_criticism", "support"]
    chosen = Coding.objects.get(mode="second_pass")
    address = reverse("second-pass-count", args=[board.session.pk])
    assert other.post(address, {"pass": chosen.pk}).status_code == 404
    one.post(address, {"pass": chosen.pk})
    assert acts(board.session) == ["kind_challenge", "minimising", "support"]
    row = Act.objects.get(kind="kind_challenge")
    assert (row.person, row.target, row.at_s) == (world.members[0], world.members[1], 1.0)
    mark(other, board, f"{first[0]}:kind_challenge")
    assert acts(board.session) == ["kind_challenge", "support"]
    one.post(address, {"pass": ""})
    assert acts(board.session) == ["self_criticism", "support"]
    assert Turn.objects.filter(session=board.session).count() == 60


def test_a_turn_that_is_taken_back_takes_its_marks_with_it(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    last = turns_on(client, board.session, 3)
    mark(client, board, f"{last[-1]}:kind_challenge", page=3)
    board.tap(602, "undo", of=last[-1])
    assert board.send(len(board.events)).status_code == 200
    assert marks_of("facilitator") == set()
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert "Turns 1 to 25 of 59" in page


def test_who_does_not_take_part_any_more_is_not_shown(world: World, board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    (theirs, *_), gone = turns_on(client, board.session), world.members[0]
    mark(client, board, f"{theirs}:kind_challenge")
    Consent.objects.filter(person=gone, kind="taking_part").update(withdrawn_on=board.session.held_on)
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert "Turns 1 to 25 of 40" in page
    assert "A." not in page.split("<main", 1)[1]
    mark(client, board, f"{theirs}:minimising", turns=[theirs])
    assert marks_of("facilitator") == {(theirs, "kind_challenge")}


def test_turns_that_are_not_there_are_refused(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    first = turns_on(client, board.session)
    mark(client, board, turns=[*first[:3], "no-such-turn"])
    mark(client, board, f"{first[9]}:minimising", turns=first[:3])
    mark(client, board, f"{first[0]}:dancing", turns=first)
    assert not Coding.objects.filter(mode="second_pass").exists()
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert "The turns have changed since this page was opened." in page
    assert "That could not be read." in page


def test_a_pass_is_done_when_every_turn_was_looked_at(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    for page in (1, 2):
        mark(client, board, page=page)
    assert Coding.objects.get(mode="second_pass").ended_at is None
    mark(client, board, page=3)
    assert Coding.objects.get(mode="second_pass").ended_at is not None
    page = client.get(reverse("second-pass", args=[board.session.pk])).content.decode()
    assert "You have looked at 60 of 60." in page


def test_without_turns_the_page_teaches_the_next_step(session: Session, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("facilitator").get(reverse("second-pass", args=[session.pk])).content.decode()
    assert "There are no turns yet" in page
    assert reverse("talk-import", args=[session.pk]) in page


def test_a_second_pass_is_no_board_that_could_be_ended(board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    mark(client, board)
    own = Coding.objects.get(mode="second_pass")
    for page in ("coding-end", "coding-go-on"):
        assert client.post(reverse(page, args=[board.session.pk, own.pk])).status_code == 404


def test_a_coding_of_another_session_is_missing(world: World, board: Tablet, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    earlier = Session.objects.get(group=world.group, number=2)
    address = reverse("second-pass", args=[earlier.pk])
    assert client.get(address, {"coding": whole(board).pk}).status_code == 404
    given = {"coding": whole(board).pk, "page": 1, "turn": [], "mark": []}
    assert client.post(address, given).status_code == 404


@pytest.mark.parametrize("name", ["former", "colleague", "outsider", "manager", "researcher", "administrator", "member"])
def test_to_everybody_else_there_is_nothing(board: Tablet, signed_in: Callable[[str], Client], name: str) -> None:
    client = signed_in(name)
    address = reverse("second-pass", args=[board.session.pk])
    assert client.get(address).status_code == 404
    given = {"coding": whole(board).pk, "page": 1, "turn": [], "mark": []}
    assert client.post(address, given).status_code == 404
    assert not Coding.objects.filter(mode="second_pass").exists()
