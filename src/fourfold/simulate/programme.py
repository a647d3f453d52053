"""The demonstration programme: four simulated groups of different character, twelve weeks each."""

from dataclasses import replace
from datetime import date, timedelta

from fourfold.alliance.estimates import SignalKind
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.record import Study
from fourfold.simulate.design import Answering, Attending, Design, Rupture, Spell, Strangers, Talking, seats
from fourfold.simulate.group import Simulation, simulate_group
from fourfold.simulate.parameters import ASSUMED
from fourfold.vocabulary import Group, Quality

_MONDAY = date(2026, 8, 31)
_PROGRAMME = "Demonstration"
# Chosen to show the characters: a steady group raises a signal by chance now and then, as any group does.
_SEEDS = (40, 1, 2, 3)


def demonstration_programme(seed: int = 2026, *, today: date | None = None) -> Study:
    """The records of the demonstration: a warm closed group, an open one, one that circles its facilitators, a young one.

    With `today`, every group is moved by whole weeks so that its next session falls within the seven days that begin then.
    """
    return Study(tuple(s.record for s in demonstration_groups(seed, today=today)))


def demonstration_groups(seed: int = 2026, *, today: date | None = None) -> tuple[Simulation, ...]:
    """The demonstration with the truth behind each group, in the same order."""
    built = (_thursday_circle(), _monday_group(), _wednesday_group(), _friday_group())
    designs = tuple(d if today is None else replace(d, first_on=_before(d, today)) for d in built)
    parameters = (_warm(), ASSUMED, ASSUMED, ASSUMED)
    return tuple(simulate_group(d, p, seed + k) for d, p, k in zip(designs, parameters, _SEEDS, strict=True))


def _before(design: Design, today: date) -> date:
    """The first day of a design whose first planned session falls within the week that begins today."""
    planned = design.first_on + timedelta(weeks=design.sessions)
    return design.first_on + timedelta(weeks=-((planned - today).days // 7))


def _thursday_circle() -> Design:
    """Closed, warm and steady; many answers at the top of the scale."""
    return Design(
        group=_group("thursday-circle", "Thursday circle"),
        seats=seats(8, 1, "T-"),
        first_on=_MONDAY + timedelta(days=3),
        planned_sessions=1,
        attending=Attending(absent=0.06),
        answering=Answering(answers=0.95),
        talking=Talking(hub=(0.45, 0.25)),
    )


def _monday_group() -> Design:
    """Open: one joins, one leaves, one comes back, one moves over from another group; a rupture that is repaired."""
    there = list(seats(9, 1, "M-"))
    there[2] = replace(there[2], spells=(Spell(1, 6, "moved away"),))
    there[5] = replace(there[5], spells=(Spell(1, 4, "work"), Spell(8)))
    there[7] = replace(there[7], spells=(Spell(5),))
    there[8] = replace(there[8], spells=(Spell(7, None, "moved here from the Friday group"),))
    return Design(
        group=_group("monday-group", "Monday group"),
        seats=tuple(there),
        first_on=_MONDAY,
        planned_sessions=1,
        not_held=(6,),
        ruptures=(Rupture(SignalKind.MEMBER_WITHDRAWS, 8, 11, 2.5, "M-M02"),),
        talking=Talking(hub=(0.45, 0.35), strangers=(Strangers("M-M01", "M-M04"), Strangers("M-M02", "M-M05", until=12))),
    )


def _wednesday_group() -> Design:
    """Two facilitators at the hub, members who rarely speak to one another, a dip of the whole group."""
    return Design(
        group=_group("wednesday-group", "Wednesday evening group"),
        seats=seats(7, 2, "W-"),
        first_on=_MONDAY + timedelta(days=2),
        planned_sessions=1,
        ruptures=(Rupture(SignalKind.GROUP_FALLS, 9, None, 1.5),),
        talking=Talking(hub=(0.80, 0.88), strangers=_strangers("W-", (1, 3), (1, 5), (2, 6), (3, 7), (4, 5), (4, 7))),
    )


def _friday_group() -> Design:
    """Young: it began nine weeks into the twelve, hands in few check-ins, and has lost a member to another group."""
    there = list(seats(6, 1, "F-"))
    there[4] = replace(there[4], spells=(Spell(1, 2, "moved to the Monday group"),))
    return Design(
        group=_group("friday-group", "Friday group"),
        seats=tuple(there),
        sessions=3,
        first_on=_MONDAY + timedelta(days=4 + 9 * 7),
        planned_sessions=1,
        attending=Attending(absent=0.15),
        answering=Answering(peer_items=2, answers=0.6, prefers_not=0.10),
        talking=Talking(observed=0.7, hub=(0.55, 0.55)),
    )


def _group(group_id: str, name: str) -> Group:
    return Group(group_id, name, programme=_PROGRAMME, simulated=True)


def _strangers(prefix: str, *pairs: tuple[int, int]) -> tuple[Strangers, ...]:
    return tuple(Strangers(f"{prefix}M{i:02d}", f"{prefix}M{j:02d}") for i, j in pairs)


def _warm() -> dict[Quality, Parameters]:
    """Half a point above what is assumed elsewhere, and half a point below for what is negative."""
    return {q: replace(p, beta=p.beta + (-0.5 if q == Quality.NEGATIVE else 0.6)) for q, p in ASSUMED.items()}
