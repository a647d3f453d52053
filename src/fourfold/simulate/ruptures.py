"""Planting ruptures in what is latent."""

from dataclasses import dataclass

from fourfold.alliance.estimates import SignalKind
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.simulate.design import Rupture, Seat
from fourfold.simulate.latent import Latent
from fourfold.simulate.parameters import rating_sd
from fourfold.vocabulary import Block, Quality, Role


@dataclass(frozen=True, slots=True)
class Places:
    """Where a person stands on the axes of members and of facilitators."""

    members: tuple[str, ...]
    facilitators: tuple[str, ...]

    @classmethod
    def of(cls, seats: tuple[Seat, ...]) -> "Places":
        """The places of a design's seats."""
        ids = {r: tuple(s.person_id for s in seats if s.role == r) for r in (Role.MEMBER, Role.FACILITATOR)}
        return cls(ids[Role.MEMBER], ids[Role.FACILITATOR])

    def member(self, person_id: str | None) -> int:
        """The place among the members. Raises `ValueError` for anybody else."""
        return _place(self.members, person_id, "member")

    def facilitator(self, person_id: str | None) -> int:
        """The place among the facilitators. Raises `ValueError` for anybody else."""
        return _place(self.facilitators, person_id, "facilitator")


def plant(rupture: Rupture, latent: Latent, places: Places, parameters: Parameters, quality: Quality) -> float:
    """Change `latent` by one rupture, and say by how many points; what is negative rises instead of falling."""
    block = Block.MT if rupture.kind == SignalKind.MEMBER_AND_FACILITATOR else Block.MM
    points = rupture.drop_sd * rating_sd(parameters, block)
    change = points if quality == Quality.NEGATIVE else -points
    end = None if rupture.repaired_session is None else rupture.repaired_session - 1
    _PLANT[rupture.kind](latent, slice(rupture.from_session - 1, end), change, (rupture, places))
    return points


def _member_withdraws(latent: Latent, when: slice, change: float, who: tuple[Rupture, Places]) -> None:
    rupture, places = who
    latent.members[:, when, places.member(rupture.person_id), :3] += change


def _between_members(latent: Latent, when: slice, change: float, who: tuple[Rupture, Places]) -> None:
    rupture, places = who
    i, j = places.member(rupture.person_id), places.member(rupture.other_id)
    latent.mm[:, when, i, j] += change
    latent.mm[:, when, j, i] += change


def _member_and_facilitator(latent: Latent, when: slice, change: float, who: tuple[Rupture, Places]) -> None:
    rupture, places = who
    i, t = places.member(rupture.person_id), places.facilitator(rupture.other_id)
    latent.mt[:, when, i, t] += change
    latent.tm[:, when, t, i] += change


def _group_falls(latent: Latent, when: slice, change: float, who: tuple[Rupture, Places]) -> None:
    latent.levels[:, when] += change


_PLANT = {
    SignalKind.MEMBER_WITHDRAWS: _member_withdraws,
    SignalKind.BETWEEN_MEMBERS: _between_members,
    SignalKind.MEMBER_AND_FACILITATOR: _member_and_facilitator,
    SignalKind.GROUP_FALLS: _group_falls,
}


def _place(ids: tuple[str, ...], person_id: str | None, role: str) -> int:
    if person_id not in ids:
        raise ValueError(f"the rupture names {person_id!r}, who is no {role} of this design; choose one of {', '.join(ids)}")
    return ids.index(person_id)
