"""Two observers of one session: told in words first, numbers behind, where they differ, and which of them counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.models import Coding, Consent, Session, Turn
from tests.web.personas import World
from tests.web.talk.boards import Tablet
from tests.web.talk.test_imports import imported

BEGAN = timezone.now().replace(minute=0, second=0, microsecond=0)


def tapped(client: Client, session: Session, world: World, *, shift_s: float = 0.0, swapped: range = range(0)) -> Coding:
    """A board of sixty turns of ten seconds between three members; in `swapped` another is heard than there was."""
    tablet, people = Tablet(client, session), world.members
    tablet.begun_at = (BEGAN + timedelta(seconds=shift_s)).isoformat()
    tablet.begin(people)
    for k in range(60):
        at_s, who = 1 + 10.0 * k - shift_s, people[5] if k in swapped else people[k % 3]
        if at_s > 0:
            uid = tablet.speaks(at_s, who, people[(k + 1) % 3])
            if k % 20 == 0:
                tablet.tap(at_s + 1, "act", of=uid, act="kind_challenge", on=True)
    tablet.tap(601 - shift_s, "end")
    assert tablet.send().status_code == 200
    return Coding.objects.get(uid=tablet.coding)


def shown(client: Client, session: Session, **asked: int) -> str:
    return client.get(reverse("agreement", args=[session.pk]), asked).content.decode()


def test_one_observer_alone_is_told_what_is_missing(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    tapped(client, session, world)
    assert "There are not two observers to compare yet" in shown(client, session)


def test_two_who_saw_the_same_agree_in_everything(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    tapped(other, session, world)
    page = shown(one, session)
    assert "You agreed on who was speaking in 10 of 10 seconds." in page
    assert "you agreed on to whom in 10 of 10 seconds." in page
    assert "Nowhere that could be shown." in page
    assert "60 turns are the same for both, of 60 and 60" in page
    assert "was moved by" not in page
    assert "ICC 1.00" in page


def test_who_is_here_and_silent_is_compared_too(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    tapped(other, session, world)
    found = one.get(reverse("agreement", args=[session.pk])).context["found"]
    assert found.talk_time.subjects == len(world.members)


def test_where_they_differ_is_said_in_words_with_chance_and_the_minutes(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    tapped(other, session, world, swapped=range(12, 24))
    page = shown(one, session)
    assert "You agreed on who was speaking in 8 of 10 seconds. By chance it would be 3 in 10." in page
    assert "2:00–3:00" in page
    assert "3:00–4:00" in page
    assert "5:00–6:00" not in page
    words, _, numbers = page.partition("Show the numbers")
    assert "Cohen’s kappa" not in words
    assert "Cohen’s kappa" in numbers
    assert "ICC" in numbers


def test_an_observer_who_began_later_is_laid_on_the_same_clock(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    tapped(other, session, world, shift_s=65)
    page = shown(one, session)
    assert "You agreed on who was speaking in 10 of 10 seconds." in page


@pytest.mark.parametrize("wrong_s", [37, -37])
def test_a_clock_that_is_wrong_is_put_right_and_told_of(
    world: World, session: Session, signed_in: Callable[[str], Client], wrong_s: int
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    first, second = tapped(one, session, world, swapped=range(3, 5)), tapped(other, session, world, swapped=range(3, 5))
    Coding.objects.filter(pk=second.pk).update(begun_at=first.begun_at + timedelta(seconds=wrong_s))
    page = shown(one, session)
    assert "You agreed on who was speaking in 10 of 10 seconds." in page
    assert "one of them was moved by 37 seconds" in page


def test_second_passes_over_the_same_turns_are_compared_by_their_acts(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    base = tapped(one, session, world)
    passes = reverse("second-pass", args=[session.pk])
    turns = [turn.uid for turn in one.get(passes).context["found"].turns]
    common = [f"{uid}:kind_challenge" for uid in turns[:5]]
    for client, more in ((one, f"{turns[7]}:minimising"), (other, f"{turns[7]}:self_criticism")):
        client.post(passes, {"coding": base.pk, "page": 1, "turn": turns, "mark": [*common, more]})
    first, second = Coding.objects.filter(mode="second_pass").order_by("pk")
    page = shown(one, session, one=first.pk, other=second.pk)
    assert "Acts that either of you marked in the same turns: 7. Marked by both: 5." in page
    assert "who was speaking" not in page
    assert '<b class="num">1:11</b> · B. · Minimising' in page
    assert "Self-criticism" in page
    assert page.count('<b class="num">') == 1
    assert '<th scope="row">Kind challenge</th><td class="num">1.00</td>' in page


def test_turns_that_one_has_not_looked_at_do_not_count_as_unmarked(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    base = tapped(one, session, world)
    passes = reverse("second-pass", args=[session.pk])
    turns = [turn.uid for turn in one.get(passes).context["found"].turns]
    later = [turn.uid for turn in one.get(passes, {"page": 2}).context["found"].turns]
    one.post(passes, {"coding": base.pk, "page": 1, "turn": turns, "mark": [f"{turns[0]}:minimising"]})
    one.post(passes, {"coding": base.pk, "page": 2, "turn": later, "mark": [f"{uid}:minimising" for uid in later]})
    other.post(passes, {"coding": base.pk, "page": 1, "turn": turns, "mark": [f"{turns[0]}:minimising"]})
    first, second = Coding.objects.filter(mode="second_pass").order_by("pk")
    page = shown(one, session, one=first.pk, other=second.pk)
    assert "Nowhere that could be shown." in page


def test_a_file_beside_a_board_says_that_it_has_no_clock(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    imported(other, session, world)
    assert "One of the two comes from a file, which has no clock." in shown(one, session)


def test_which_counts_is_chosen_here_by_whoever_leads(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    second = tapped(other, session, world, swapped=range(12, 24))
    assert "Which of them counts?" not in shown(other, session)
    address = reverse("coding-count", args=[session.pk, second.pk])
    assert f'action="{address}"' in shown(one, session)
    one.post(address)
    assert Turn.objects.filter(session=session, speaker=world.members[5]).count() == 12
    assert f'action="{address}"' not in shown(one, session)


def test_who_does_not_take_part_is_not_named(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    tapped(one, session, world)
    tapped(other, session, world, swapped=range(12, 24))
    assert "F." in shown(one, session)
    Consent.objects.filter(person=world.members[5], kind="taking_part").delete()
    assert "F." not in shown(one, session)


def test_a_coding_of_another_session_is_missing(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    one, other = signed_in("facilitator"), signed_in("supervisor")
    first, second = tapped(one, session, world), tapped(other, session, world)
    earlier = Session.objects.get(group=world.group, number=2)
    answer = one.get(reverse("agreement", args=[earlier.pk]), {"one": first.pk, "other": second.pk})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["former", "colleague", "outsider", "manager", "researcher", "administrator", "member"])
def test_to_everybody_else_there_is_nothing(
    world: World, session: Session, signed_in: Callable[[str], Client], name: str
) -> None:
    first, second = (tapped(signed_in(who), session, world) for who in ("facilitator", "supervisor"))
    client = signed_in(name)
    assert client.get(reverse("agreement", args=[session.pk])).status_code == 404
    asked = {"one": first.pk, "other": second.pk}
    assert client.get(reverse("agreement", args=[session.pk]), asked).status_code == 404
