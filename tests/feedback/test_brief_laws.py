"""Laws of the brief, whatever the estimates say: kind words, no score of a person, the budget, a reason and a next step."""

import re
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.feedback import Report
from fourfold.feedback.reports import brief
from fourfold.simulate import Attending, Design, Talking, seats, simulate_group
from fourfold.vocabulary import Block, Group, Level, Presence, Quality
from tests.feedback.stage import FIRST, HELD, LABELS, estimates, group_record
from tests.feedback.test_words import FORBIDDEN

PAIRS = {SignalKind.BETWEEN_MEMBERS: "m", SignalKind.MEMBER_AND_FACILITATOR: "t"}
RECORDS = [
    group_record(chairs=chairs, turns=turns, absent=[("m1", 9)], presence=[("m2", 10, Presence.LATE)])
    for chairs in (("Ann",), ("Ann", "Ben"), ())
    for turns in ([], [(n, "m0", f"m{1 + n % 3}") for n in HELD])
]


def texts(report: Report) -> list[str]:
    """Every sentence that a reader sees before opening the numbers."""
    found = [report.title, report.subtitle, report.occasion, *report.footnotes]
    for section in report.sections:
        found += [section.title, *(s.text for s in section.statements), *section.choices]
        found += [t for n in section.notices for t in (n.headline, n.why, n.also_seen, n.next_step)]
        found += [t for f in section.figures for t in (f.title, f.caption, f.text_alternative)]
    return found


def assert_kind(report: Report, language: str, most: int) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    shown = texts(report)
    assert not [t for t in shown if wrong.search(t)]
    assert not [t for t in shown if re.search(r"\d[.,]\d", t)]
    assert not [t for t in shown if "{" in t or "None" in t or ".." in t or "nan" in t.split()]
    notices = [n for s in report.sections for n in s.notices]
    assert len(notices) <= min(most, 3)
    for notice in notices:
        assert notice.headline.strip()
        assert notice.why.strip()
        assert notice.also_seen.strip()
        assert notice.next_step.strip()
    assert len(getattr(report.section("since"), "statements", ())) in range(1, 4)


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    kind = draw(st.sampled_from(SignalKind))
    person = None if kind is SignalKind.GROUP_FALLS else draw(st.sampled_from(["m0", "m1", "m2", "gone"]))
    other = None
    if kind in PAIRS:
        other = draw(st.sampled_from([f"{PAIRS[kind]}{k}" for k in (0, 1)] + ["m5"] * (kind is SignalKind.BETWEEN_MEMBERS)))
    session = draw(st.sampled_from(HELD))
    return Signal(
        kind, draw(st.sampled_from(Level)), draw(st.sampled_from(Quality)), person, other, session,
        draw(st.sampled_from([n for n in HELD if n <= session])), draw(st.floats(0, 6)), draw(st.floats(0, 2)),
        draw(st.floats(0, 9)), draw(st.floats(0, 0.1)), draw(st.sampled_from([None, None, 10])),
    )  # fmt: skip


changes = st.tuples(
    st.sampled_from([Block.MM, Block.MT, Block.TG, Block.MG]),
    st.floats(-6, 6),
    st.floats(0.01, 3),
    st.sampled_from(["higher", "lower", "cannot_tell_apart"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), budget=st.none() | st.integers(0, 5), language=st.sampled_from(["en", "es"]))
def test_whatever_is_estimated_the_words_stay_kind(data: st.DataObject, budget: int | None, language: str) -> None:
    record = data.draw(st.sampled_from(RECORDS))
    times = data.draw(st.integers(0, 8))
    found = estimates(
        record,
        signals=data.draw(st.lists(signals(), max_size=6)),
        changes=data.draw(st.lists(changes, max_size=4)),
        answered=(times, 8),
        straight=[("m0", 9, times), ("m1", 4, 3)],
    )
    usual = 2 if len(record.people) == len(LABELS) + 2 else 1
    assert_kind(brief.write_from(record, found, language, budget=budget), language, usual if budget is None else budget)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("seed", range(3))
def test_simulated_groups_are_told_in_kind_words(seed: int, language: str) -> None:
    design = Design(
        group=Group(f"g{seed}", f"Group {seed}", simulated=True),
        seats=seats(3 + 2 * seed, 1 + seed % 2, "P-"),
        first_on=FIRST,
        sessions=3 + 2 * seed,
        planned_sessions=1,
        attending=Attending(absent=0.25),
        talking=Talking(hub=(0.8, 0.4)),
    )
    record = simulate_group(design, seed=seed).record
    assert_kind(brief.write(record, language), language, 2)


@pytest.mark.parametrize("value", [1.0, 7.0])
def test_answers_that_are_all_equal_make_a_calm_page(value: float) -> None:
    record = group_record()
    report = brief.write(replace(record, ratings=record.ratings.with_columns(value=pl.lit(value))))
    assert_kind(report, "en", 1)
    assert getattr(report.section("attention"), "notices", None) == ()
