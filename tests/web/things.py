"""One of each thing that an address can name, for every relation: one's own, the neighbour's, elsewhere, and missing."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.vocabulary import Role
from fourfold.web.access import viewer_of
from fourfold.web.models import (
    ApiToken,
    Appointment,
    BreakGlass,
    Card,
    Coding,
    Consent,
    Flag,
    Group,
    Invitation,
    Membership,
    Person,
    ProcessNote,
    Programme,
    Resource,
    Session,
    Site,
    Submission,
    User,
)
from fourfold.web.wellbeing.actions import answer
from tests.web.assessments.rows import assessments_of
from tests.web.goals.rows import one_of_each
from tests.web.personas import World, account, seat
from tests.web.practices.rows import practices_of

MISSING = 999_000_000
FAR = 777_000_000
RELATIONS = ("own", "neighbour", "elsewhere")

PARAMS = {
    "group_id": "group",
    "person_id": "person",
    "session_id": "session",
    "spell_id": "membership",
    "membership_id": "membership",
    "consent_id": "consent",
    "card_id": "card",
    "flag_id": "flag",
    "user_id": "user",
    "appointment_id": "appointment",
    "invitation_id": "invitation",
    "look_id": "look",
    "programme_id": "programme",
    "site_id": "site",
    "token_id": "api_token",
    "coding_id": "coding",
    "facet_id": "facet",
    "goal_id": "goal",
    "step_id": "step",
    "statement_id": "statement",
    "total_id": "total",
    "contact_id": "contact",
    "answers_id": "staff_answers",
    "resource_id": "resource",
    "plan_id": "planned_practice",
    "assigned_id": "assigned_practice",
    "log_id": "practice_log",
    "administration_id": "administration",
    "schedule_id": "schedule",
    "wording_id": "wording",
    "note_id": "process_note",
}
"""What the parameters of addresses name."""

WORDS = {
    "word": "w" * 32,
    "token": "t" * 32,
    "kiosk": "k" * 32,
    "key": "abc",
    "uidb36": "1",
    "language": "en",
    "pk": MISSING,
    "kind": "being_rated",
    "mark": "acknowledged",
    "practice": "feet_on_the_floor",
    "instrument": "staff_weekly",
    "instrument_key": "scs_sf",
}
"""Parameters that name no thing of the site: made-up words, and the language of a page."""


@dataclass
class Things:
    """The ids of things by relation and kind; `canaries` are the labels that only those who oversee the group may read."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)

    def of(self, relation: str, param: str) -> Any:
        """The value of a parameter of an address. Raises `KeyError` for a parameter that nobody has named yet."""
        if param in WORDS:
            return WORDS[param]
        return MISSING if relation == "missing" else self.ids[relation][PARAMS[param]]


def make_things(world: World) -> Things:
    """All things of the three groups, and their canaries."""
    things = Things()
    groups = {"own": world.group, "neighbour": world.neighbour, "elsewhere": world.elsewhere}
    leads = {"own": "facilitator", "neighbour": "colleague", "elsewhere": "outsider"}
    for relation, group in groups.items():
        person = world.members[0] if relation == "own" else seat(group, "", "member")
        if relation != "own":
            account(f"seated-{relation}", Role.MEMBER, group.programme.site, person)
        things.canaries[relation] = f"Canary{relation}"
        Person.objects.filter(pk=person.pk).update(label=things.canaries[relation])
        keeper = account(f"keeper-{relation}", Role.ADMINISTRATOR, group.programme.site)
        things.ids[relation] = _things(group, person, world.users[leads[relation]], keeper)
    return things


def far_ids() -> dict[str, int]:
    """Ids, all alike in length, of things of yet another group: what a body may try to name."""
    site = Site.objects.create(pk=FAR + 1, name="Simulated far site")
    programme = Programme.objects.create(pk=FAR + 2, site=site, name="Simulated far programme")
    group = Group.objects.create(pk=FAR + 3, programme=programme, name="Simulated far group")
    person = Person.objects.create(pk=FAR + 4, site=site, label="Far.")
    Membership.objects.create(pk=FAR + 5, group=group, person=person, joined_on=timezone.localdate())
    session = Session.objects.create(pk=FAR + 6, group=group, number=1, held_on=timezone.localdate())
    user = User.objects.create_user("far@example.invalid", "a-long-word-for-tests", name="Far", pk=FAR + 7)
    Appointment.objects.create(pk=FAR + 8, user=user, role=Role.FACILITATOR, site=site)
    return {
        "site": site.pk,
        "programme": programme.pk,
        "group": group.pk,
        "person": person.pk,
        "membership": FAR + 5,
        "session": session.pk,
        "user": user.pk,
    }


def _things(group: Group, person: Person, lead: User, keeper: User) -> dict[str, int]:
    now, site = timezone.now(), group.programme.site
    session = Session.objects.create(group=group, number=90, held_on=now.date(), status="planned")
    submission = Submission.objects.create(
        key=uuid4().hex,
        group=group,
        session=session,
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
    week = now + timedelta(days=7)
    to = {"email": f"new-{group.pk}@example.invalid", "name": "New", "role": Role.MANAGER, "site": site}
    made = (
        {
            "api_token": ApiToken.objects.create(user=lead, name="Program", digest=uuid4().hex, scope="", expires_at=week),
            "card": Card.objects.create(session=session, person=person, code=uuid4().hex[:8], made_at=now),
            "coding": Coding.objects.create(session=session, observer=lead, begun_at=now),
            "flag": Flag.objects.create(submission=submission, group=group, person=person, kind="private_word", raised_at=now),
            "staff_answers": answer(instrument("staff_weekly"), {"worn": 4}, by=viewer_of(lead)),
            "invitation": Invitation.objects.create(digest=uuid4().hex, expires_at=week, **to),
            "resource": Resource.objects.create(site=site, title="A book", where="A shelf", added_by=lead, added_at=now),
            "process_note": ProcessNote.objects.create(author=lead, sealed_text=b"", written_at=now, changed_at=now),
            "look": BreakGlass.objects.create(group=group, asked_by=keeper, reason="A reason"),
            "membership": Membership.objects.get(group=group, person=person),
            "consent": Consent.objects.filter(person=person).order_by("pk")[0],
            "appointment": Appointment.objects.get(user=lead),
            "group": group,
            "person": person,
            "session": session,
            "user": lead,
            "programme": group.programme,
            "site": site,
        }
        | one_of_each(group, person, lead)
        | practices_of(session, person, lead)
        | assessments_of(person, group, lead)
    )
    return {name: row.pk for name, row in made.items()}
