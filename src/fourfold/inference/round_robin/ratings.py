"""Ratings out of a table: groups of one size side by side as (groups, n, n) arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fourfold.inference.arrays import BoolArray, Columns, FloatArray, IntArray, coded, in_order, numbers
from fourfold.inference.round_robin.results import LabelArray

_NAMED = 10


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups of one size: group (groups,) and persons (groups, n) are places in the labels; values (groups, n, n).

    Row = rater, column = target, NaN where missing and on the diagonal.
    """

    group: IntArray
    persons: IntArray
    values: FloatArray

    @property
    def n(self) -> int:
        """Persons in each group."""
        return int(self.persons.shape[1])

    def where(self, keep: BoolArray) -> "Batch":
        """Only some of the groups."""
        return Batch(self.group[keep], self.persons[keep], self.values[keep])

    def complete(self) -> BoolArray:
        """Which groups (groups,) miss no rating."""
        present: IntArray = np.count_nonzero(~np.isnan(self.values), axis=(1, 2))
        return np.asarray(present == self.n * (self.n - 1))


@dataclass(frozen=True, slots=True)
class Ratings:
    """All groups that can be used, by size, with their labels and what was left out."""

    groups: LabelArray
    people: LabelArray
    batches: tuple[Batch, ...]
    warnings: tuple[str, ...]

    @property
    def n_groups(self) -> int:
        """Groups in use."""
        return sum(len(b.group) for b in self.batches)

    def with_batches(self, batches: Sequence[Batch], *warnings: str) -> "Ratings":
        """The same labels with other batches, empty ones left out, and further warnings."""
        return replace(self, batches=tuple(b for b in batches if len(b.group)), warnings=(*self.warnings, *warnings))

    def at_least(self, persons: int, method: str) -> "Ratings":
        """Without the groups that are too small for a method; a warning names them."""
        small = [b for b in self.batches if b.n < persons]
        names = self.named(np.concatenate([b.group for b in small])) if small else ""
        warning = (
            [f"left out, because {method} needs at least {persons} persons who rate or are rated: {names}"] if small else []
        )
        return self.with_batches([b for b in self.batches if b.n >= persons], *warning)

    def named(self, group: IntArray) -> str:
        """The groups in words, at most ten of them one by one."""
        return named_groups(self.groups[np.sort(group)].tolist())


@dataclass(frozen=True, slots=True)
class Names:
    """The columns of the table; `group` is None where all rows are one group."""

    group: str | None
    rater: str
    target: str
    value: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """One entry a rating; person places are shared by raters and targets."""

    group: IntArray
    rater: IntArray
    target: IntArray
    value: FloatArray

    def where(self, keep: BoolArray | IntArray) -> "_Rows":
        return _Rows(self.group[keep], self.rater[keep], self.target[keep], self.value[keep])


