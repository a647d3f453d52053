"""The sessions of a record whose talk was followed: who sits where, the trend of the hub share, and how acts spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from fourfold.conversation.acts_spread import acts_spread
from fourfold.conversation.followed import addressed_somebody, followed_sessions
from fourfold.conversation.hub import HubShare
from fourfold.conversation.hub_trend import hub_shares, hub_trend
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP
from fourfold.record import GroupRecord, table
from fourfold.vocabulary import GROUP, Act, NotEnoughData, Turn
from tests.feedback.stage import group_record

Heard = Sequence[tuple[str, str | None, float]]


def talked(record: GroupRecord, sessions: Mapping[int, Heard], acts: Iterable[tuple[int, str]] = ()) -> GroupRecord:
    """The record with turns that follow one another a second apart, and acts."""
    rows = []
    for number, heard in sessions.items():
        at = 0.0
        for who, whom, seconds in heard:
            rows.append(Turn(f"s{number}", who, whom, at, at + seconds))
            at += seconds + 1
    marked = [Act(f"s{number}", who, "support", float(k)) for k, (number, who) in enumerate(acts)]
    return replace(record, turns=table(Turn, rows), acts=table(Act, marked))


def test_whoever_came_or_spoke_has_a_seat_and_the_chairs_are_known() -> None:
    record = group_record(labels="ABC", absent=[("m2", 3)])
    heard = [("t0", "m0", 5.0), ("m0", "t0", 5.0), ("m0", GROUP, 5.0), ("m1", None, 5.0)]
    (one,) = followed_sessions(talked(record, {3: heard}))
    assert (one.number, one.people, one.inferred) == (3, ("m0", "m1", "t0"), False)
    assert one.talk.facilitators.tolist() == [False, False, True]
    assert one.talk.addressee.tolist() == [0, 2, TO_GROUP, NOT_KNOWN]
    assert addressed_somebody(one)


def test_where_hardly_anybody_noted_to_whom_it_is_inferred_and_said() -> None:
    heard = [("t0", "m0", 5.0), ("m0", None, 5.0), ("t0", None, 5.0), ("m1", None, 5.0)]
    (one,) = followed_sessions(talked(group_record(labels="ABC"), {3: heard}))
    assert one.inferred
    assert one.talk.probability is not None
    np.testing.assert_allclose(one.talk.probability.sum(axis=1), 1.0)
    assert one.talk.probability[0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_how_often_the_group_is_addressed_is_taken_from_its_other_sessions() -> None:
    unknown: Heard = [(f"m{k % 3}", None, 4.0) for k in range(30)]

    def to_group(noted_to_group: int) -> float:
        noted: Heard = [(f"m{k % 3}", GROUP if k < noted_to_group else "t0", 4.0) for k in range(60)]
        sessions = followed_sessions(talked(group_record(labels="ABC"), {1: noted, 2: unknown}))
        chances = sessions[1].talk.probability
        assert chances is not None
        return float(chances[:, -1].mean())

    assert to_group(54) == pytest.approx(0.9, abs=0.05)
    assert to_group(6) == pytest.approx(0.1, abs=0.05)


def test_sessions_come_in_order_and_those_nobody_followed_are_left_out() -> None:
    record = talked(group_record(labels="ABC"), {5: [("m0", "m1", 3.0)], 2: [("m0", "t0", 3.0)]})
    assert [one.number for one in followed_sessions(record)] == [2, 5]
    assert followed_sessions(group_record()) == []


def test_the_hub_share_of_a_session_is_that_of_its_seconds() -> None:
    record = talked(group_record(labels="ABC"), {1: [("m0", "m1", 3.0), ("m1", "t0", 9.0)], 2: [("m0", GROUP, 3.0)]})
    shares = hub_shares(followed_sessions(record))
    assert list(shares) == [1]
    assert shares[1].share == pytest.approx(0.75)
    assert shares[1].null == pytest.approx(0.5)
    assert shares[1].excess == pytest.approx(0.5)


def share(excess: float) -> HubShare:
    return HubShare(excess, 0.0, excess, None, None, None, None, 60.0)


def test_a_trend_is_a_line_whose_interval_is_students() -> None:
    excess = {1: 0.9, 2: 0.7, 4: 0.6, 5: 0.4, 6: 0.3}
    trend = hub_trend({n: share(x) for n, x in excess.items()})
    from scipy.stats import linregress, t

    line = linregress(list(excess), list(excess.values()))
    assert trend.slope == pytest.approx(line.slope)
    assert trend.high - trend.slope == pytest.approx(t.ppf(0.975, 3) * line.stderr)
    assert (trend.verdict, trend.first, trend.last) == ("less", 1, 6)


@pytest.mark.parametrize(
    ("values", "verdict"), [([0.1, 0.2, 0.3, 0.4, 0.52], "more"), ([0.5, 0.2, 0.6, 0.3, 0.5], "cannot_tell")]
)
def test_only_a_change_beyond_chance_is_told(values: list[float], verdict: str) -> None:
    assert hub_trend({k: share(x) for k, x in enumerate(values, start=1)}).verdict == verdict


def test_the_interval_is_never_narrower_than_the_sessions_own_say() -> None:
    unsure = {n: HubShare(x, 0.0, x, x - 0.4, x + 0.4, None, None, 60.0) for n, x in enumerate((0.1, 0.2, 0.3, 0.4, 0.5))}
    assert hub_trend(unsure).verdict == "cannot_tell"
    assert hub_trend({n: share(s.excess) for n, s in unsure.items()}).verdict == "more"
    assert hub_trend({n: share(0.3) for n in range(6)}).verdict == "cannot_tell"


def test_the_trend_is_of_the_excess_since_a_group_that_grows_has_other_seats() -> None:
    excess = (0.1, 0.2, 0.3, 0.4, 0.52)
    grown = {n: HubShare(0.6, 0.6 - x, x, None, None, None, None, 60.0) for n, x in enumerate(excess)}
    assert hub_trend(grown).verdict == "more"


def test_the_trend_is_of_the_newest_twelve_sessions() -> None:
    values = {k: share(1.0 if k <= 8 else 0.05 * (k % 3)) for k in range(1, 21)}
    trend = hub_trend(values)
    assert (trend.first, trend.last, trend.verdict) == (9, 20, "cannot_tell")


def test_four_sessions_are_too_few_for_a_trend() -> None:
    with pytest.raises(NotEnoughData, match="there are 4"):
        hub_trend({k: share(0.1 * k) for k in range(4)})


def test_acts_are_counted_over_sessions_and_over_people() -> None:
    turns = {n: [("m0", "m1", 5.0)] for n in (2, 3, 4, 5)}
    acts = [(3, "m0"), (3, "m0"), (3, "t0"), (5, "m1")]
    spread = acts_spread(talked(group_record(labels="ABC", absent=[("m2", 3)]), turns, acts), last=3)
    assert spread is not None
    assert (spread.acts, spread.by_members, spread.members_who_acted, spread.members_there) == (4, 3, 2, 3)
    assert spread.sessions.rows() == [(3, 3, 2), (4, 0, 0), (5, 1, 1)]


def test_a_session_before_the_first_act_says_nothing_and_one_that_was_coded_since_counts_as_none() -> None:
    turns = {n: [("m0", "m1", 5.0)] for n in (1, 2, 3, 4, 5)}
    spread = acts_spread(talked(group_record(labels="ABC"), turns, [(2, "m0")]), last=4)
    assert spread is not None
    assert spread.sessions["session"].to_list() == [2, 3, 4, 5]
    only = acts_spread(talked(group_record(labels="ABC"), turns, [(2, "m0")]), last=2)
    assert only is not None
    assert (only.acts, only.sessions["session"].to_list()) == (0, [4, 5])


def test_without_acts_there_is_no_spread() -> None:
    assert acts_spread(talked(group_record(), {1: [("m0", "m1", 5.0)]}), last=4) is None
