"""The people of a programme who agreed to research, as a release sees them. Internal: callers have checked access.

Counted is only what happened on days on which they agreed to it: to research, and to taking part.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from fourfold.instruments import TargetKind, check_in_of, instrument
from fourfold.instruments.instrument import Kind, Respondent
from fourfold.privacy import pseudonym
from fourfold.privacy.release import FEWEST_CHECK_INS, Assessed, Participant
from fourfold.vocabulary import Presence, Role, SessionStatus
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.points import day_of, score_of
from fourfold.web.checkins.models import Submission
from fourfold.web.checkins.queries import MEMBER_CHECK_IN
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.people.models import Consent, Person
from fourfold.web.practices.models import PracticeLog
from fourfold.web.programmes.models import Programme
from fourfold.web.records.answers import number
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.storage.keys import derived

RESEARCH, TAKING_PART = "research", "taking_part"
_WEEK = 7

Days = tuple[date, date]


@dataclass(slots=True)
class _Seen:
    """One person: spells in groups of the programme, the days that count, and what happened on them."""

    person: Person
    agreed: list[Days] = field(default_factory=list)
    spells: list[tuple[int, date, date]] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    came: set[int] = field(default_factory=set)

    @property
    def joined_on(self) -> date:
        return min(first for _, first, _ in self.spells)

    @property
    def group(self) -> int:
        """The group in which the person sat last."""
        return max(self.spells, key=lambda spell: (spell[2], spell[1]))[0]

    def days_until(self, last_day: date) -> set[date]:
        """The days on which the person sat in a group, each once also where it was two."""
        return {
            first + timedelta(days=k) for _, first, last in self.spells for k in range((min(last, last_day) - first).days + 1)
        }

    def counts_on(self, day: date) -> bool:
        return any(first <= day < end for first, end in self.agreed)


def digest_of(person: Person) -> str:
    """The same for a person in every release of the site, and telling nothing to whoever has not the site's key."""
    return pseudonym(derived(settings.KEYS, "research"), "released", str(person.uid))


