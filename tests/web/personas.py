"""A small world for the tests of the site: two sites, their groups, and somebody in every role, who sees or must not see."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Viewer, viewer_of
from fourfold.web.models import Appointment, Attendance, Consent, Group, Membership, Person, Programme, Session, Site, User

PASSWORD = "a-long-word-for-tests"


@dataclass
class World:
    """`group` is led by `facilitator`; `neighbour` is another group of the same programme led by `colleague`;

    `elsewhere` is a group of the other site, led by `outsider`. `former` led `group` until a month ago.
    """

    site: Site
    programme: Programme
    group: Group
    neighbour: Group
    elsewhere: Group
    members: list[Person]
    users: dict[str, User] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """The viewer that a persona is now."""
        return viewer_of(self.users[name])


def make_world(members: int = 8, sessions: int = 3) -> World:
    """The world, with the last session today."""
    clinic, other = Site.objects.create(name="Simulated clinic"), Site.objects.create(name="Simulated other site")
    programme = Programme.objects.create(site=clinic, name="Simulated programme")
    foreign = Programme.objects.create(site=other, name="Simulated foreign programme")
    group, neighbour = (
        Group.objects.create(programme=programme, name=name, simulated=True) for name in ("Tuesday group", "Wednesday group")
    )
    elsewhere = Group.objects.create(programme=foreign, name="Far group", simulated=True)
    people = [seat(group, f"{chr(65 + k)}.", "member") for k in range(members)]
    world = World(clinic, programme, group, neighbour, elsewhere, people)
    _accounts(world, other)
    for k in range(sessions):
        held_on = date.today() - timedelta(days=7 * (sessions - 1 - k))
        session = Session.objects.create(group=group, number=k + 1, held_on=held_on, status="held")
        for person in people:
            Attendance.objects.create(session=session, person=person, presence="present")
    return world


def seat(group: Group, label: str, kind: str, *, since: int = 60, until: int | None = None) -> Person:
    """Somebody in a group since so many days ago, who agreed to take part and to be rated."""
    today = date.today()
    person = Person.objects.create(site=group.programme.site, label=label)
    left_on = None if until is None else today - timedelta(days=until)
    Membership.objects.create(group=group, person=person, seat=kind, joined_on=today - timedelta(days=since), left_on=left_on)
    for consent in ("taking_part", "being_rated"):
        Consent.objects.create(person=person, kind=consent, wording="1", language="en", given_on=today - timedelta(days=since))
    return person


def account(name: str, role: Role, site: Site, person: Person | None = None) -> User:
    """An account with one role at one site."""
    user = User.objects.create_user(f"{name}@example.invalid", PASSWORD, name=name.capitalize(), person=person)
    Appointment.objects.create(user=user, role=role, site=site, since=timezone.now())
    return user


def browser_of(user: User) -> Client:
    """A browser of Django's kind in which an account is signed in, second factor passed."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["second_factor"] = user.pk
    session.save()
    return client


def _accounts(world: World, other: Site) -> None:
    here, users = world.site, world.users
    users["facilitator"] = account("facilitator", Role.FACILITATOR, here, seat(world.group, "Facilitator 1", "facilitator"))
    users["former"] = account("former", Role.FACILITATOR, here, seat(world.group, "Facilitator 0", "facilitator", until=30))
    users["colleague"] = account("colleague", Role.FACILITATOR, here, seat(world.neighbour, "Facilitator 2", "facilitator"))
    users["outsider"] = account("outsider", Role.FACILITATOR, other, seat(world.elsewhere, "Facilitator 3", "facilitator"))
    for role in (Role.SUPERVISOR, Role.MANAGER, Role.RESEARCHER, Role.ADMINISTRATOR):
        users[str(role)] = account(str(role), role, here)
    users["member"] = account("member", Role.MEMBER, here, world.members[0])