def named_groups(names: Sequence[str]) -> str:
    """Groups in words, at most ten of them one by one."""
    listed = ", ".join(names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"group {listed}" if len(names) == 1 else f"groups {listed}{more}"


def round_robins(table: Columns, names: Names, *, drop_invalid_groups: bool = False) -> Ratings:
    """The round robins of a table. Self-ratings and empty values are ignored; who has no rating at all is not a member.

    Raises `KeyError` for a missing column, `ValueError` for a value that is no number, a row without a name, a rating
    that is there twice (unless its group may be dropped), or one column in two parts.
    """
    _refuse_shared(names)
    rows, groups, people = _rows(table, names)
    rows = _named_rows(rows.where(~np.isnan(rows.value)), groups, people, names)
    others = rows.where(rows.rater != rows.target)
    kept, warnings = _once(others, groups, people, names, drop=drop_invalid_groups)
    empty = np.flatnonzero((np.bincount(others.group, minlength=len(groups)) == 0) & (groups != ""))
    if len(empty):
        warnings.append(f"left out, because there is no rating: {named_groups(groups[empty].tolist())}")
    return Ratings(groups, people, _batches(kept, len(groups), len(people)), tuple(warnings))


def _refuse_shared(names: Names) -> None:
    named = [name for name in (names.group, names.rater, names.target, names.value) if name is not None]
    twice = [name for name in named if named.count(name) > 1]
    if twice:
        raise ValueError(f"column {twice[0]!r} is named twice; group, rater, target and value are columns of their own")


def _rows(table: Columns, names: Names) -> tuple[_Rows, LabelArray, LabelArray]:
    value = numbers(table, names.value)
    rater, rater_labels = coded(table, names.rater)
    target, target_labels = coded(table, names.target)
    group, groups = _one_group(len(value)) if names.group is None else coded(table, names.group)
    if not len(value) == len(rater) == len(target) == len(group):
        raise ValueError("the columns of the table are not of one length")
    people = np.array(in_order([*rater_labels.tolist(), *target_labels.tolist()]), dtype=np.str_)
    place = {label: k for k, label in enumerate(people.tolist())}
    to_rater, to_target = (
        np.array([place[t] for t in found.tolist()], dtype=np.int64) for found in (rater_labels, target_labels)
    )
    return _Rows(group, to_rater[rater], to_target[target], value), groups, people


def _one_group(rows: int) -> tuple[IntArray, LabelArray]:
    return np.zeros(rows, dtype=np.int64), np.array(["all"] if rows else [], dtype=np.str_)


def _named_rows(rows: _Rows, groups: LabelArray, people: LabelArray, names: Names) -> _Rows:
    """The same rows, if each rating is finite and names its group and both persons."""
    if np.isinf(rows.value).any():
        raise ValueError(f"column {names.value!r}: a rating cannot be infinite")
    for column, codes, found in (
        (names.group, rows.group, groups),
        (names.rater, rows.rater, people),
        (names.target, rows.target, people),
    ):
        nameless = np.flatnonzero(found == "")
        if len(nameless) and (codes == nameless[0]).any():
            raise ValueError(f"column {column!r} is empty in {np.count_nonzero(codes == nameless[0])} rows that hold a rating")
    return rows


def _once(rows: _Rows, groups: LabelArray, people: LabelArray, names: Names, *, drop: bool) -> tuple[_Rows, list[str]]:
    """The rows, if each (group, rater, target) is there once; else without those groups, or a refusal."""
    key = (rows.group * len(people) + rows.rater) * len(people) + rows.target
    order = np.argsort(key, kind="stable")
    again = order[1:][key[order][1:] == key[order][:-1]]
    if not len(again):
        return rows, []
    guilty = np.unique(rows.group[again])
    if drop:
        warning = f"left out, because a rating is there more than once: {named_groups(groups[guilty].tolist())}"
        return rows.where(~np.isin(rows.group, guilty)), [warning]
    rater, target = (str(people[codes[again[0]]]) for codes in (rows.rater, rows.target))
    place = f"{names.rater} {rater!r}, {names.target} {target!r}"
    where = place if names.group is None else f"{names.group} {str(groups[rows.group[again[0]]])!r}, {place}"
    raise ValueError(
        f"ratings are there more than once, in {named_groups(groups[guilty].tolist())}; the first is {where}. "
        "Keep one of each, or leave these groups out (drop_invalid_groups, on the command line --drop-invalid-groups)"
    )


def _batches(rows: _Rows, groups: int, people: int) -> tuple[Batch, ...]:
    """Batches of groups of one size, members in the order of their labels."""
    seat = np.zeros((groups, people), dtype=bool) if groups * people <= 1 << 27 else None
    if seat is None:
        members = np.unique(np.concatenate([rows.group * people + rows.rater, rows.group * people + rows.target]))
    else:
        seat[rows.group, rows.rater] = seat[rows.group, rows.target] = True
        members = np.flatnonzero(seat)
    owner, person = np.divmod(members, max(people, 1))
    size = np.bincount(owner, minlength=groups)
    first = np.cumsum(size) - size
    rater = np.searchsorted(members, rows.group * people + rows.rater) - first[rows.group]
    target = np.searchsorted(members, rows.group * people + rows.target) - first[rows.group]
    found = []
    for n in np.unique(size[size > 0]).tolist():
        chosen = np.flatnonzero(size == n)
        row_of = np.full(groups, -1)
        row_of[chosen] = np.arange(len(chosen))
        values = np.full((len(chosen), n, n), np.nan)
        here = row_of[rows.group] >= 0
        values[row_of[rows.group[here]], rater[here], target[here]] = rows.value[here]
        found.append(Batch(chosen, person[first[chosen, None] + np.arange(n)], values))
    return tuple(found)
