"""What is a member's own: answers, attendance, agreements, and the record of it all that they may take along.

The record is a list of what goes in; whatever is not named here stays out. Nothing in it depends on what anybody else is called
or has answered.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from fourfold.instruments import NO_CONTACT, check_in_of
from fourfold.vocabulary import Role, SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.queries import parts as assessments
from fourfold.web.checkins.models import Submission
from fourfold.web.checkins.queries import MEMBER_CHECK_IN
from fourfold.web.goals.queries import own as goals
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.people.models import CONSENTS, Consent, Person
from fourfold.web.people.queries import full_name
from fourfold.web.practices.queries import member as practices
from fourfold.web.programmes.queries import today_at
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.talk.models import Act, Turn

RECORD_VERSION = 2
NOT_SAID = "not_said"
"""Stands in the record for an answer that was left out."""
FEWEST_NAMED = 3
"""About how many people one must have answered before the values are told without saying about whom."""
WITHDRAWN_HERE = ("being_rated", "research")
"""What members withdraw by themselves; taking part ends with a talk."""
_NAMED_PARTS = 3

Answer = float | str | None


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """One member's answers to one sentence, by day; None was left out."""

    key: str
    answers: tuple[tuple[date, float | None], ...]


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session held while the member belonged to the group: how they came, how many answers about named people they gave."""

    held_on: date
    group_name: str
    presence: str
    answered: bool
    n_about_others: int


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """One kind of agreement: since when it holds, or until when it held; neither where it was never given."""

    kind: str
    given_on: date | None
    withdrawn_on: date | None
    in_force: bool

    @property
    def may_withdraw(self) -> bool:
        """Whether the member can end it here and now."""
        return self.in_force and self.kind in WITHDRAWN_HERE


@dataclass(frozen=True, slots=True)
class _CheckIn:
    """A check-in in two halves: answers that name nobody by their key, and answers about people without saying whom."""

    session: Session
    source: str
    plain: Mapping[str, Answer]
    about_others: tuple[tuple[str, str, Answer], ...]


def own_person(viewer: Viewer) -> Person:
    """The member who looks. Raises `Missing` for anybody who is none."""
    return access.one(access.people(viewer, Right.OWN).select_related("site"))


def own_answers(viewer: Viewer) -> list[OwnAnswers]:
    """A member's own answers to every sentence that names nobody, in the order of the check-in."""
    found: dict[str, list[tuple[date, float | None]]] = defaultdict(list)
    for check_in in _check_ins(own_person(viewer)):
        for key, answer in check_in.plain.items():
            found[key].append((check_in.session.held_on, answer if isinstance(answer, int | float) else None))
    return [OwnAnswers(item, tuple(found[item])) for item in _plain_items() if any(v is not None for _, v in found[item])]


def own_sessions(viewer: Viewer) -> list[OwnSession]:
    """The sessions that were held while the member belonged to their groups, newest first."""
    person = own_person(viewer)
    came = dict(Attendance.objects.filter(person=person).values_list("session", "presence"))
    said = {check_in.session.pk: check_in for check_in in _check_ins(person)}
    return [
        OwnSession(
            held_on=session.held_on,
            group_name=session.group.name,
            presence=came.get(session.pk, ""),
            answered=session.pk in said,
            n_about_others=len(said[session.pk].about_others) if session.pk in said else 0,
        )
        for session in reversed(_own_held(person))
    ]


def own_consents(viewer: Viewer) -> list[OwnConsent]:
    """Each kind of agreement as it stands today."""
    person = own_person(viewer)
    today = today_at(person.site.time_zone)
    last = {consent.kind: consent for consent in Consent.objects.filter(person=person).order_by("given_on", "pk")}
    return [_consent(kind, last.get(kind), today) for kind in CONSENTS]


def own_record(viewer: Viewer) -> dict[str, Any]:
    """Everything about a member that is theirs, ready for JSON; nothing of anybody else. Raises `Missing`.

    Groups are counted, not named, since people name groups after people; what staff wrote in own words stays out for the same
    reason. Answers about named people are counted by value over the whole time, so that no order tells about whom they were.
    """
    person = own_person(viewer)
    spells = list(_spells(person))
    groups = {group: k for k, group in enumerate(dict.fromkeys(spell.group_id for spell in spells), start=1)}
    check_ins = _check_ins(person)
    return {
        "record": RECORD_VERSION,
        "made_on": today_at(person.site.time_zone).isoformat(),
        "person": _about(person),
        "memberships": [
            {"group": groups[s.group_id], "joined_on": _day(s.joined_on), "left_on": _day(s.left_on)} for s in spells
        ],
        "consents": list(_agreed(person)),
        "attendance": list(_attended(person, groups)),
        "talk": list(_spoken(person, groups)),
        "check_ins": [_told(check_in, groups) for check_in in check_ins if check_in.session.group_id in groups],
        "about_others": _about_others(check_ins),
        "assessments": assessments.own_part(person, groups),
        "practices": practices.own_part(person, groups),
        "goals": goals.own_part(person, groups),
    }


def _about(person: Person) -> dict[str, Any]:
    return {
        "label": person.label,
        "name": full_name(person),
        "code": person.code,
        "language": person.language,
        "known_since": _day(person.created_on),
    }


def _agreed(person: Person) -> Iterator[dict[str, Any]]:
    for consent in Consent.objects.filter(person=person).order_by("given_on", "pk"):
        yield {
            "kind": consent.kind,
            "wording": consent.wording,
            "language": consent.language,
            "given_on": _day(consent.given_on),
            "withdrawn_on": _day(consent.withdrawn_on),
        }


