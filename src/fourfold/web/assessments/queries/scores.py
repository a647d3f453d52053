"""Scores over time: of each scale its points, and why there is none where there are too few answers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.feedback.words import LANGUAGES
from fourfold.instruments import Instrument, Item, Scale
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.drawing import Drawn, drawn
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.offered import known, title_of
from fourfold.web.assessments.queries.asking import Asked, asked_of, today_of
from fourfold.web.assessments.queries.changes import BandOfScores, Change, bands_of, change_of
from fourfold.web.assessments.queries.local import own_norms
from fourfold.web.assessments.queries.points import Point, day_of, paper_of, score_of
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.people.models import Person
from fourfold.web.programmes.models import Site
from fourfold.web.programmes.queries import today_at


@dataclass(frozen=True, slots=True)
class Reading:
    """One scale, or one single sentence of our own, over time. `span` is the lowest and the highest value there can be."""

    instrument: Instrument
    scale: Scale | None
    title: str
    low: str
    high: str
    points: Sequence[Point]
    span: tuple[float, float] | None
    picture: Drawn | None
    change: Change | None = None
    bands: Sequence[BandOfScores] = ()

    @property
    def scored(self) -> list[Point]:
        """The points with a value, the oldest first."""
        return [point for point in self.points if point.value is not None]

    @property
    def latest(self) -> Point:
        """The last point, with a value or without."""
        return self.points[-1]

    @property
    def newest_first(self) -> list[Point]:
        """For the table."""
        return list(reversed(self.points))

    @property
    def has_ours(self) -> bool:
        """Whether our own rule for answers left out was used anywhere."""
        return any(point.by_our_rule for point in self.points)


@dataclass(frozen=True, slots=True)
class Told:
    """One instrument as it was answered by one person."""

    instrument: Instrument
    title: str
    readings: Sequence[Reading]
    n_done: int

    @property
    def first(self) -> list[Reading]:
        """What sums it up: its overall scales, or all readings where it has none."""
        return [reading for reading in self.readings if reading.scale is not None and reading.scale.overall] or list(
            self.readings
        )

    @property
    def parts(self) -> list[Reading]:
        """The scales that an overall scale sums up."""
        first = self.first
        return [reading for reading in self.readings if reading not in first]


@dataclass(frozen=True, slots=True)
class OfMember:
    """The self-assessments of one member in one group."""

    group: Group
    person: Person
    told: Sequence[Told]
    waiting: Sequence[Asked]
    leads: bool


def of_member(viewer: Viewer, person_id: int, group_id: int, language: str) -> OfMember:
    """The self-assessments of a member of a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    seated = access.people(viewer, Right.OVERSEE).filter(memberships__group=group, memberships__seat=MEMBER)
    person = access.one(seated.select_related("site"), pk=person_id)
    rows = _done(Administration.objects.filter(person=person, group=group))
    waiting = [one for one in asked_of(person.pk, today_of(group), language) if one.group_id == group.pk]
    leads = access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists()
    return OfMember(group, person, told(rows, language, person.site), waiting, leads)


def own(viewer: Viewer, language: str) -> tuple[list[Told], list[Asked]]:
    """A member's own self-assessments of all their groups, and what waits for their answers. Raises `Missing`."""
    person = access.one(access.people(viewer, Right.OWN).select_related("site"))
    rows = _done(Administration.objects.filter(person=person))
    return told(rows, language, person.site), asked_of(person.pk, today_at(person.site.time_zone), language)


def told(rows: Iterable[Administration], language: str, site: Site) -> list[Told]:
    """What was answered, by instrument; each with its scales over time. Internal."""
    by_key: dict[str, list[Administration]] = {}
    for row in rows:
        by_key.setdefault(row.instrument, []).append(row)
    found = ((known(key), given) for key, given in by_key.items())
    made = [
        Told(one, title_of(one, language), list(_readings(one, given, language, site)), len(given))
        for one, given in found
        if one is not None
    ]
    return sorted(made, key=lambda one: (one.title.casefold(), one.instrument.key))


def _done(rows: QuerySet[Administration]) -> QuerySet[Administration]:
    return rows.exclude(finished_at=None).filter(withdrawn_at=None).order_by("finished_at", "pk")


def _readings(one: Instrument, rows: Sequence[Administration], language: str, site: Site) -> Iterator[Reading]:
    days = [day_of(row, ZoneInfo(site.time_zone)) for row in rows]
    norms = own_norms(site, one) if len(rows) > 1 else {}
    for scale in sorted(one.scales, key=lambda scale: not scale.overall):
        points = _by_day(score_of(one, scale, row, day) for row, day in zip(rows, days, strict=True))
        if any(point.value is not None or not point.typed for point in points):
            yield _reading((one, scale), points, change_of(one, scale, points, norms.get(scale.key)), language)
    for item in one.items:
        if item.key in one.unscored and item.wording:
            yield _single(one, item, rows, days, language)


def _by_day(points: Iterable[Point]) -> list[Point]:
    """In the order of their days: what was typed from paper came later than it was answered."""
    return sorted(points, key=lambda point: point.day)


def _reading(of: tuple[Instrument, Scale], points: Sequence[Point], change: Change | None, language: str) -> Reading:
    one, scale = of
    span = one.range_of(scale)
    scored = [point.value for point in points if point.value is not None]
    return Reading(
        instrument=one,
        scale=scale,
        title=scale.title.get(language) or scale.title.get("en") or one.title,
        low="",
        high="",
        points=points,
        span=span,
        picture=drawn([(p.day, p.value) for p in points], span, change.bands if change else ()),
        change=change,
        bands=bands_of(one, scale, scored[-1] if scored else None, language),
    )


def _single(one: Instrument, item: Item, rows: Sequence[Administration], days: Sequence[date], language: str) -> Reading:
    """A sentence of our own that belongs to no scale; what stands for itself is shown by itself."""
    spoken = language if language in (item.wording or {}) else LANGUAGES[0]
    told = [(day, row, row.answers.get(item.key)) for row, day in zip(rows, days, strict=True)]
    points = _by_day(Point(day, value, int(value is not None), 1, paper=paper_of(row)) for day, row, value in told)
    low, high = item.ends.get(spoken, ("", ""))
    span = (float(item.lowest), float(item.highest))
    picture = drawn([(p.day, p.value) for p in points], span)
    return Reading(one, None, (item.wording or {}).get(spoken, item.key), low, high, points, span, picture)
