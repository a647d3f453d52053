"""Filling an empty site with the four simulated groups, one account for each role, and a session today."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import Role
from fourfold.web.access import Viewer, viewer_of
from fourfold.web.accounts.models import Appointment, User
from fourfold.web.audit.actions import note
from fourfold.web.checkins.actions import open_check_ins
from fourfold.web.demonstration.actions.assessing import assess
from fourfold.web.demonstration.actions.goals import set_goals
from fourfold.web.demonstration.actions.knowledge import add_resources
from fourfold.web.demonstration.actions.notes import write_notes
from fourfold.web.demonstration.actions.practising import practise
from fourfold.web.demonstration.actions.studying import release_for_research
from fourfold.web.demonstration.actions.tapping import tap
from fourfold.web.demonstration.actions.wellbeing import answer_as_staff, guess
from fourfold.web.demonstration.queries import PASSWORD, ROLES, email_of
from fourfold.web.groups.models import FACILITATOR, MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.programmes.models import Programme, Site
from fourfold.web.records.actions import store
from fourfold.web.sessions.actions import mark_others_present, move_session
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction

_NAMES = {
    Role.FACILITATOR: "Facilitator",
    Role.SUPERVISOR: "Supervisor",
    Role.MANAGER: "Manager",
    Role.RESEARCHER: "Researcher",
    Role.ADMINISTRATOR: "Administrator",
    Role.MEMBER: "Member",
}
YOUNG = 6
"""A group with no more sessions than this has too little behind it to be shown first."""


def fill(say: Callable[[str], None] = lambda _: None, *, meets: str = "") -> None:
    """Twelve weeks of four simulated groups; one meets today and its check-ins are open. Only for an empty demonstration.

    `meets` names the group that meets today; without it the next one with enough behind it. Raises `ValueError`.
    """
    if not settings.DEMO or Group.objects.exists():
        raise ValueError(f"{settings.HOME}: the demonstration is made in an empty folder of its own, never in a site")
    today = timezone.localdate()
    say("simulating twelve weeks of four groups")
    simulated = demonstration_programme(today=today)
    names = [record.group.name for record in simulated]
    if meets and meets not in names:
        raise ValueError(f"{meets}: no group of the demonstration; choose one of {', '.join(names)}")
    with write_transaction():
        site = Site.objects.create(name="Simulated clinic")
        programme = Programme.objects.create(site=site, name=simulated.records[0].group.programme or "Demonstration")
        note("system", "begin demonstration", f"site:{site.pk}")
    for record in simulated:
        say(f"storing the {record.group.name}")
        store(record, programme.pk, by=Viewer(None))
    meeting = next_meeting(meets)
    leader = _accounts(site, meeting.group)
    say("tapping the sessions on the circle board")
    _tapped(meeting.group)
    say(f"opening check-ins of the {meeting.group.name}")
    if meeting.held_on != today:
        move_session(meeting.pk, today, None, by=leader)
    mark_others_present(meeting.pk, by=leader)
    open_check_ins(meeting.pk, by=leader)
    say("answering as staff, each for themselves")
    answer_as_staff(site.pk, site.time_zone)
    guess(meeting.group_id, leader.person_id or 0)
    add_resources(site.pk, by=leader)
    practise(leader, meeting.group)
    write_notes(leader, meeting.group)
    say("making a simulated release for research")
    release_for_research(programme.pk)
    set_goals(leader, meeting.group)
    assess(leader, meeting.group)


def next_meeting(meets: str = "") -> Session:
    """The next planned session of a group by its name; else of one with enough behind it to fill every page."""
    planned = Session.objects.filter(status="planned").order_by("held_on", "group__name").select_related("group")
    return planned.filter(group__name=meets)[0] if meets else planned.filter(number__gt=YOUNG)[0]


def _tapped(meeting: Group) -> None:
    """Every followed session as its facilitator tapped it, the last one of the group that meets by a second observer too."""
    first, second = (User.objects.get(email=email_of(role)).pk for role in (Role.FACILITATOR, Role.SUPERVISOR))
    rows = Session.objects.filter(turns__isnull=False).distinct().select_related("group__programme__site")
    followed = list(rows.order_by("group", "number"))
    last = max((row for row in followed if row.group_id == meeting.pk), key=lambda row: row.number, default=None)
    with write_transaction():
        for session in followed:
            tap(session, [first, second] if session is last else [first], seed=session.pk)
        note("system", "tap demonstration", f"group:{meeting.pk}", group=meeting.pk)


def _accounts(site: Site, meeting: Group) -> Viewer:
    """One account for each role; the facilitator leads the group that meets today, and joins the others' facilitators."""
    seats = Membership.objects.filter(group=meeting, left_on=None).order_by("pk").select_related("person")
    people = {
        Role.FACILITATOR: seats.filter(seat=FACILITATOR)[0].person,
        Role.MEMBER: seats.filter(seat=MEMBER)[0].person,
    }
    made = {}
    with write_transaction():
        # The one who signs in sits beside each group's own "Facilitator 1" and needs a label of their own.
        Person.objects.filter(pk=people[Role.FACILITATOR].pk).update(label=_NAMES[Role.FACILITATOR])
        for role in ROLES:
            user = User.objects.create_user(email_of(role), PASSWORD, name=_NAMES[role], person=people.get(role))
            Appointment.objects.create(user=user, role=role, site=site)
            made[role] = user
        for group in Group.objects.exclude(pk=meeting.pk):
            Membership.objects.create(
                group=group, person=people[Role.FACILITATOR], seat=FACILITATOR, joined_on=timezone.localdate()
            )
        note("system", "make accounts of the demonstration", f"site:{site.pk}")
    return viewer_of(made[Role.FACILITATOR])
