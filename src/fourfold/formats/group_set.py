"""The check-ins and questionnaires of one's own groups as a data set: for the site that holds them, not for giving away.

People keep the ids that the record has, and dates are told as weeks since joining. What somebody said about a named member
stays in the group's folder.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from fourfold.formats.codebook import (
    NOT_ASKED,
    Column,
    ColumnKind,
    DataSet,
    Sheet,
    code_column,
    column_name,
    distinct,
    frame_of,
    item_column,
    scale_column,
)
from fourfold.instruments import AnswerRefused, Instrument, Item, TargetKind, check_in_of, instrument, score_scale
from fourfold.privacy import week_number
from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, MEMBERS, NotEnoughData, Role

_PERSON = Column("person", "Id of the person in the record", ColumnKind.ID)
_GROUP = Column("member_group", "Id of the group in the record", ColumnKind.ID)
_WEEK = Column("week", "Week since joining", ColumnKind.WHOLE, unit="weeks")
_ROLES = {1: "member", 2: "facilitator"}
_NOTE = (
    "People have the ids that they have at the site: these data are for the site that holds them. For data to give away, "
    "make a research release."
)
Rows = list[dict[str, Any]]
Find = Callable[[str], Instrument]


def data_set(records: Iterable[GroupRecord], find: Find = instrument) -> DataSet:
    """People, their check-ins, and a table for each questionnaire that somebody answered. Raises KeyError for an unknown."""
    groups = list(records)
    own_check_ins = {check_in_of(role).key: check_in_of(role) for role in (Role.MEMBER, Role.FACILITATOR)}
    tables = [_people(groups), *(_check_ins(groups, asked, role) for role, asked in _by_role(own_check_ins))]
    keys = {key for g in groups for key in g.responses["instrument"].unique()} - own_check_ins.keys()
    asked = [_answers(groups, find(key)) for key in sorted(keys)]
    simulated = all(g.group.simulated for g in groups)
    notes = (_NOTE, "Simulated: nobody in these data exists.") if simulated else (_NOTE,)
    return DataSet("group_set", "Check-ins and questionnaires", (*tables, *asked), notes, simulated=simulated)


def _by_role(check_ins: Mapping[str, Instrument]) -> Iterator[tuple[Role, Instrument]]:
    yield from zip((Role.MEMBER, Role.FACILITATOR), check_ins.values(), strict=True)


def _people(groups: Sequence[GroupRecord]) -> Sheet:
    columns = (_PERSON, _GROUP, code_column("role", "Role in the group", _ROLES))
    code = {label: value for value, label in _ROLES.items()}
    rows = [
        {"person": person, "member_group": g.group.group_id, "role": code[role]}
        for g in groups
        for person, role in g.people.select("person_id", "role").iter_rows()
    ]
    return Sheet("people", "People", columns, frame_of(columns, rows), ("person", "member_group"))


def _check_ins(groups: Sequence[GroupRecord], check_in: Instrument, role: Role) -> Sheet:
    """One row for each person and session, with what they said of nobody by name; of several facilitators the mean."""
    items = [
        item for item in check_in.items if not item.choices and item.target not in (TargetKind.PEER, TargetKind.GUESS, None)
    ]
    columns = distinct(
        (
            _PERSON,
            _GROUP,
            Column("session", "Number of the session", ColumnKind.WHOLE),
            _WEEK,
            *(item_column(check_in, item, mean=True) for item in items),
        )
    )
    names = [column.name for column in columns[4:]]
    rows = [row for g in groups for row in _sessions(g, dict(zip(names, items, strict=True)), check_in.key, role)]
    name = "check_ins" if role is Role.MEMBER else "facilitator_check_ins"
    return Sheet(name, check_in.title, columns, frame_of(columns, rows), ("person", "member_group", "session"))


def _sessions(g: GroupRecord, items: Mapping[str, Item], key: str, role: Role) -> Rows:
    days = {s: (number, day) for s, number, day in g.sessions.select("session_id", "number", "held_on").iter_rows()}
    at_day = {day: s for s, (_, day) in days.items()}
    roles, joined = dict(g.people.select("person_id", "role").iter_rows()), _joined(g)
    said: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for session, rater, target, level, quality, value in g.ratings.iter_rows():
        for name, item in items.items():
            if roles[rater] == role and (item.level, item.quality) == (level, quality) and _is_about(item, target, roles):
                said[rater, session][name].append(value)
    for person, asked, item_key, value, day in g.responses.iter_rows():
        for name, item in items.items():
            if asked == key and item.key == item_key and day in at_day:
                said[person, at_day[day]][name].append(value)
    return [
        {
            "person": person,
            "member_group": g.group.group_id,
            "session": days[session][0],
            "week": week_number(days[session][1], joined[person]),
            **{name: sum(v) / len(v) if (v := answers.get(name)) else NOT_ASKED for name in items},
        }
        for (person, session), answers in sorted(said.items(), key=lambda entry: (entry[0][0], days[entry[0][1]][0]))
    ]


def _is_about(item: Item, target: str, roles: Mapping[str, str]) -> bool:
    if item.target is TargetKind.GROUP:
        return target == GROUP
    if item.target is TargetKind.MEMBERS:
        return target == MEMBERS
    return item.target is TargetKind.FACILITATOR and roles.get(target) == Role.FACILITATOR


def _answers(groups: Sequence[GroupRecord], asked: Instrument) -> Sheet:
    """One row for each person, group and day: answers by item, scores by scale."""
    columns = distinct(
        (
            _PERSON,
            _GROUP,
            Column("occasion", "Which time of this person in this group it is", ColumnKind.WHOLE),
            _WEEK,
            *(item_column(asked, item) for item in asked.items),
            *(scale_column(asked, scale) for scale in asked.scales),
        )
    )
    names = [column.name for column in columns[4:]]
    rows = [row for g in groups for row in _occasions(g, asked, names)]
    return Sheet(column_name(asked.key), asked.title, columns, frame_of(columns, rows), ("person", "member_group", "occasion"))


def _occasions(g: GroupRecord, asked: Instrument, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    given: dict[str, dict[date, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for person, key, item, value, day in g.responses.iter_rows():
        if key == asked.key:
            given[person][day][item] = value
    joined = _joined(g)
    for person, days in sorted(given.items()):
        for occasion, (day, answers) in enumerate(sorted(days.items()), start=1):
            told = [*(answers.get(item.key, NOT_ASKED) for item in asked.items), *_scores(asked, answers)]
            at = {"occasion": occasion, "week": week_number(day, joined[person])}
            yield {"person": person, "member_group": g.group.group_id, **at, **dict(zip(names, told, strict=True))}


def _scores(asked: Instrument, answers: Mapping[str, float]) -> Iterator[float | None]:
    for scale in asked.scales:
        try:
            yield score_scale(asked, scale.key, answers).value
        except (NotEnoughData, AnswerRefused):
            yield None


def _joined(g: GroupRecord) -> dict[str, date]:
    """The first day of each person in the group."""
    first: dict[str, date] = {}
    for person, joined_on in g.memberships.select("person_id", "joined_on").iter_rows():
        first[person] = min(joined_on, first.get(person, joined_on))
    return first
