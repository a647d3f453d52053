"""A site writes its own list: staff read it, members what is meant for them, nobody the list of another site."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.knowledge import actions, queries
from fourfold.web.knowledge.actions import ResourceDetails
from fourfold.web.models import Appointment, AuditEntry, Resource
from fourfold.web.refusal import Refused
from tests.web.personas import World

BOOK = ResourceDetails("A book about groups", "For beginners.", "https://example.org/book", "en", False)
ROOM = ResourceDetails("The quiet room", "", "Beside the entrance", "en", True)
STAFF = ("facilitator", "supervisor", "manager", "researcher", "administrator", "former")


def add(world: World, *all_of: ResourceDetails) -> list[Resource]:
    """Resources added by the facilitator."""
    return [actions.add(world.site.pk, details, by=world.viewer("facilitator")) for details in all_of]


def titles(found: list[queries.Shown]) -> list[str]:
    return [one.title for one in found]


@pytest.mark.parametrize("persona", STAFF)
def test_all_staff_of_the_site_read_the_whole_list(world: World, persona: str) -> None:
    add(world, ROOM, BOOK)
    assert titles(queries.resources(world.viewer(persona))) == ["A book about groups", "The quiet room"]


def test_a_member_reads_what_is_meant_for_members(world: World, signed_in: Callable[[str], Client]) -> None:
    add(world, ROOM, BOOK)
    assert titles(queries.own_resources(world.viewer("member"))) == ["The quiet room"]
    assert queries.resources(world.viewer("member")) == []
    page = signed_in("member").get(reverse("my-resources")).content.decode()
    assert "The quiet room" in page
    assert "A book about groups" not in page
    assert "Facilitator" not in page.partition("<main")[2]
    assert signed_in("member").get(reverse("resources")).status_code == 404


def test_my_page_leads_there_once_there_is_something(world: World, signed_in: Callable[[str], Client]) -> None:
    member = signed_in("member")
    assert reverse("my-resources") not in member.get(reverse("my-page")).content.decode()
    add(world, BOOK)
    assert reverse("my-resources") not in member.get(reverse("my-page")).content.decode()
    add(world, ROOM)
    assert reverse("my-resources") in member.get(reverse("my-page")).content.decode()


def test_nobody_of_another_site_reads_or_changes_it(world: World) -> None:
    (book,) = add(world, BOOK)
    outsider = world.viewer("outsider")
    assert queries.resources(outsider) == []
    for act in (actions.withdraw, actions.bring_back):
        with pytest.raises(Missing):
            act(book.pk, by=outsider)
    with pytest.raises(Missing):
        actions.add(world.site.pk, ROOM, by=outsider)


@pytest.mark.parametrize("persona", ["manager", "researcher", "administrator", "member"])
def test_only_facilitators_and_supervisors_write_it(world: World, persona: str, signed_in: Callable[[str], Client]) -> None:
    (book,) = add(world, BOOK)
    viewer = world.viewer(persona)
    with pytest.raises(Missing):
        actions.add(world.site.pk, ROOM, by=viewer)
    with pytest.raises(Missing):
        actions.withdraw(book.pk, by=viewer)
    assert signed_in(persona).get(reverse("resource-add")).status_code == 404
    page = signed_in(persona).get(reverse("resources"))
    assert reverse("resource-withdraw", args=[book.pk]) not in page.content.decode()


def test_an_appointment_that_ended_ends_the_right(world: World) -> None:
    viewer = world.viewer("supervisor")
    assert queries.kept_sites(viewer).count() == 1
    Appointment.objects.filter(user=world.users["supervisor"], role=Role.SUPERVISOR).delete()
    assert queries.kept_sites(world.viewer("supervisor")).count() == 0


def test_a_supervisor_adds_one_takes_it_out_and_undoes_that(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("supervisor")
    given = {"title": "The quiet room", "words": "", "where": "Upstairs", "language": "en", "for_members": "on"}
    page = client.post(reverse("resource-add"), given, follow=True).content.decode()
    assert "The quiet room is in the list." in page
    made = Resource.objects.get(site=world.site)
    assert (made.where, made.for_members, made.added_by) == ("Upstairs", True, world.users["supervisor"])
    page = client.post(reverse("resource-withdraw", args=[made.pk]), follow=True).content.decode()
    assert "The quiet room is out of the list." in page
    assert queries.own_resources(world.viewer("member")) == []
    undo = reverse("resource-bring-back", args=[made.pk])
    assert undo in page
    assert "is in the list again" in client.post(undo, follow=True).content.decode()
    assert titles(queries.own_resources(world.viewer("member"))) == ["The quiet room"]
    verbs = AuditEntry.objects.filter(subject=f"resource:{made.pk}").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add resource", "withdraw resource", "bring back resource"]


def test_doing_it_twice_is_written_down_once(world: World) -> None:
    (book,) = add(world, BOOK)
    for act in (actions.withdraw, actions.bring_back):
        for _ in range(2):
            act(book.pk, by=world.viewer("facilitator"))
    assert AuditEntry.objects.filter(subject=f"resource:{book.pk}").count() == 3


def test_the_same_title_twice_is_refused_with_the_remedy(world: World, signed_in: Callable[[str], Client]) -> None:
    (book,) = add(world, BOOK)
    with pytest.raises(Refused, match="stands in the list already, in this language"):
        add(world, ResourceDetails("a BOOK about groups", "", "Elsewhere", "en", False))
    add(world, ResourceDetails("A book about groups", "", "Otro estante", "es", False))
    page = signed_in("facilitator").post(reverse("resource-add"), {"title": BOOK.title, "where": "Here", "language": "en"})
    assert "Give it another name, or leave it as it is." in page.content.decode()
    actions.withdraw(book.pk, by=world.viewer("facilitator"))
    add(world, BOOK)


def test_what_is_missing_is_said_beside_its_field(world: World, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("facilitator").post(reverse("resource-add"), {"title": "", "where": "", "language": "fr"})
    assert page.status_code == 200
    shown = page.content.decode()
    assert shown.count("Please fill this in.") == 4
    assert shown.count("Please choose one of these.") == 2
    assert not Resource.objects.exists()


@pytest.mark.parametrize("where", ["https://example.org/book", "javascript:alert(1)", '"><script>alert(1)</script>'])
def test_an_address_stays_text(world: World, signed_in: Callable[[str], Client], where: str) -> None:
    add(world, ResourceDetails("A page", "", where, "en", True))
    for persona, name in (("facilitator", "resources"), ("member", "my-resources")):
        page = signed_in(persona).get(reverse(name)).content.decode()
        assert "A page" in page
        assert not re.search(r'(href|src)="(https?|javascript):', page)
        assert "<script>alert" not in page


def test_who_works_at_two_sites_says_at_which(world: World, signed_in: Callable[[str], Client]) -> None:
    other = world.elsewhere.programme.site
    user = world.users["facilitator"]
    Appointment.objects.create(user=user, role=Role.SUPERVISOR, site=other)
    client = signed_in("facilitator")
    given = {"title": "A book", "where": "A shelf", "language": "en"}
    assert 'name="site"' in client.post(reverse("resource-add"), given).content.decode()
    assert not Resource.objects.exists()
    client.post(reverse("resource-add"), given | {"site": str(other.pk)})
    assert Resource.objects.get().site == other
    assert titles(queries.resources(world.viewer("outsider"))) == ["A book"]
    assert client.post(reverse("resource-add"), given | {"site": "999000001"}).status_code == 404


@pytest.mark.parametrize("persona", ["facilitator", "manager", "researcher", "administrator"])
def test_the_library_opens_to_staff_and_counts_what_is_there(
    world: World, persona: str, signed_in: Callable[[str], Client]
) -> None:
    add(world, BOOK)
    page = signed_in(persona).get(reverse("library")).content.decode()
    assert "one resource" in page
    assert "25 findings" in page
    assert all(reverse(name) in page for name in ("evidence", "definitions", "resources"))


@pytest.mark.parametrize("name", ["library", "evidence", "definitions", "resources", "resource-add"])
def test_members_and_strangers_do_not_find_the_library(
    world: World, name: str, signed_in: Callable[[str], Client], client: Client
) -> None:
    assert signed_in("member").get(reverse(name)).status_code == 404
    assert client.get(reverse(name)).status_code == 302