def _attended(person: Person, groups: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    rows = Attendance.objects.filter(person=person, session__group__in=groups).order_by("session__held_on", "session__pk")
    for group, number, held_on, presence in rows.values_list(
        "session__group", "session__number", "session__held_on", "presence"
    ):
        yield {"group": groups[group], "session": number, "held_on": _day(held_on), "presence": presence}


def _spoken(person: Person, groups: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    """How often and how long the member spoke in each session that somebody followed, and which acts were marked of them.

    To whom, if not to the group, stays out: that is somebody else.
    """
    own = {"speaker": person, "session__group__in": groups}
    turns = Turn.objects.filter(**own).order_by("session__held_on", "session__pk").values("session__group", "session__number")
    counted = turns.annotate(
        n=Count("pk"), seconds=Sum(F("end_s") - F("start_s")), to_group=Count("pk", filter=Q(to_group=True))
    )
    acts = Act.objects.filter(person=person, session__group__in=groups).order_by("kind")
    marked = defaultdict(list)
    for group, number, kind in acts.values_list("session__group", "session__number", "kind"):
        marked[group, number].append(kind)
    for row in counted:
        place = (row["session__group"], row["session__number"])
        told = {
            "turns": row["n"],
            "to_the_group": row["to_group"],
            "seconds": round(row["seconds"]),
            "acts": marked.pop(place, []),
        }
        yield {"group": groups[place[0]], "session": place[1], **told}
    for (group, number), kinds in sorted(marked.items()):
        yield {"group": groups[group], "session": number, "turns": 0, "to_the_group": 0, "seconds": 0, "acts": kinds}


def _told(check_in: _CheckIn, groups: Mapping[int, int]) -> dict[str, Any]:
    session = check_in.session
    return {
        "group": groups[session.group_id],
        "session": session.number,
        "held_on": _day(session.held_on),
        "source": check_in.source,
        "answers": dict(check_in.plain),
        "n_about_others": len(check_in.about_others),
    }


def _about_others(check_ins: Sequence[_CheckIn]) -> dict[str, Any]:
    """How often each value was given to each sentence about a named person; no values where few were asked about."""
    said: dict[str, list[str]] = defaultdict(list)
    named: dict[str, set[str]] = defaultdict(set)
    for check_in in check_ins:
        for item, target, answer in check_in.about_others:
            said[item].append(_spelled(answer))
            named[item].add(target)
    return {item: _counted(said[item], named[item], item) for item in sorted(said)}


def _counted(answers: Sequence[str], named: set[str], item: str) -> dict[str, Any]:
    """A sentence about a facilitator says itself about whom it is; one about a member must not."""
    may_tell = len(named) >= FEWEST_NAMED or item.endswith(".facilitator")
    return {"n": len(answers), "values": dict(sorted(Counter(answers).items())) if may_tell else None}


def _spelled(answer: Answer) -> str:
    return NOT_SAID if answer is None else f"{answer:g}" if isinstance(answer, int | float) else answer


def _check_ins(person: Person) -> list[_CheckIn]:
    rows = Submission.objects.filter(person=person, instrument=MEMBER_CHECK_IN).select_related("session")
    return [_read(row) for row in rows.order_by("session__held_on", "pk")]


def _read(row: Submission) -> _CheckIn:
    plain: dict[str, Answer] = {}
    others: list[tuple[str, str, Answer]] = []
    for key, given in json.loads(row.answers).items():
        item, target = _item_and_target(key)
        if item not in _items():
            continue
        if target:
            others.append((item, target, _value(given)))
        elif item in _plain_items():
            plain[item] = _value(given)
    return _CheckIn(row.session, row.source, plain, tuple(others))


def _item_and_target(key: str) -> tuple[str, str]:
    parts = key.split(".", _NAMED_PARTS - 1)
    return ".".join(parts[:2]), parts[2] if len(parts) == _NAMED_PARTS else ""


def _value(given: object) -> Answer:
    """A number, no contact, or nothing: whatever else might stand there is no answer."""
    if given == NO_CONTACT:
        return NO_CONTACT
    if isinstance(given, str) and given.isdigit():
        return int(given)
    return given if isinstance(given, int | float) and not isinstance(given, bool) else None


def _items() -> set[str]:
    return {item.key for item in check_in_of(Role.MEMBER).items}


def _plain_items() -> list[str]:
    """The sentences that name nobody."""
    return [i.key for i in check_in_of(Role.MEMBER).items if i.target is not None and not i.target.is_named]


def _spells(person: Person) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, seat=MEMBER).order_by("joined_on", "pk")


def _own_held(person: Person) -> list[Session]:
    spells = list(_spells(person))
    held = Session.objects.filter(group__in={spell.group_id for spell in spells}, status=SessionStatus.HELD)
    return [s for s in held.select_related("group").order_by("held_on", "pk") if any(_covers(spell, s) for spell in spells)]


def _covers(spell: Membership, session: Session) -> bool:
    still = spell.left_on is None or session.held_on <= spell.left_on
    return spell.group_id == session.group_id and spell.joined_on <= session.held_on and still


def _consent(kind: str, consent: Consent | None, today: date) -> OwnConsent:
    if consent is None:
        return OwnConsent(kind, None, None, in_force=False)
    in_force = consent.given_on <= today and (consent.withdrawn_on is None or consent.withdrawn_on > today)
    return OwnConsent(kind, consent.given_on, consent.withdrawn_on, in_force)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
