"""A group's estimates on the terminal: a table of readings, then differences and signals in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from fourfold.cli.tables import show_table

if TYPE_CHECKING:
    from fourfold.alliance import AllianceEstimates, Signal
    from fourfold.record import GroupRecord

BLOCK_WORDS = {
    "MM": "members with one another",
    "MT": "members with the facilitator",
    "TM": "the facilitator with members",
    "MG": "members with the group",
    "TG": "the facilitator with the group",
}


def show_estimates(record: "GroupRecord", estimates: "AllianceEstimates") -> None:
    """Print what one group's check-ins say."""
    simulated = " (simulated)" if record.group.simulated else ""
    typer.echo(f"\n{record.group.name}{simulated}")
    if estimates.latest.is_empty():
        typer.echo("Nothing has been answered yet, so there is no reading.")
        return
    scale = f"scale {record.group.lowest:g} to {record.group.highest:g}"
    title = f"After session {estimates.latest['session'][0]}, {scale}: reading and 90 % interval"
    qualities = list(dict.fromkeys(estimates.latest["quality"]))
    show_table(title, ("relationship", *qualities), _reading_rows(estimates, qualities))
    labels = dict(record.people.select("person_id", "label").iter_rows())
    for line in (*_contrast_lines(estimates, labels), *_signal_lines(estimates, labels)):
        typer.echo(line)
    typer.echo(f"Priors: {_prior_words(estimates)}.")


def _reading_rows(estimates: "AllianceEstimates", qualities: list[str]) -> Iterator[tuple[str, ...]]:
    group = {(r["block"], r["quality"]): r for r in estimates.latest.to_dicts() if r["person_id"] is None}
    for block, words in BLOCK_WORDS.items():
        if any((block, quality) in group for quality in qualities):
            yield (words, *(_interval(group.get((block, quality))) for quality in qualities))
    if len(estimates.cohesion):
        last = estimates.cohesion.to_dicts()[-1]
        yield ("cohesion", *(_interval(last if quality == "bond" else None) for quality in qualities))


def _interval(row: dict[str, Any] | None) -> str:
    return "–" if row is None else f"{row['mean']:.1f} ({row['low_90']:.1f} to {row['high_90']:.1f})"


def _contrast_lines(estimates: "AllianceEstimates", labels: dict[str, str]) -> Iterator[str]:
    rows = estimates.contrasts.to_dicts()
    told = [row for row in rows if row["verdict"] != "cannot_tell_apart"]
    for row in told:
        yield f"- {_contrast_words(row, labels)} by {abs(row['mean']):.1f} (sd {row['sd']:.1f})"
    if len(rows) > len(told):
        yield f"{len(rows) - len(told)} of {len(rows)} differences cannot be told from none."


def _contrast_words(row: dict[str, Any], labels: dict[str, str]) -> str:
    who = "" if row["person_id"] is None else f"{labels[row['person_id']]}, "
    about = f"{who}{row['quality']}, {BLOCK_WORDS[row['block']]}"
    if row["kind"] == "change":
        return f"{about}: {row['verdict']} than at session {row['from_session']}"
    if row["kind"] == "levels":
        return f"{about}: {row['verdict']} than {BLOCK_WORDS[row['other_block']]}"
    return f"{about}: {row['verdict']} than the other members"


def _signal_lines(estimates: "AllianceEstimates", labels: dict[str, str]) -> Iterator[str]:
    if not estimates.signals:
        yield "No signal."
    for signal in estimates.signals:
        end = "not repaired yet" if signal.repaired_session is None else f"repaired at session {signal.repaired_session}"
        size = f"{signal.drop:.1f} points (sd {signal.drop_sd:.1f})"
        yield f"! session {signal.session}: {_signal_words(signal, labels)}, {signal.quality}, by {size}; {end}"


def _signal_words(signal: "Signal", labels: dict[str, str]) -> str:
    kind = str(signal.kind)
    if kind == "group_falls":
        return "the whole group for the worse"
    who = labels[signal.person_id or ""]
    if kind == "between_members":
        return f"between {who} and {labels[signal.other_id or '']} for the worse"
    if kind == "member_and_facilitator":
        return f"between {who} and the facilitator for the worse"
    return f"{who} with everybody for the worse"


def _prior_words(estimates: "AllianceEstimates") -> str:
    if str(estimates.priors) == "own_programme":
        return f"this programme's own {estimates.n_groups_in_priors} groups"
    return "shipped assumptions, estimated from nobody"
