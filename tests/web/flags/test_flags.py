"""Private words wait for a person: every facilitator of the group sees them, a supervisor sees that one waits."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.flags import actions, queries
from fourfold.web.models import AuditEntry, Flag, Membership, Session, Submission
from tests.web.personas import World, account, seat


def raise_flag(world: World, member: int = 0, kind: str = "private_word") -> Flag:
    """A flag of one member of the group, raised by a check-in of the last session."""
    now, person = timezone.now(), world.members[member]
    submission = Submission.objects.create(
        key=f"key-{person.pk}-{kind}",
        group=world.group,
        session=Session.objects.get(group=world.group, number=3),
        person=person,
        instrument="member_check_in",
        version="1",
        language="en",
        source="phone",
        answers="{}",
        private_word=True,
        answered_at=now,
        received_at=now,
    )
    return Flag.objects.create(submission=submission, group=world.group, person=person, kind=kind, raised_at=now)


@pytest.fixture
def flag(world: World) -> Flag:
    """A private word of A., and a second facilitator of the group."""
    world.users["ben"] = account("ben", Role.FACILITATOR, world.site, seat(world.group, "Ben", "facilitator"))
    return raise_flag(world)


def test_everybody_who_leads_the_group_sees_whose_it_is(world: World, flag: Flag) -> None:
    for persona in ("facilitator", "ben"):
        assert [(w.label, w.taken_by) for w in queries.waiting(world.viewer(persona))] == [("A.", "")]


def test_a_supervisor_sees_that_one_waits_and_not_more(world: World, flag: Flag, signed_in: Callable[[str], Client]) -> None:
    viewer = world.viewer("supervisor")
    assert queries.waiting(viewer) == []
    assert [(u.group_name, u.count) for u in queries.unanswered(viewer)] == [("Tuesday group", 1)]
    page = signed_in("supervisor").get(reverse("today")).content.decode()
    assert "A private word waits for an answer in Tuesday group." in page
    assert "A. would like" not in page
    assert ">A.<" not in page
    actions.take_on(flag.pk, by=world.viewer("facilitator"))
    assert queries.unanswered(viewer) == []


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "supervisor", "manager", "administrator", "member"])
def test_others_neither_see_nor_answer_it(world: World, flag: Flag, signed_in: Callable[[str], Client], persona: str) -> None:
    viewer, client = world.viewer(persona), signed_in(persona)
    assert queries.waiting(viewer) == []
    for act in (actions.take_on, actions.done, actions.undo):
        with pytest.raises(Missing):
            act(flag.pk, by=viewer)
    for name in ("take-on", "ask", "done", "undo"):
        given = {"colleague": world.users["facilitator"].pk}
        assert client.post(reverse(f"flag-{name}", args=[flag.pk]), given).status_code == 404
    flag.refresh_from_db()
    assert (flag.taken_by, flag.asked_of, flag.done_at) == (None, None, None)


def test_taken_asked_done_and_each_step_taken_back(world: World, flag: Flag) -> None:
    ann, ben = world.viewer("facilitator"), world.viewer("ben")
    actions.ask(flag.pk, world.users["ben"].pk, by=ann)
    assert queries.waiting(ben)[0].asked_me
    assert queries.waiting(ann)[0].asked_of == "Ben"
    actions.take_on(flag.pk, by=ben)
    assert queries.waiting(ben)[0].is_mine
    assert queries.waiting(ann)[0].taken_by == "Ben"
    actions.done(flag.pk, by=ben)
    assert queries.waiting(ann) == []
    assert [w.taken_by for w in queries.lately_done(ann)] == ["Ben"]
    actions.undo(flag.pk, by=ann)
    assert queries.waiting(ann)[0].taken_by == "Ben"
    actions.undo(flag.pk, by=ben)
    assert queries.waiting(ann)[0].asked_of == "Ben"
    undone = actions.undo(flag.pk, by=ann)
    assert (undone.taken_by_id, undone.asked_of_id, undone.done_at) == (None, None, None)
    assert AuditEntry.objects.filter(subject=f"flag:{flag.pk}", person_id=flag.person_id).count() == 6


def test_whoever_took_it_on_first_keeps_it(world: World, flag: Flag) -> None:
    actions.take_on(flag.pk, by=world.viewer("ben"))
    assert actions.take_on(flag.pk, by=world.viewer("facilitator")).taken_by_id == world.users["ben"].pk


def test_only_a_colleague_of_the_group_can_be_asked(world: World, flag: Flag) -> None:
    for persona in ("colleague", "outsider", "former", "supervisor", "facilitator"):
        with pytest.raises(Missing):
            actions.ask(flag.pk, world.users[persona].pk, by=world.viewer("facilitator"))
    flag.refresh_from_db()
    assert flag.asked_of is None


def test_a_facilitator_who_only_visits_the_group_is_not_asked(world: World, flag: Flag) -> None:
    guest = world.users["colleague"].person
    Membership.objects.create(group=world.group, person=guest, seat="guest", joined_on=date.today())
    with pytest.raises(Missing):
        actions.ask(flag.pk, world.users["colleague"].pk, by=world.viewer("facilitator"))


def test_untaken_words_stand_first(world: World, flag: Flag) -> None:
    actions.take_on(flag.pk, by=world.viewer("ben"))
    raise_flag(world, 1, "safety")
    assert [w.label for w in queries.waiting(world.viewer("facilitator"))] == ["B.", "A."]


def test_the_buttons_work_on_today_and_on_their_own_page(world: World, flag: Flag, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    page = client.get(reverse("today")).content.decode()
    assert "A. would like a private word." in page
    assert "I will speak with A." in page
    assert "Ask Ben to" in page
    answer = client.post(reverse("flag-take-on", args=[flag.pk]), {"next": reverse("flags")})
    assert answer.headers["Location"] == reverse("flags")
    page = client.get(reverse("flags")).content.decode()
    assert "You will speak with A." in page
    assert f'action="{reverse("flag-undo", args=[flag.pk])}"' in page
    client.post(reverse("flag-done", args=[flag.pk]), {"next": "//elsewhere.example/"})
    assert "Done in the last two days" in client.get(reverse("flags")).content.decode()
    assert "would like" not in client.get(reverse("today")).content.decode()


@pytest.mark.parametrize("colleague", ["9" * 5000, "9" * 19, "Ben", ""])
def test_a_colleague_who_is_no_number_of_ours_is_missing(
    world: World, flag: Flag, signed_in: Callable[[str], Client], colleague: str
) -> None:
    answer = signed_in("facilitator").post(reverse("flag-ask", args=[flag.pk]), {"colleague": colleague})
    assert answer.status_code == 404
    flag.refresh_from_db()
    assert flag.asked_of is None


def test_no_answer_leads_elsewhere(world: World, flag: Flag, signed_in: Callable[[str], Client]) -> None:
    for address in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:1"):
        answer = signed_in("facilitator").post(reverse("flag-done", args=[flag.pk]), {"next": address})
        assert answer.headers["Location"] == reverse("today")


def test_the_page_never_says_that_text_is_watched(world: World, flag: Flag, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("facilitator").get(reverse("today")).content.decode()
    assert "not around the clock" in page


def test_seeing_a_word_is_in_the_audit_log_with_the_person(
    world: World, flag: Flag, signed_in: Callable[[str], Client]
) -> None:
    signed_in("facilitator").get(reverse("flags"))
    signed_in("facilitator").get(reverse("today"))
    read = AuditEntry.objects.filter(verb="read flag", subject=f"flag:{flag.pk}", person_id=flag.person_id)
    assert read.count() == 2


def test_what_was_done_long_ago_is_not_shown(world: World, flag: Flag) -> None:
    Flag.objects.filter(pk=flag.pk).update(done_at=timezone.now() - timedelta(days=3))
    assert queries.lately_done(world.viewer("facilitator")) == []
