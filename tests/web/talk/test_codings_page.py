"""What was taken down, on the page of the session and on the list of codings: for whom, and what can be done with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.models import AuditEntry, BreakGlass, Coding, Membership, Session, Turn
from tests.web.personas import World
from tests.web.talk.boards import Tablet

pytestmark = pytest.mark.django_db
Sign = Callable[[str], Client]
OUTSIDE = ("former", "colleague", "outsider", "manager", "administrator", "member", "researcher")


@pytest.fixture
def coded(world: World, session: Session, tablet: Tablet, signed_in: Sign) -> tuple[Coding, Coding]:
    """Codings of the facilitator, which counts, and of the supervisor."""
    tablet.speaks(3, world.members[0], to=world.members[1])
    tablet.tap(9, "end")
    tablet.send()
    other = Tablet(signed_in("supervisor"), session)
    other.begin(world.members)
    other.speaks(4, world.members[2])
    other.tap(12, "stops")
    other.send()
    return Coding.objects.get(uid=tablet.coding), Coding.objects.get(uid=other.coding)


def page_of(client: Client, name: str, *args: int) -> str:
    """A page as it reads."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_session_page_leads_to_the_board_and_says_what_is_kept(world: World, session: Session, signed_in: Sign) -> None:
    client = signed_in("facilitator")
    page = page_of(client, "session", session.pk)
    assert "Start the circle board" in page
    assert reverse("board", args=[session.pk]) in page
    assert "Compare observers" not in page
    tablet = Tablet(client, session)
    tablet.begin(world.members)
    for k in range(213):
        tablet.speaks(3 * k, world.members[k % 8])
    tablet.tap(900, "stops")
    tablet.send()
    page = page_of(client, "session", session.pk)
    assert "214 taps are kept. One observer." in page
    assert "Go on with the board" in page
    tablet.tap(999, "end")
    tablet.send()
    assert "Open the board" in page_of(client, "session", session.pk)


def test_two_observers_can_be_compared(session: Session, coded: tuple[Coding, Coding], signed_in: Sign) -> None:
    page = page_of(signed_in("supervisor"), "session", session.pk)
    assert "One turn is kept. Two observers." in page
    for name in ("agreement", "second-pass", "talk-import", "codings"):
        assert f'href="{reverse(name, args=[session.pk])}"' in page


def test_no_board_of_a_session_ahead(world: World, signed_in: Sign) -> None:
    ahead = Session.objects.create(group=world.group, number=9, held_on="2099-01-01")
    page = page_of(signed_in("facilitator"), "session", ahead.pk)
    assert "Start the circle board" not in page
    assert "Nobody has taken anything down." in page


@pytest.mark.parametrize("persona", OUTSIDE)
def test_everything_is_missing_for_others(
    session: Session, coded: tuple[Coding, Coding], signed_in: Sign, persona: str
) -> None:
    client = signed_in(persona)
    for name in ("board", "board-state", "codings"):
        assert client.get(reverse(name, args=[session.pk])).status_code == 404
    before = Turn.objects.count()
    for name in ("coding-count", "coding-end", "coding-go-on", "coding-delete"):
        assert client.post(reverse(name, args=[session.pk, coded[0].pk])).status_code == 404
    refused = Tablet(client, session)
    refused.begin([])
    assert refused.send().status_code == 404
    assert (Coding.objects.count(), Turn.objects.count()) == (2, before)


def test_a_facilitator_chooses_and_takes_it_back(session: Session, coded: tuple[Coding, Coding], signed_in: Sign) -> None:
    client, (first, second) = signed_in("facilitator"), coded
    page = page_of(client, "codings", session.pk)
    assert page.index("You") < page.index("Supervisor")
    assert "this one counts" in page
    assert AuditEntry.objects.filter(verb="read codings", subject=f"session:{session.pk}").exists()
    answer = client.post(reverse("coding-count", args=[session.pk, second.pk]), follow=True)
    told = answer.content.decode()
    assert "now come from what Supervisor took down" in told
    assert f'action="{reverse("coding-count", args=[session.pk, first.pk])}"' in told
    assert Turn.objects.get().speaker.label == "C."
    client.post(reverse("coding-count", args=[session.pk, first.pk]))
    assert Turn.objects.get().speaker.label == "A."


