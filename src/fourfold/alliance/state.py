"""What has to be kept of a group so that its next session can be added without the history."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
import polars as pl

from fourfold.alliance.check_ins import CheckIns, check_ins_of
from fourfold.alliance.directions import Direction
from fourfold.alliance.estimates import PriorSource, Signal, SignalKind
from fourfold.alliance.follower import Evidence, Follower
from fourfold.alliance.following import Following
from fourfold.alliance.priors import Priors, shipped_priors
from fourfold.alliance.readings import latest_of
from fourfold.alliance.signals import Episode
from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.filter import AllianceFilter, FilterState
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.record import GroupRecord
from fourfold.vocabulary import Group, Level, Quality

_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class AllianceState:
    """One group after its last session; `advance` adds the next, with the same answers as the whole history gives."""

    _following: Following

    @classmethod
    def begin(cls, group: Group, *, priors: Priors | None = None, budget: int | None = None) -> "AllianceState":
        """Before the first session; priors and budget as in `estimate_alliance`."""
        return cls(Following.begin(group, priors or shipped_priors(), budget))

    def advance(self, record: GroupRecord) -> "AllianceState":
        """The state after the held sessions of a record that come later; earlier ones need not be in it.

        Raises `ValueError` for another group's record.
        """
        if record.group != self._following.group:
            raise ValueError(f"the record is of {record.group.group_id}, the state of {self._following.group.group_id}")
        following = self._following.copied()
        following.take_all(check_ins_of(record))
        return AllianceState(following)

    @property
    def latest(self) -> pl.DataFrame:
        """Every reading as the last session left it: `AllianceEstimates.latest`."""
        return latest_of(self._following)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Every signal so far: `AllianceEstimates.signals`."""
        return tuple(self._following.watch.signals)

    @property
    def last_session(self) -> int | None:
        """The number of the last session taken in."""
        return self._following.last.number if self._following.last else None

    def to_bytes(self) -> bytes:
        """The state as bytes; numbers come back to the last digit."""
        arrays: dict[str, Any] = {}
        for quality, follower in self._following.followers.items():
            kept = follower.filter.state()
            arrays[f"{quality}/mean"] = kept.mean
            arrays[f"{quality}/covariance"] = kept.covariance[np.tril_indices(len(kept.mean))]
            for name, value in _parameters(self._following.priors.parameters[quality]).items():
                arrays[f"{quality}/parameters/{name}"] = value
        buffer = BytesIO()
        np.savez_compressed(buffer, about=np.frombuffer(json.dumps(_about(self._following)).encode(), np.uint8), **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> "AllianceState":
        """The state that was kept. Raises `ValueError` for bytes that `to_bytes` did not write."""
        try:
            with np.load(BytesIO(kept), allow_pickle=False) as arrays:
                return cls(_restored(dict(arrays)))
        except (BadZipFile, KeyError, TypeError, EOFError, ValueError, OSError) as error:
            raise ValueError(f"these bytes are not a kept state of this version: {error}") from None


def _parameters(parameters: Parameters) -> dict[str, FloatArray]:
    return {f.name: np.asarray(getattr(parameters, f.name), dtype=np.float64) for f in fields(Parameters)}


def _about(following: Following) -> dict[str, Any]:
    last = following.last
    return {
        "layout": _LAYOUT,
        "group": asdict(following.group),
        "budget": following.budget,
        "priors": {"source": following.priors.source, "n_groups": following.priors.n_groups},
        "last": None if last is None else {**asdict(last), "held_on": last.held_on.isoformat()},
        "signals": [asdict(signal) for signal in following.watch.signals],
        "episodes": [asdict(episode) for episode in following.watch.episodes],
        "followers": {quality: _about_follower(f) for quality, f in following.followers.items()},
    }


def _about_follower(follower: Follower) -> dict[str, Any]:
    return {
        "filter": follower.filter.state().about,
        "answered": sorted(follower.answered),
        "evidence": [[asdict(direction), asdict(held)] for direction, held in follower.evidence.items()],
        "surprise": follower.surprise,
        "n_answers": follower.n_answers,
        "of_kind": follower.of_kind,
    }


def _restored(arrays: Mapping[str, Any]) -> Following:
    about = json.loads(bytes(arrays["about"]))
    if about["layout"] != _LAYOUT:
        raise ValueError(f"layout {about['layout']}")
    by_quality = {Quality(q): _parameters_of(arrays, q) for q in about["followers"]}
    priors = Priors(by_quality, PriorSource(about["priors"]["source"]), about["priors"]["n_groups"])
    following = Following.begin(Group(**about["group"]), priors, about["budget"])
    for quality, follower in following.followers.items():
        _restore(follower, about["followers"][quality], arrays)
    following.watch.signals = [_signal(s) for s in about["signals"]]
    following.watch.episodes = [_episode(e) for e in about["episodes"]]
    following.last = None if about["last"] is None else _last(about["last"])
    return following


def _parameters_of(arrays: Mapping[str, Any], quality: str) -> Parameters:
    found = {f.name: arrays[f"{quality}/parameters/{f.name}"] for f in fields(Parameters)}
    plain: dict[str, Any] = {name: value if value.ndim else float(value) for name, value in found.items()}
    return Parameters(**plain)


def _restore(follower: Follower, about: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
    mean = arrays[f"{follower.quality}/mean"]
    covariance = np.zeros((len(mean), len(mean)))
    covariance[np.tril_indices(len(mean))] = arrays[f"{follower.quality}/covariance"]
    covariance += np.tril(covariance, -1).T
    follower.filter = AllianceFilter.resume(FilterState(about["filter"], mean, covariance), follower.parameters)
    follower.answered = set(about["answered"])
    follower.evidence = {_direction(d): Evidence(**held) for d, held in about["evidence"]}
    follower.surprise, follower.n_answers = about["surprise"], about["n_answers"]
    follower.of_kind = {SignalKind(kind): (squares, n) for kind, (squares, n) in about["of_kind"].items()}


def _direction(given: Mapping[str, Any]) -> Direction:
    return Direction(SignalKind(given["kind"]), given["person_id"], given["other_id"])


def _signal(given: Mapping[str, Any]) -> Signal:
    words = {"kind": SignalKind(given["kind"]), "level": Level(given["level"]), "quality": Quality(given["quality"])}
    return Signal(**{**given, **words})


def _episode(given: Mapping[str, Any]) -> Episode:
    return Episode(**{**given, "direction": _direction(given["direction"]), "quality": Quality(given["quality"])})


def _last(given: Mapping[str, Any]) -> CheckIns:
    answers = {Quality(q): tuple((b, r, t, v) for b, r, t, v in rows) for q, rows in given["answers"].items()}
    people = {"members": tuple(given["members"]), "facilitators": tuple(given["facilitators"])}
    return CheckIns(given["session_id"], given["number"], date.fromisoformat(given["held_on"]), answers=answers, **people)
