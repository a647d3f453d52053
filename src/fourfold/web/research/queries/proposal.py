"""What a release would hold, and whether it may leave: the audit before anything is made."""

import secrets
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from fourfold.formats.research_set import spoken_bands
from fourfold.inference.cell_audit import CannotProtect, told_sums, unprotected
from fourfold.instruments import instrument
from fourfold.privacy import ALL, LEAST, CountTable, Released, differences, is_near, protected_tables, too_close
from fourfold.privacy.bands import LEVELS
from fourfold.privacy.release import Content, Participant, content, eligible
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.programmes.models import Programme
from fourfold.web.programmes.queries import today_at
from fourfold.web.research.models import Release
from fourfold.web.research.queries.ledger import earlier, is_as_noted, kinds_of, made_on, released
from fourfold.web.research.queries.participants import digests_in_force, n_ready, participants


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; `same_as` is the id of a release whose people are wanted again, None: all who agreed."""

    programme_id: int
    last_day: date
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a release may not leave: the key of the sentence, and the earlier release that it is about."""

    words: str
    release: int | None = None
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class TableFound:
    """One table of counts: its variables, how many counts may be told and how many are left out."""

    variables: tuple[str, ...]
    told: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release that could leave, or the obstacle to it. `whom` are ids of people, `n_before` earlier releases were asked."""

    programme: Programme
    wanted: Wanted
    obstacle: Obstacle | None
    content: Content | None = None
    tables: tuple[CountTable, ...] = ()
    whom: frozenset[int] = frozenset()
    n_before: int = 0

    @property
    def simulated(self) -> bool:
        """Whether every group of the programme is simulated."""
        return not self.programme.groups.filter(simulated=False).exists()

    @property
    def n_people(self) -> int:
        """How many people are in it; at least eleven, or the proposal has an obstacle."""
        return len(self.content.kinds) if self.content else 0

    @property
    def n_told(self) -> int:
        """How many counts are told."""
        return sum(table.told for table in self.found)

    @property
    def n_left_out(self) -> int:
        """How many counts are left out."""
        return sum(table.left_out for table in self.found)

    @property
    def found(self) -> list[TableFound]:
        """The tables of counts."""
        return [TableFound(t.variables, len(t.cells) - t.n_left_out, t.n_left_out) for t in self.tables]

    def bands(self, language: str) -> list[tuple[str, list[str]]]:
        """What is told of each person, with its bands in words; nothing for what is not told at all."""
        kinds = list(self.content.kinds.values()) if self.content else []
        found = []
        for place, variable in enumerate(LEVELS):
            levels = {kind[place] for kind in kinds} - {ALL}
            found.append((variable, spoken_bands(sorted(levels), language)))
        return found

    @property
    def instruments(self) -> list[str]:
        """The titles of the instruments of which answers are told."""
        return [instrument(key).title for key in self.content.assessed] if self.content else []

    @property
    def not_told(self) -> list[str]:
        """The titles of those that too few people answered, or all but a few."""
        return [instrument(key).title for key in sorted(self.content.not_told)] if self.content else []

    @property
    def tells_groups(self) -> bool:
        """Whether people of one group can be told together."""
        return self.content is not None and any(kind[len(LEVELS)] != ALL for kind in self.content.kinds.values())


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme that a researcher may study, and whether enough people for a release agreed: how many moves with each one."""

    id: int
    name: str
    today: date
    is_enough: bool
    releases: int


def offers(viewer: Viewer) -> list[Offer]:
    """The programmes of a researcher, with whether enough people agreed and answered. Raises `Missing`."""
    if not access.may(viewer, Right.STUDY):
        raise Missing
    rows = access.programmes(viewer, Right.STUDY).select_related("site").order_by("name", "pk")
    return [_offer(programme) for programme in rows]


def same_people(viewer: Viewer) -> list[tuple[int, date, str]]:
    """The releases whose people all still agree, so that they could be asked for again: id, day, programme."""
    found = []
    for programme in access.programmes(viewer, Right.STUDY).select_related("site"):
        before = earlier(programme.pk)
        known = digests_in_force(programme, today_at(programme.site.time_zone)) if before else set()
        found += [(row.pk, made_on(row), programme.name) for row in before if row.people.keys() <= known]
    return sorted(found, reverse=True)


def proposal(viewer: Viewer, wanted: Wanted) -> Proposal:
    """What would leave, after the audit against all that ever left. Raises `Missing`."""
    rows = access.programmes(viewer, Right.STUDY).select_related("site")
    programme = access.one(rows, pk=wanted.programme_id)
    before = earlier(programme.pk)
    if wanted.same_as is not None and wanted.same_as not in {release.pk for release in before}:
        raise Missing
    known = participants(programme, wanted.last_day, today_at(programme.site.time_zone))
    only = next((set(release.people) for release in before if release.pk == wanted.same_as), None)
    people = {pk: one for pk, one in known.items() if only is None or one.digest in only}
    return _audited(programme, wanted, people, before)


def _offer(programme: Programme) -> Offer:
    today = today_at(programme.site.time_zone)
    return Offer(programme.pk, programme.name, today, n_ready(programme, today, today) >= LEAST, len(earlier(programme.pk)))


def _audited(programme: Programme, wanted: Wanted, people: dict[int, Participant], before: Sequence[Release]) -> Proposal:
    chosen = eligible(people.values())
    if len(chosen) < LEAST:
        return Proposal(programme, wanted, Obstacle("research.too_few"))
    digests = frozenset(one.digest for one in chosen)
    if obstacle := _obstacle(programme, wanted, digests, before):
        return Proposal(programme, wanted, obstacle)
    made = content(chosen, [kinds_of(release) for release in before], secrets.token_bytes(32))
    if made is None:
        return Proposal(programme, wanted, Obstacle("research.together"))
    told = [released(release) for release in before]
    new = Released(made.levels, made.counts, (made.of_kinds,))
    try:
        tables = protected_tables(new, told, told_sums)
    except CannotProtect:
        return Proposal(programme, wanted, Obstacle("research.tables"))
    if too_close([*told, Released(made.levels, (*tables, made.of_kinds))], unprotected):
        return Proposal(programme, wanted, Obstacle("research.tables"))
    whom = frozenset(pk for pk, one in people.items() if one.digest in digests)
    return Proposal(programme, wanted, None, made, tables, whom, len(before))


def _obstacle(programme: Programme, wanted: Wanted, whom: AbstractSet[str], before: Sequence[Release]) -> Obstacle | None:
    """What the ledger says against a release of these people up to this day."""
    if not is_as_noted(programme.pk, before):
        return Obstacle("research.ledger_changed")
    near = [one for one in before if is_near(wanted.last_day, one.last_day) and whom & one.people.keys()]
    if near:
        return Obstacle("research.too_near", near[-1].pk, near[-1].last_day)
    if apart := differences(whom, [frozenset(release.people) for release in before]):
        release, come = before[apart[-1].release], apart[-1].come and not apart[-1].gone
        return Obstacle("research.few_have_come" if come else "research.few_have_gone", release.pk, made_on(release))
    return None
