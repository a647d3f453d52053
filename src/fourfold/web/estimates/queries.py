"""Estimates of groups: kept until the group's record moves, made again on demand."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

import fourfold
from fourfold.alliance import AllianceEstimates, Priors, estimate_alliance, shipped_priors
from fourfold.alliance.own_programme import ENOUGH_GROUPS
from fourfold.feedback.passages.attention import told_signals
from fourfold.feedback.passages.relationships import SHOWN, latest_shown
from fourfold.feedback.passages.setting import Setting, set_stage
from fourfold.feedback.words import words
from fourfold.vocabulary import Level, NotEnoughData
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.marks import mark_of
from fourfold.web.estimates.models import Estimate, ProgrammePriors
from fourfold.web.estimates.priors import priors_from
from fourfold.web.estimates.tables import Unreadable, packed, unpacked
from fourfold.web.groups.models import Group
from fourfold.web.programmes.models import Programme
from fourfold.web.records.queries import GroupRecord, record_of
from fourfold.web.storage.writing import write_transaction

_HELD_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a group now. `key` is the same for the same content; `estimates` are None where there is too little."""

    record: GroupRecord
    estimates: AllianceEstimates | None
    row: Estimate
    key: str

    def setting(self, language: str) -> Setting:
        """The stage of a report about the group."""
        return set_stage(self.record, self.estimates, words(language))


@dataclass(frozen=True, slots=True)
class Glance:
    """One group in a list: how many sessions, the marks of open signals, and its latest bond by level where it may be shown.

    `made_at` is None where nothing was estimated yet; `is_current` says whether nothing came in since.
    """

    group_id: int
    name: str
    n_sessions: int
    told: Sequence[str]
    readings: Mapping[Level, float | None]
    made_at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class _State:
    """Where a group's record stands: told by two numbers, without reading it."""

    revision: int
    last_submission: int
    programme_id: int


_recent: "OrderedDict[int, Known]" = OrderedDict()
_lock = threading.Lock()


def estimates_of(group_id: int) -> Known:
    """What is known of a group (internal: whoever calls it has asked `access` before).

    Estimated anew only when the group's revision, its last check-in or the library's version moved, and only for it.
    Raises `RecordRefused` where what is stored does not fit together.
    """
    state, row = _state(group_id), Estimate.objects.filter(group=group_id).defer("tables").first()
    with _lock:
        known = _recent.get(group_id)
    if row is None or not _is_current(row, state) or known is None or known.row.made_at != row.made_at:
        known = _known(group_id, state)
    with _lock:
        _recent[group_id] = known
        _recent.move_to_end(group_id)
        while len(_recent) > _HELD_AT_ONCE:
            _recent.popitem(last=False)
    return known


def glance(viewer: Viewer) -> list[Glance]:
    """The groups that a viewer oversees, from what was estimated last: nothing is estimated here."""
    rows = (
        access.groups(viewer, Right.OVERSEE)
        .filter(closed_on=None)
        .annotate(last=Max("submissions__pk"))
        .order_by("name", "pk")
        .values_list("pk", "name", "revision", "last", *(f"estimate__{c}" for c in _GLANCED))
    )
    return [_glance(pk, name, (revision, last or 0), kept) for pk, name, revision, last, *kept in rows]


def stale_groups() -> list[int]:
    """Ids of the groups whose estimates are missing or behind (internal: for the night)."""
    kept = ("estimate__revision", "estimate__last_submission", "estimate__version")
    rows = Group.objects.filter(closed_on=None).annotate(last=Max("submissions__pk")).order_by("pk")
    found = rows.values_list("pk", "revision", "last", *kept)
    return [pk for pk, revision, last, *told in found if told != [revision, last or 0, fourfold.__version__]]


def enough_groups() -> list[int]:
    """Ids of the programmes with enough groups to learn priors from (internal: for the night)."""
    counted = Programme.objects.annotate(n=Count("groups")).filter(n__gte=ENOUGH_GROUPS).order_by("pk")
    return list(counted.values_list("pk", flat=True))


