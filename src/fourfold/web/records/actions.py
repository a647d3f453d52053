"""From the library's record to storage: how simulated and brought-in groups arrive, whole or not at all."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

import polars as pl

from fourfold.instruments import check_in_of
from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, MEMBERS, Role
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.checkins.models import Submission
from fourfold.web.groups.models import Group, Membership
from fourfold.web.people.models import Consent, Person
from fourfold.web.programmes.models import Programme
from fourfold.web.records.answers import is_item, key_of
from fourfold.web.records.queries import BEING_RATED, ROLE_OF, TAKING_PART
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.storage.sealing import seal
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.models import Act, Turn

WORDING = "import"
_EVENING = time(20, tzinfo=UTC)
_INSTRUMENT_OF = {role: instrument for instrument, role in ROLE_OF.items()}
_LONGEST = {"code": 40, "name": 80, "label": 40, "kind": 40}


class StoreRefused(ValueError):
    """The record does not fit into this site's storage; the message says why and what to do. Nothing was written."""


@dataclass(slots=True)
class _Stored:
    """What has been written so far, by the ids of the record."""

    record: GroupRecord
    group: Group
    people: dict[str, Person]
    roles: dict[str, Role]
    sessions: dict[str, Session]


def store(record: GroupRecord, programme_id: int, *, by: Viewer) -> int:
    """The id of the group that a record became; it reads back with the same fingerprint.

    Members are written down as having agreed to take part and to be rated from their first day, in the wording "import".
    Raises `StoreRefused`.
    """
    with write_transaction():
        programme = Programme.objects.select_related("site").get(pk=programme_id)
        problems = list(_problems(record, programme))
        if problems:
            raise StoreRefused("\n".join(problems))
        stored = _begin(record, programme)
        _spells(stored, by)
        _attendance(stored)
        _submissions(stored)
        _talk(stored)
        note(by, "store record", f"group:{stored.group.pk}", group=stored.group.pk, detail=record.fingerprint())
    return int(stored.group.pk)


def _problems(record: GroupRecord, programme: Programme) -> Iterator[str]:
    group = record.group
    if group.programme != programme.name:
        yield f"the record is of programme '{group.programme}', not of '{programme.name}'; choose its programme or rename it"
    if Group.objects.filter(code=group.group_id).exists():
        yield f"there is a group '{group.group_id}' already; give the record another group_id"
    codes = record.people["person_id"].to_list()
    for code in Person.objects.filter(site=programme.site, code__in=codes).values_list("code", flat=True):
        yield f"somebody at this site is called '{code}' already; give the person another id"
    for code in sorted(set(codes) - set(record.memberships["person_id"])):
        yield f"'{code}' has no membership; write down when this person joined, or leave the person out"
    yield from _too_long(record)
    yield from _foreign_responses(record)


def _too_long(record: GroupRecord) -> Iterator[str]:
    texts = [("code", record.group.group_id), ("name", record.group.name)]
    texts += [("code", code) for code in (*record.people["person_id"], *record.sessions["session_id"])]
    texts += [("label", label) for label in record.people["label"]] + [("kind", kind) for kind in record.acts["kind"].unique()]
    for kind, text in texts:
        if len(text) > _LONGEST[kind]:
            yield f"'{text[:20]}…' is longer than {_LONGEST[kind]} characters; shorten it"


def _foreign_responses(record: GroupRecord) -> Iterator[str]:
    days = set(record.sessions["held_on"])
    roles = dict(record.people.select("person_id", "role").iter_rows())
    for person, instrument, item, day in record.responses.select("person_id", "instrument", "item", "answered_on").iter_rows():
        role = ROLE_OF.get(instrument)
        if role is None or roles[person] != role or day not in days or not is_item(item, role):
            yield f"the response of '{person}' to {instrument}, {item}, belongs to no check-in of a session; leave it out"


def _begin(record: GroupRecord, programme: Programme) -> _Stored:
    """Group, people and sessions, which everything else names."""
    told = record.group
    group = Group.objects.create(
        programme=programme, code=told.group_id, name=told.name, kind="open" if _is_open(record) else "closed",
        lowest=told.lowest, highest=told.highest, usual_gap_days=told.usual_gap_days, simulated=told.simulated,
        language=programme.site.language, revision=1,
    )  # fmt: skip
    first = dict(record.memberships.group_by("person_id").agg(pl.col("joined_on").min()).iter_rows())
    rows = list(record.people.select("person_id", "role", "label").iter_rows())
    people = Person.objects.bulk_create(
        Person(site=programme.site, code=code, label=label, language=group.language, created_on=first[code])
        for code, _, label in rows
    )
    columns = record.sessions.select("session_id", "number", "held_on", "status").iter_rows()
    sessions = Session.objects.bulk_create(
        Session(group=group, code=code, number=number, held_on=day, status=status) for code, number, day, status in columns
    )
    return _Stored(
        record, group,
        people={person.code: person for person in people},
        roles={code: Role(role) for code, role, _ in rows},
        sessions={session.code: session for session in sessions},
    )  # fmt: skip