def test_a_supervisor_changes_only_their_own(session: Session, coded: tuple[Coding, Coding], signed_in: Sign) -> None:
    client, (first, second) = signed_in("supervisor"), coded
    page = page_of(client, "codings", session.pk)
    assert reverse("coding-delete", args=[session.pk, second.pk]) in page
    assert reverse("coding-delete", args=[session.pk, first.pk]) not in page
    assert "Let this one count" not in page
    for name in ("coding-delete", "coding-end", "coding-go-on"):
        assert client.post(reverse(name, args=[session.pk, first.pk])).status_code == 404
    assert client.post(reverse("coding-count", args=[session.pk, second.pk])).status_code == 404
    assert client.post(reverse("coding-end", args=[session.pk, second.pk])).status_code == 302
    assert Coding.objects.get(pk=second.pk).ended_at is not None
    told = page_of(client, "codings", session.pk)
    assert "The board of Supervisor has ended." in told
    assert client.post(reverse("coding-go-on", args=[session.pk, second.pk])).status_code == 302
    assert Coding.objects.get(pk=second.pk).ended_at is None


def test_a_co_facilitator_leads_like_the_other(
    world: World, session: Session, coded: tuple[Coding, Coding], signed_in: Sign
) -> None:
    person = world.users["colleague"].person
    Membership.objects.create(group=world.group, person=person, seat="facilitator", joined_on=session.held_on)
    client = signed_in("colleague")
    assert client.post(reverse("coding-count", args=[session.pk, coded[1].pk])).status_code == 302
    assert Turn.objects.get().speaker.label == "C."
    board = Tablet(client, session)
    board.begin(world.members)
    assert board.send().status_code == 200
    assert Coding.objects.count() == 3


def test_deleting_asks_first(session: Session, coded: tuple[Coding, Coding], signed_in: Sign) -> None:
    client, (first, _) = signed_in("facilitator"), coded
    address = reverse("coding-delete", args=[session.pk, first.pk])
    page = client.get(address).content.decode()
    assert "Delete what Facilitator took down?" in page
    assert "This one counts for the session." in page
    assert Coding.objects.count() == 2
    assert "was deleted" in client.post(address, follow=True).content.decode()
    assert [coding.observer.name for coding in Coding.objects.all()] == ["Supervisor"]
    assert not Turn.objects.exists()


def test_a_coding_is_missing_under_the_address_of_another_session(
    world: World, session: Session, coded: tuple[Coding, Coding], signed_in: Sign
) -> None:
    other = Session.objects.get(group=world.group, number=2)
    client = signed_in("facilitator")
    for name in ("coding-count", "coding-end", "coding-go-on", "coding-delete"):
        assert client.post(reverse(name, args=[other.pk, coded[0].pk])).status_code == 404
    assert Coding.objects.count() == 2


def test_the_pages_speak_spanish(session: Session, coded: tuple[Coding, Coding], signed_in: Sign) -> None:
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    assert "Lo que se anotó" in page_of(client, "codings", session.pk)
    assert "Se guarda un turno." in page_of(client, "session", session.pk)
    state = client.get(reverse("board-state", args=[session.pk])).json()
    assert state["acts"][0] == {"key": "support", "label": "Apoyo"}


def test_a_look_that_was_agreed_to_for_an_hour_shows_and_taps_nothing(
    world: World, session: Session, coded: tuple[Coding, Coding], signed_in: Sign
) -> None:
    now = timezone.now()
    asked = {"group": world.group, "asked_by": world.users["administrator"], "reason": "A reason"}
    BreakGlass.objects.create(**asked, agreed_at=now, ends_at=now + timedelta(hours=1))
    client = signed_in("administrator")
    assert client.get(reverse("session", args=[session.pk])).status_code == 200
    assert "circle board</a>" not in page_of(client, "session", session.pk)
    for name in ("board", "board-state"):
        assert client.get(reverse(name, args=[session.pk])).status_code == 404
    board = Tablet(client, session)
    board.begin(world.members)
    assert board.send().status_code == 404
    assert "Delete" not in page_of(client, "codings", session.pk)
    assert client.post(reverse("coding-delete", args=[session.pk, coded[0].pk])).status_code == 404
    assert Coding.objects.count() == 2
