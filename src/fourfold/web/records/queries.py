"""From storage to the library's record: the only way, in a fixed number of queries whatever the group's size."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from fourfold import vocabulary as v
from fourfold.record import TABLES, GroupRecord, RecordRefused, Study, table
from fourfold.vocabulary import GROUP, MEMBERS, Presence, Role, SessionStatus
from fourfold.web.checkins.models import Submission
from fourfold.web.groups.models import GUEST, Group, Membership
from fourfold.web.people.models import Consent
from fourfold.web.records.answers import number, said_of
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.storage.sealing import UNOPENED, Erased, unseal
from fourfold.web.talk.models import Act, Turn

__all__ = ["BEING_RATED", "ROLE_OF", "TAKING_PART", "GroupRecord", "RecordRefused", "record_of", "study_of"]

Rows: TypeAlias = list[tuple[Any, ...]]
ROLE_OF = {"member_check_in": Role.MEMBER, "facilitator_check_in": Role.FACILITATOR}
"""Who answers which of our check-ins."""
TAKING_PART, BEING_RATED = "taking_part", "being_rated"


def record_of(group_id: int) -> GroupRecord:
    """The record of a stored group (internal: whoever calls it has asked `access` before).

    Guests are left out. What a member answered or said counts on days on which they agreed to take part, an answer about
    a member on days on which that member agreed to be rated. Rows that later corrections contradict (an answer of somebody
    who is now written down as absent) are passed over. Raises `RecordRefused` where the rest does not fit together.
    """
    stored = Group.objects.select_related("programme").get(pk=group_id)
    group = v.Group(
        stored.code, stored.name, stored.programme.name,
        stored.lowest, stored.highest, stored.usual_gap_days, stored.simulated,
    )  # fmt: skip
    stage = _stage(group_id)
    frames = {name: _frame(name, rows) for name, rows in _tables(group, stage).items()}
    unheard = frozenset((stage.sessions[s][0], stage.codes[p]) for s, p in stage.there - stage.taking_part)
    return GroupRecord(group, **frames, unheard=unheard)


def study_of(programme_id: int) -> Study:
    """The records of all groups of a programme (internal: for the night). Raises `RecordRefused`."""
    groups = Group.objects.filter(programme=programme_id).order_by("pk").values_list("pk", flat=True)
    return Study(tuple(map(record_of, groups)))


def _tables(group: v.Group, stage: "_Stage") -> dict[str, Rows]:
    ratings, responses = _answers(group, stage)
    return {
        "people": [(stage.codes[p], str(stage.roles[p]), stage.labels[p]) for p in stage.codes],
        "memberships": stage.memberships,
        "sessions": [(code, number, day, status) for code, number, day, status in stage.sessions.values()],
        "attendance": stage.attendance,
        "ratings": ratings,
        "responses": responses,
        "turns": list(_turns(stage)),
        "acts": list(_acts(stage)),
    }


@dataclass(slots=True)
class _Stage:
    """Who is who, and who was where: everything by the ids of storage."""

    group_id: int
    codes: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    roles: dict[int, Role] = field(default_factory=dict)
    spells: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    memberships: Rows = field(default_factory=list)
    sessions: dict[int, tuple[str, int, date, str]] = field(default_factory=dict)
    attendance: Rows = field(default_factory=list)
    there: set[tuple[int, int]] = field(default_factory=set)
    agreed: dict[tuple[int, str], list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    taking_part: set[tuple[int, int]] = field(default_factory=set)
    rated: set[tuple[int, int]] = field(default_factory=set)

    def takes_part(self, session: int, person: int) -> bool:
        """Whether somebody was in a held session and agreed to take part on that day; facilitators are there as staff."""
        return (session, person) in self.taking_part

    def may_be_rated(self, session: int, person: int) -> bool:
        """Whether an answer about somebody in a held session counts."""
        return (session, person) in self.rated

    def agreed_there(self, kind: str) -> set[tuple[int, int]]:
        """Who of those who were there had agreed to something on that day; of facilitators nobody asks it."""
        return {(s, p) for s, p in self.there if self.roles[p] is Role.FACILITATOR or self._agrees(s, p, kind)}

    def _agrees(self, session: int, person: int, kind: str) -> bool:
        day = self.sessions[session][2]
        return any(a <= day < b for a, b in self.agreed.get((person, kind), ()))


def _stage(group_id: int) -> _Stage:
    stage = _Stage(group_id)
    _seat(stage)
    _schedule(stage)
    came = {(s, p): presence for s, p, presence in _attend(stage)}
    for session, (_, _, day, status) in stage.sessions.items():
        if status == SessionStatus.HELD:
            inside = (p for p, spells in stage.spells.items() if any(a <= day <= b for a, b in spells))
            stage.there.update((session, p) for p in inside if came.get((session, p)) != Presence.ABSENT)
    kinds = (TAKING_PART, BEING_RATED)
    consents = Consent.objects.filter(person__in=stage.codes, kind__in=kinds)
    for person, kind, given_on, withdrawn_on in consents.values_list("person", "kind", "given_on", "withdrawn_on"):
        stage.agreed[person, kind].append((given_on, withdrawn_on or date.max))
    stage.taking_part, stage.rated = stage.agreed_there(TAKING_PART), stage.agreed_there(BEING_RATED)
    return stage


def _seat(stage: _Stage) -> None:
    """People and spells. Somebody who sat both as a member and as a facilitator counts as what they were last."""
    rows = (
        Membership.objects.filter(group=stage.group_id)
        .exclude(seat=GUEST)
        .order_by("joined_on", "pk")
        .values_list("person", "person__code", "person__label", "seat", "joined_on", "left_on", "uid", "sealed_reason")
    )
    spells = list(rows)
    stage.roles = {person: Role(seat) for person, _, _, seat, *_ in spells}
    for person, code, label, seat, joined_on, left_on, uid, sealed in spells:
        if stage.roles[person] == seat:
            stage.codes[person], stage.labels[person] = code, label
            stage.spells[person].append((joined_on, left_on or date.max))
            reason = _opened(person, f"membership:{uid}:reason", sealed)
            stage.memberships.append((code, joined_on, left_on, reason))


def _schedule(stage: _Stage) -> None:
    rows = Session.objects.filter(group=stage.group_id).order_by("number")
    stage.sessions = {
        pk: (code, number, held_on, str(status))
        for pk, code, number, held_on, status in rows.values_list("pk", "code", "number", "held_on", "status")
    }


def _attend(stage: _Stage) -> Iterator[tuple[int, int, str]]:
    """Attendance that fits, told once more by the ids of storage: who was there needs a held session and a spell."""
    rows = Attendance.objects.filter(session__group=stage.group_id).order_by("session__number", "person")
    for session, person, presence, uid, sealed in rows.values_list("session", "person", "presence", "uid", "sealed_reason"):
        code, _, day, status = stage.sessions[session]
        inside = any(a <= day <= b for a, b in stage.spells.get(person, ()))
        came = presence != Presence.ABSENT
        if person not in stage.codes or (came and not (inside and status == SessionStatus.HELD)):
            continue
        stage.attendance.append((code, stage.codes[person], str(presence), _opened(person, f"attendance:{uid}:reason", sealed)))
        yield session, person, presence


def _answers(group: v.Group, stage: _Stage) -> tuple[Rows, Rows]:
    """Ratings and responses of the check-ins, in the order in which they came in."""
    ratings: Rows = []
    responses: dict[tuple[str, str, str, date], float] = {}
    named = {str(pk): (pk, code) for pk, code in stage.codes.items()}
    rows = Submission.objects.filter(group=stage.group_id, instrument__in=ROLE_OF).order_by("pk")
    for session, person, instrument, answers in rows.values_list("session", "person", "instrument", "answers"):
        role = ROLE_OF[instrument]
        if session not in stage.sessions or stage.roles.get(person) is not role or not stage.takes_part(session, person):
            continue
        code, _, day, _ = stage.sessions[session]
        for key, answer in json.loads(answers).items():
            value, said = number(answer), said_of(key, role)
            if value is None or not group.lowest <= value <= group.highest:
                continue
            if said.item:
                responses.setdefault((stage.codes[person], instrument, said.item, day), value)
            elif said.level and (target := _target(stage, session, person, named.get(said.target), said.target)):
                ratings.append((code, stage.codes[person], target, str(said.level), str(said.quality), value))
    return ratings, [(*key[:3], value, key[3]) for key, value in responses.items()]


def _target(stage: _Stage, session: int, rater: int, person: tuple[int, str] | None, word: str) -> str:
    """What a record calls the rated; nothing where an answer about them does not count."""
    if word in (GROUP, MEMBERS):
        return word
    counts = person is not None and person[0] != rater and stage.may_be_rated(session, person[0])
    return person[1] if person is not None and counts else ""


def _turns(stage: _Stage) -> Iterator[tuple[Any, ...]]:
    rows = Turn.objects.filter(session__group=stage.group_id).order_by("session__number", "start_s", "pk")
    for session, who, whom, to_group, *times in rows.values_list(
        "session", "speaker", "addressee", "to_group", "start_s", "end_s"
    ):
        if who in stage.codes and stage.takes_part(session, who):
            yield (stage.sessions[session][0], stage.codes[who], _addressed(stage, session, whom, to_group), *times)


def _acts(stage: _Stage) -> Iterator[tuple[Any, ...]]:
    rows = Act.objects.filter(session__group=stage.group_id).order_by("session__number", "at_s", "pk")
    for session, who, kind, at_s, whom, to_group in rows.values_list("session", "person", "kind", "at_s", "target", "to_group"):
        if who in stage.codes and stage.takes_part(session, who):
            yield (stage.sessions[session][0], stage.codes[who], kind, at_s, _addressed(stage, session, whom, to_group))


def _addressed(stage: _Stage, session: int, whom: int | None, to_group: bool) -> str | None:
    """Whom a turn or an act was for: the group, somebody who takes part, or not known."""
    if to_group:
        return GROUP
    return stage.codes[whom] if whom in stage.codes and stage.takes_part(session, whom) else None


def _opened(person: int, place: str, sealed: bytes | memoryview | None) -> str | None:
    """A sealed reason; nothing once its person was erased, or where its seal is broken: a record does without it."""
    if sealed is None:
        return None
    try:
        return unseal(person, place, bytes(sealed))
    except (Erased, *UNOPENED):
        return None


def _frame(name: str, rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=table(TABLES[name]).schema, orient="row")