def _is_open(record: GroupRecord) -> bool:
    """Whether anybody joined after the first of its sessions."""
    begun = min(record.sessions["held_on"], default=date.max)
    return bool((record.memberships["joined_on"] > begun).any())


def _spells(stored: _Stored, by: Viewer) -> None:
    spells = []
    for code, joined_on, left_on, reason in stored.record.memberships.iter_rows():
        person = stored.people[code]
        spell = Membership(
            group=stored.group, person=person, seat=str(stored.roles[code]), joined_on=joined_on, left_on=left_on
        )
        spell.sealed_reason = _sealed(person, f"membership:{spell.uid}:reason", reason)
        spells.append(spell)
    Membership.objects.bulk_create(spells)
    Consent.objects.bulk_create(
        Consent(
            person=person, kind=kind, wording=WORDING, language=person.language, given_on=person.created_on,
            recorded_by_id=by.user_id,
        )
        for code, person in stored.people.items()
        for kind in (TAKING_PART, BEING_RATED)
        if stored.roles[code] is Role.MEMBER
    )  # fmt: skip


def _attendance(stored: _Stored) -> None:
    rows = []
    for session, code, presence, reason in stored.record.attendance.iter_rows():
        person = stored.people[code]
        row = Attendance(session=stored.sessions[session], person=person, presence=presence)
        row.sealed_reason = _sealed(person, f"attendance:{row.uid}:reason", reason)
        rows.append(row)
    Attendance.objects.bulk_create(rows)


def _submissions(stored: _Stored) -> None:
    """One check-in for each rater and session."""
    versions = {role: check_in_of(role).version for role in _INSTRUMENT_OF}
    rows = []
    for (session, code), answers in _answers(stored).items():
        role, held = stored.roles[code], stored.sessions[session]
        at = datetime.combine(held.held_on, _EVENING)
        rows.append(
            Submission(
                key=sha256(f"import\x1f{stored.group.code}\x1f{session}\x1f{code}".encode()).hexdigest(),
                group=stored.group, session=held, person=stored.people[code], instrument=_INSTRUMENT_OF[role],
                version=versions[role], language=stored.group.language, source="import", answers=json.dumps(answers),
                answered_at=at, received_at=at,
            )
        )  # fmt: skip
    Submission.objects.bulk_create(rows)


def _answers(stored: _Stored) -> dict[tuple[str, str], dict[str, float | int]]:
    """Answers by session and rater: ratings, and the responses of that day."""
    found: dict[tuple[str, str], dict[str, float | int]] = defaultdict(dict)
    for session, rater, target, level, quality, value in stored.record.ratings.iter_rows():
        whom = target if target in (GROUP, MEMBERS) else str(stored.people[target].pk)
        found[session, rater][key_of(stored.roles[rater], level, quality, whom)] = _plain(value)
    by_day = {s.held_on: code for code, s in stored.sessions.items()}
    for person, _, item, value, day in stored.record.responses.iter_rows():
        found[by_day[day], person][item] = _plain(value)
    return found


def _talk(stored: _Stored) -> None:
    turns, acts = stored.record.turns, stored.record.acts
    Turn.objects.bulk_create(
        Turn(session=stored.sessions[session], speaker=stored.people[who], start_s=start, end_s=end, **_addressed(stored, whom))
        for session, who, whom, start, end in turns.iter_rows()
    )
    Act.objects.bulk_create(
        Act(
            session=stored.sessions[session], person=stored.people[who], kind=kind, at_s=at,
            target=stored.people.get(whom or ""), to_group=whom == GROUP,
        )
        for session, who, kind, at, whom in acts.iter_rows()
    )  # fmt: skip


def _addressed(stored: _Stored, whom: str | None) -> dict[str, Any]:
    return {"addressee": stored.people.get(whom or ""), "to_group": whom == GROUP}


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _sealed(person: Person, place: str, text: str | None) -> bytes | None:
    return None if text is None else seal(person.pk, place, text)