def participants(programme: Programme, last_day: date, today: date) -> dict[int, Participant]:
    """Those whose agreement to research is in force today, by the id of the person, with what there is up to a day."""
    seen = _agreed(programme, last_day, today)
    sessions = _sessions(programme, last_day)
    sizes = _sizes(programme, sessions)
    _attended(seen, sessions)
    said, assessed, minutes = _said(seen, sessions), _assessed(seen, programme, last_day), _minutes(seen, programme, last_day)
    found = {}
    for pk, one in seen.items():
        if not one.held:
            continue
        days = one.days_until(last_day)
        counted = sum(map(one.counts_on, days))
        found[pk] = Participant(
            digest=digest_of(one.person),
            group=str(one.group),
            weeks=max(1, -(-len(days) // _WEEK)),
            held=len(one.held),
            came=len(one.came),
            size=fmean(sizes[session] for session in one.held),
            check_ins=said.get(pk, []),
            assessed=assessed.get(pk, []),
            minutes=None if minutes is None else minutes.get(pk, 0) / max(1, counted / _WEEK),
        )
    return found


def n_ready(programme: Programme, last_day: date, today: date) -> int:
    """How many could be in a release, without looking at anything else of them."""
    seen, sessions = _agreed(programme, last_day, today), _sessions(programme, last_day)
    _attended(seen, sessions)
    return sum(len(said) >= FEWEST_CHECK_INS for said in _said(seen, sessions).values())


def digests_in_force(programme: Programme, today: date) -> set[str]:
    """The digests of everybody whose agreement to research is in force."""
    return {digest_of(one.person) for one in _agreed(programme, today, today).values()}


def _agreed(programme: Programme, last_day: date, today: date) -> dict[int, _Seen]:
    """Members with an agreement to research in force, and the days on which they agreed to it and to taking part."""
    spells = Membership.objects.filter(group__programme=programme, seat=MEMBER, joined_on__lte=last_day)
    rows = list(spells.filter(person__erased_at=None).select_related("person").order_by("joined_on", "pk"))
    kinds: dict[str, dict[int, list[Days]]] = {RESEARCH: defaultdict(list), TAKING_PART: defaultdict(list)}
    consents = Consent.objects.filter(person__in={row.person_id for row in rows}, kind__in=kinds)
    for person, kind, given_on, withdrawn_on in consents.values_list("person", "kind", "given_on", "withdrawn_on"):
        kinds[kind][person].append((given_on, withdrawn_on or date.max))
    seen: dict[int, _Seen] = {}
    for row in rows:
        in_force = [days for days in kinds[RESEARCH][row.person_id] if days[0] <= today < days[1]]
        if in_force:
            one = seen.setdefault(row.person_id, _Seen(row.person, _both(in_force, kinds[TAKING_PART][row.person_id])))
            one.spells.append((row.group_id, row.joined_on, row.left_on or date.max))
    return seen


def _both(one: Sequence[Days], other: Sequence[Days]) -> list[Days]:
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def _sessions(programme: Programme, last_day: date) -> dict[int, tuple[int, date]]:
    held = Session.objects.filter(group__programme=programme, status=SessionStatus.HELD, held_on__lte=last_day)
    return {pk: (group, day) for pk, group, day in held.order_by("held_on", "number").values_list("pk", "group", "held_on")}


def _sizes(programme: Programme, sessions: Mapping[int, tuple[int, date]]) -> dict[int, int]:
    """How many members each group had on the day of a session, whoever agreed to what."""
    spells: dict[int, list[Days]] = defaultdict(list)
    rows = Membership.objects.filter(group__programme=programme, seat=MEMBER)
    for group, first, last in rows.values_list("group", "joined_on", "left_on"):
        spells[group].append((first, last or date.max))
    return {pk: sum(a <= day <= b for a, b in spells[group]) for pk, (group, day) in sessions.items()}


def _attended(seen: Mapping[int, _Seen], sessions: Mapping[int, tuple[int, date]]) -> None:
    rows = Attendance.objects.filter(person__in=seen, session__in=sessions).values_list("person", "session", "presence")
    for person, session, presence in rows:
        group, day = sessions[session]
        one = seen[person]
        if one.counts_on(day) and any(g == group and a <= day <= b for g, a, b in one.spells):
            one.held.add(session)
            if presence != Presence.ABSENT:
                one.came.add(session)


def _said(seen: Mapping[int, _Seen], sessions: Mapping[int, tuple[int, date]]) -> dict[int, list[dict[str, float | None]]]:
    """The check-ins of each person in the order of time, without anything said about a named member."""
    found: dict[int, list[tuple[date, int, dict[str, float | None]]]] = defaultdict(list)
    rows = Submission.objects.filter(person__in=seen, session__in=sessions, instrument=MEMBER_CHECK_IN)
    for pk, person, session, answers in rows.order_by("pk").values_list("pk", "person", "session", "answers"):
        if session in seen[person].came and (told := dict(_plain(json.loads(answers)))):
            found[person].append((sessions[session][1], pk, told))
    return {person: [told for _, _, told in sorted(rows, key=lambda row: row[:2])] for person, rows in found.items()}


def _plain(answers: Mapping[str, object]) -> Iterator[tuple[str, float | None]]:
    """Answers by item; of several facilitators the mean."""
    given: dict[str, list[float | None]] = defaultdict(list)
    for key, answer in answers.items():
        item = ".".join(key.split(".")[:2])
        if item in _told_items():
            given[item].append(number(answer))
    for item, values in given.items():
        known = [value for value in values if value is not None]
        yield item, fmean(known) if known else None


def _told_items() -> frozenset[str]:
    """The items that ask of no named member, and are answered on the scale."""
    asked = (item for item in check_in_of(Role.MEMBER).items if not item.choices)
    return frozenset(item.key for item in asked if item.target not in (TargetKind.PEER, TargetKind.GUESS, None))


def _assessed(seen: Mapping[int, _Seen], programme: Programme, last_day: date) -> dict[int, list[Assessed]]:
    """Finished self-assessments, scored; never totals that a trained rater wrote down."""
    zone = ZoneInfo(programme.site.time_zone)
    found: dict[int, list[Assessed]] = defaultdict(list)
    rows = Administration.objects.filter(
        person__in=seen, group__programme=programme, finished_at__isnull=False, withdrawn_at=None
    )
    for row in rows.order_by("finished_at", "pk"):
        # What staff typed counts on the day of the paper: on that day, not on today's, its member agreed or did not.
        day, one = day_of(row, zone), seen[row.person_id]
        if day <= last_day and one.counts_on(day) and _is_own(row.instrument):
            week = max(1, (day - one.joined_on).days // _WEEK + 1)
            found[row.person_id].append(Assessed(week, row.instrument, dict(row.answers), _scores(row, day)))
    return found


def _is_own(key: str) -> bool:
    try:
        asked = instrument(key)
    except KeyError:
        return False
    return asked.kind is Kind.ANSWERED and asked.respondent is Respondent.MEMBER


def _scores(row: Administration, day: date) -> dict[str, float]:
    asked = instrument(row.instrument)
    found = ((scale.key, score_of(asked, scale, row, day).value) for scale in asked.scales)
    return {key: round(value, 2) for key, value in found if value is not None}


def _minutes(seen: Mapping[int, _Seen], programme: Programme, last_day: date) -> dict[int, float] | None:
    """Minutes of practice of each person; None where nobody of the programme ever wrote any down."""
    logs = PracticeLog.objects.filter(group__programme=programme, done_on__lte=last_day)
    if not logs.exists():
        return None
    found: dict[int, float] = defaultdict(float)
    for person, day, n in logs.filter(person__in=seen).values_list("person", "done_on").annotate(n=Sum("minutes")):
        if seen[person].counts_on(day):
            found[person] += n
    return found
