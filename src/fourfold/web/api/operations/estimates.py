"""Readings, cohesion, responses and the brief: what a facilitator may see of a group, as numbers and as sentences."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Path, Query, Router, Schema

from fourfold.feedback import Report
from fourfold.web.api import readings
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Id, Language, Page, Slice, page_of
from fourfold.web.audit.actions import note_read
from fourfold.web.briefs.queries import brief_of

router = Router(tags=["estimates"])
Level = Literal["member_facilitator", "member_member", "facilitator_group", "member_group"]
Quality = Literal["bond", "work", "negative"]


class Banded(Schema):
    """An estimate with the bands that hold it half of the time and nine times in ten."""

    session: int
    held_on: date
    mean: float
    low_90: float
    low_50: float
    high_50: float
    high_90: float


class Reading(Banded):
    """One level and quality in one session, and on how many answers it rests."""

    level: Level
    quality: Quality
    answers: int


class Readings(Page[Reading]):
    """Readings on a scale from `lowest` to `highest`; `withheld` are levels that would show who answered."""

    lowest: float
    highest: float
    withheld: list[Level]


class LevelNow(Schema):
    """One level now; `bond` is null where there is nothing, or nothing that may be shown."""

    level: Level
    bond: float | None
    sentence: str


class Latest(Schema):
    """The four levels as they stand."""

    lowest: float
    highest: float
    sessions: int
    made_at: datetime
    levels: list[LevelNow]


class Response(Schema):
    """How many check-ins of a session were asked for and answered."""

    session: int
    held_on: date
    asked: int
    answered: int


class BriefNotice(Schema):
    """Something worth attention: whom it concerns, the sentence, why, what else was seen, a next step."""

    mark: str
    heading: str
    headline: str
    why: str
    also_seen: str
    next_step: str


class BriefPicture(Schema):
    """What one chart of the brief shows, as one would say it on the telephone."""

    title: str
    caption: str
    told: str


class BriefSection(Schema):
    """A part of the brief under one heading."""

    key: str
    title: str
    sentences: list[str]
    notices: list[BriefNotice]
    pictures: list[BriefPicture]


class Brief(Schema):
    """The page that is read before a session, in sentences."""

    title: str
    subtitle: str
    occasion: str
    language: Language
    simulated: bool
    sections: list[BriefSection]
    footnotes: list[str]


@operation(router, "GET /groups/{group_id}/readings", needs="estimates:read", gives=Readings)
def list_readings(
    request: ProgramRequest,
    group_id: Path[Id],
    part: Query[Slice],
    level: Level | None = None,
    quality: Quality | None = None,
) -> Any:
    """The group's readings by session."""
    found = readings.readings(request.auth, group_id)
    _noted(request, "readings", group_id)
    asked = {"level": level, "quality": quality}
    rows = [row for row in found.rows if all(want is None or row[name] == want for name, want in asked.items())]
    return {**page_of(rows, part), "lowest": found.lowest, "highest": found.highest, "withheld": found.withheld}


@operation(router, "GET /groups/{group_id}/latest", needs="estimates:read", gives=Latest)
def latest_levels(request: ProgramRequest, group_id: Path[Id]) -> Any:
    """The four levels now, each with a sentence on how it has changed."""
    found = readings.latest(request.auth, group_id)
    _noted(request, "readings", group_id)
    return found


@operation(router, "GET /groups/{group_id}/cohesion", needs="estimates:read", gives=Page[Banded])
def list_cohesion(request: ProgramRequest, group_id: Path[Id], part: Query[Slice]) -> Any:
    """Cohesion by session."""
    rows = readings.cohesion(request.auth, group_id)
    _noted(request, "readings", group_id)
    return page_of(rows, part)


@operation(router, "GET /groups/{group_id}/responses", needs="estimates:read", gives=Page[Response])
def list_responses(request: ProgramRequest, group_id: Path[Id], part: Query[Slice]) -> Any:
    """How many check-ins came in by session; never whose."""
    rows = readings.responses(request.auth, group_id)
    _noted(request, "readings", group_id)
    return page_of(rows, part)


@operation(router, "GET /groups/{group_id}/brief", needs="estimates:read", gives=Brief)
def brief(request: ProgramRequest, group_id: Path[Id], language: Language | None = None) -> Any:
    """The brief, in the language of the account or the one asked for."""
    found = brief_of(request.auth, group_id, language or request.auth.language)
    _noted(request, "brief", group_id)
    return _told(found.report, [heed.mark for heed in found.heeds])


def _told(report: Report, marks: list[str]) -> dict[str, Any]:
    left = iter(marks)
    plain = ("title", "subtitle", "occasion", "language", "simulated", "footnotes")
    sections = [
        {
            "key": section.key,
            "title": section.title,
            "sentences": [statement.text for statement in section.statements],
            "notices": [_notice(notice, next(left, "")) for notice in section.notices],
            "pictures": [{"title": f.title, "caption": f.caption, "told": f.text_alternative} for f in section.figures],
        }
        for section in report.sections
    ]
    return {**{name: getattr(report, name) for name in plain}, "sections": sections}


def _notice(notice: Any, mark: str) -> dict[str, str]:
    told = ("heading", "headline", "why", "also_seen", "next_step")
    return {"mark": mark, **{name: getattr(notice, name) for name in told}}


def _noted(request: ProgramRequest, what: str, group_id: int) -> None:
    note_read(request.auth, what, f"group:{group_id}", group=group_id)
