"""Cards: who gets one, whom they ask about, and that opening again keeps what was handed over."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from fourfold.web.access import Missing
from fourfold.web.checkins.actions import close_check_ins, open_check_ins, reissue_card
from fourfold.web.checkins.queries import cards, check_ins_in
from fourfold.web.checkins.tokens import ALPHABET, CODE_LENGTH
from fourfold.web.models import Attendance, AuditEntry, Card, Consent, Session
from tests.web.checkins.ground import HTML, Opened, filled, post, text
from tests.web.personas import World, seat


def test_everybody_who_is_there_gets_a_card_of_their_own(world: World) -> None:
    session = Session.objects.get(group=world.group, number=3)
    here = Attendance.objects.filter(session=session).order_by("pk")
    for row, presence in zip(here, ["late", "left_early", "late_and_left_early", "absent"], strict=False):
        row.presence = presence
        row.save()
    made = open_check_ins(session.pk, by=world.viewer("facilitator"))
    assert {card.person_id for card in made} == {p.pk for p in world.members} - {world.members[3].pk}
    assert len({card.code for card in made}) == 7
    assert all(len(card.code) == CODE_LENGTH and set(card.code) <= set(ALPHABET) for card in made)


def test_opening_again_keeps_codes_and_adds_those_who_came_late(opened: Opened) -> None:
    world, session = opened.world, opened.session
    before = {card.person_id: (card.code, card.asked) for card in opened.cards}
    late = seat(world.group, "Late", "member")
    Attendance.objects.create(session=session, person=late, presence="late")
    close_check_ins(session.pk, by=world.viewer("facilitator"))
    after = open_check_ins(session.pk, by=world.viewer("facilitator"))
    assert {c.person_id: (c.code, c.asked) for c in after if c.person_id in before} == before
    assert [c.person_id for c in after if c.person_id not in before] == [late.pk]
    session.refresh_from_db()
    assert session.closed_at is None


def test_nobody_is_asked_about_who_did_not_agree_or_is_not_there(world: World) -> None:
    unwilling, away = world.members[1], world.members[2]
    Consent.objects.filter(person=unwilling, kind="being_rated").delete()
    session = Session.objects.get(group=world.group, number=3)
    Attendance.objects.filter(session=session, person=away).update(presence="absent")
    made = open_check_ins(session.pk, by=world.viewer("facilitator"))
    for card in made:
        assert len(card.asked) == 3
        assert not {unwilling.pk, away.pk, card.person_id} & set(card.asked)


def test_nobody_gets_a_card_who_did_not_agree_to_take_part(world: World) -> None:
    Consent.objects.filter(person=world.members[0], kind="taking_part").delete()
    session = Session.objects.get(group=world.group, number=3)
    made = open_check_ins(session.pk, by=world.viewer("facilitator"))
    assert world.members[0].pk not in {card.person_id for card in made}


def test_the_rota_meets_every_pair_in_the_fewest_sessions(world: World) -> None:
    pairs: list[tuple[int, int]] = []
    for number in (1, 2, 3):
        session = Session.objects.get(group=world.group, number=number)
        for card in open_check_ins(session.pk, by=world.viewer("facilitator")):
            pairs += [(card.person_id, peer) for peer in card.asked]
    assert len(pairs) == 8 * 9
    assert len(set(pairs)) == 8 * 7


def test_a_card_given_anew_ends_the_old_code_and_the_old_address(opened: Opened) -> None:
    old, token = opened.cards[0], opened.token(0)
    card = reissue_card(old.pk, by=opened.world.viewer("facilitator"))
    assert card.code != old.code
    assert Client().get(f"/c/{token}", **HTML).status_code == 404
    opened.cards[0] = card
    assert Client().get(f"/c/{opened.token(0)}", **HTML).status_code == 200


def test_a_used_card_is_not_given_anew(opened: Opened) -> None:
    address = f"/c/{opened.token()}"
    post(address, filled(text(Client(), address)))
    assert reissue_card(opened.cards[0].pk, by=opened.world.viewer("facilitator")).code == opened.cards[0].code


@pytest.mark.parametrize("persona", ["colleague", "outsider", "supervisor", "manager", "administrator", "member", "former"])
def test_only_who_leads_the_group_may_open_close_or_see_cards(opened: Opened, persona: str) -> None:
    viewer = opened.world.viewer(persona)
    for act in (open_check_ins, close_check_ins):
        with pytest.raises(Missing):
            act(opened.session.pk, by=viewer)
    with pytest.raises(Missing):
        reissue_card(opened.cards[0].pk, by=viewer)
    with pytest.raises(Missing):
        cards(viewer, opened.session.pk)


def test_check_ins_are_counted_against_those_expected(opened: Opened) -> None:
    assert check_ins_in(opened.session.pk) == (0, 8)
    address = f"/c/{opened.token()}"
    post(address, filled(text(Client(), address)))
    assert check_ins_in(opened.session.pk) == (1, 8)


def test_nothing_is_expected_of_somebody_written_down_as_away_since(opened: Opened) -> None:
    Attendance.objects.filter(session=opened.session, person=opened.cards[1].person_id).update(presence="absent")
    assert check_ins_in(opened.session.pk) == (0, 7)
    assert opened.cards[1].pk not in {card.card_id for card in cards(opened.world.viewer("facilitator"), opened.session.pk)}
    address = f"/c/{opened.token(1)}"
    post(address, filled(text(Client(), address)))
    assert check_ins_in(opened.session.pk) == (1, 8)


def test_printed_cards_name_somebody_on_the_strip_only(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    before = AuditEntry.objects.filter(verb="read cards").count()
    page = signed_in("facilitator").get(f"/c/cards/{opened.session.pk}/").content.decode()
    faces = page.split('<div class="face">')[1:]
    assert len(faces) == 8
    for card in opened.cards:
        assert any(card.code in face and "<svg" in face for face in faces)
    for face in faces:
        assert "For " not in face.partition("</li>")[0]
    assert "style=" not in page
    assert AuditEntry.objects.filter(verb="read cards").count() == before + 1


@pytest.mark.parametrize(("host", "warned"), [("localhost:8000", True), ("[::1]:8000", True), ("fourfold.lan", False)])
def test_cards_that_would_open_nothing_on_a_phone_say_so(
    opened: Opened, signed_in: Callable[[str], Client], settings: Settings, host: str, warned: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = signed_in("facilitator").get(f"/c/cards/{opened.session.pk}/", headers={"host": host}).content.decode()
    assert ("open nothing on a phone" in page) is warned


def test_the_pages_of_staff_open_close_and_give_anew(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client, session = signed_in("facilitator"), opened.session
    assert client.get(f"/c/close/{session.pk}/").status_code == 200
    assert client.post(f"/c/close/{session.pk}/").status_code == 302
    session.refresh_from_db()
    assert session.closed_at is not None
    assert client.post(f"/c/open/{session.pk}/", {"next": "https://x.invalid/"})["Location"] == f"/c/cards/{session.pk}/"
    client.post(f"/c/cards/{session.pk}/{opened.cards[0].pk}/")
    assert Card.objects.get(pk=opened.cards[0].pk).issue == 2