def forget() -> None:
    """Empty what this process holds; for tests and after a restore."""
    with _lock:
        _recent.clear()


_GLANCED = (
    "revision", "last_submission", "version", "made_at", "n_sessions", "told", *(f"reading_{level}" for level in Level)
)  # fmt: skip


def _glance(group_id: int, name: str, state: tuple[int, int], kept: Sequence[Any]) -> Glance:
    row = dict(zip(_GLANCED, kept, strict=True))
    current = (row["revision"], row["last_submission"], row["version"]) == (*state, fourfold.__version__)
    readings = {level: row[f"reading_{level}"] for level in Level}
    return Glance(group_id, name, row["n_sessions"] or 0, row["told"] or (), readings, row["made_at"], current)


def _state(group_id: int) -> _State:
    revision, programme, last = (
        Group.objects.filter(pk=group_id)
        .annotate(last=Max("submissions__pk"))
        .values_list("revision", "programme", "last")
        .get()
    )
    return _State(revision, last or 0, programme)


def _is_current(row: Estimate, state: _State) -> bool:
    told = (row.revision, row.last_submission, row.version)
    return told == (state.revision, state.last_submission, fourfold.__version__)


def _known(group_id: int, state: _State) -> Known:
    """The record as it stands and estimates of it: those kept, where they are of this very record, or new ones."""
    record = record_of(group_id)
    fingerprint = record.fingerprint()
    row = Estimate.objects.filter(group=group_id, version=fourfold.__version__, fingerprint=fingerprint).first()
    if row is not None:
        try:
            estimates = unpacked(bytes(row.tables)) if row.tables else None
        except Unreadable:
            row = None
        else:
            return _seen(record, estimates, row, state)
    estimates = _estimated(record, _priors(state.programme_id))
    return Known(record, estimates, row := _keep(group_id, state, (record, estimates)), _key(row))


def _seen(record: GroupRecord, estimates: AllianceEstimates | None, row: Estimate, state: _State) -> Known:
    """Kept estimates that still hold; where only the state moved, its two numbers move along."""
    if not _is_current(row, state):
        row.revision, row.last_submission = state.revision, state.last_submission
        with write_transaction():
            row.save(update_fields=["revision", "last_submission"])
    return Known(record, estimates, row, _key(row))


def _key(row: Estimate) -> str:
    return f"{row.fingerprint}-{row.version}-{row.made_at:%Y%m%d%H%M%S%f}"


def _estimated(record: GroupRecord, priors: Priors) -> AllianceEstimates | None:
    try:
        return estimate_alliance(record, priors=priors)
    except NotEnoughData:
        return None


def _priors(programme_id: int) -> Priors:
    kept = ProgrammePriors.objects.filter(programme=programme_id, version=fourfold.__version__).first()
    return priors_from(kept.parameters, kept.n_groups) if kept else shipped_priors()


def _keep(group_id: int, state: _State, content: tuple[GroupRecord, AllianceEstimates | None]) -> Estimate:
    record, estimates = content
    setting = set_stage(record, estimates, words("en"))
    told = [mark_of(group_id, signal) for signal in told_signals(setting)]
    latest = {f"reading_{block.level}": latest_shown(setting, block) for block in SHOWN}
    with write_transaction():
        row, _ = Estimate.objects.update_or_create(
            group_id=group_id,
            defaults={
                "revision": state.revision,
                "last_submission": state.last_submission,
                "fingerprint": record.fingerprint(),
                "version": fourfold.__version__,
                "made_at": timezone.now(),
                "tables": packed(estimates) if estimates else b"",
                "n_sessions": len(setting.held),
                "n_signals": len(told),
                "told": told,
                "n_groups_in_priors": estimates.n_groups_in_priors if estimates else 0,
                **latest,
            },
        )
    return row
