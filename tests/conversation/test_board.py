"""What taps on the circle board come to. The cases are shared with the reducer of the page, which reads the same file."""

import json
import random
from dataclasses import asdict, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.conversation.acts import GROUP_STATES, LIVE_ACTS
from fourfold.conversation.board import MIS_TAP_S, ROSTER, BoardState, Event, Spell, reduced
from fourfold.conversation.board_rules import BoardRefused, check, event_of, standing_of, taken_down
from fourfold.vocabulary import GROUP

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "board_cases.json").read_text(encoding="utf-8"))
SEATS = ("1", "2", "3", "4")


def tapped(*events: tuple[float, str, dict[str, Any]], mode: str = "live") -> list[Event]:
    """Events in order, after a beginning with four seats; their uids are e1, e2 …"""
    rows = [(0.0, "begin", {"seats": list(SEATS), "mode": mode}), *events]
    return [Event(f"e{n}", n, at_s, kind, detail) for n, (at_s, kind, detail) in enumerate(rows, 1)]


def shown(state: BoardState) -> dict[str, Any]:
    """The state as the shared cases tell it."""
    turns = [{k: v for k, v in asdict(turn).items() if k != "uid"} for turn in state.turns]
    acts = [{k: v for k, v in asdict(act).items() if k != "of"} for act in state.acts]
    on = state.speaking
    return {
        "turns": turns,
        "acts": acts,
        "seats": list(state.order),
        "roster": dict(state.roster),
        "state": state.state,
        "speaking": on and {"seat": on.seat, "whom": on.whom, "start_s": on.start_s},
        "lines": [{"from": line.seat, "to": line.whom, "weight": line.weight} for line in state.lines],
        "ended_at_s": state.ended_at_s,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    assert shown(reduced(Event(**event) for event in case["events"])) == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_shared_cases_keep_the_rules(case: dict[str, Any]) -> None:
    events = sorted((event_of(event) for event in case["events"]), key=lambda e: e.number)
    check(events)


def test_the_shared_cases_have_every_kind_act_and_state() -> None:
    events = [event for case in CASES for event in case["events"]]
    kinds = {"begin", "speaks", "to", "stops", "act", "state", "roster", "seats", "line", "undo", "end"}
    assert {event["kind"] for event in events} == kinds
    assert {e["detail"]["is"] for e in events if e["kind"] == "roster"} >= set(ROSTER) - {"here"}
    assert {e["detail"]["act"] for e in events if e["kind"] == "act"} >= set(LIVE_ACTS) - {"self_compassion"}
    assert {e["detail"]["state"] for e in events if e["kind"] == "state"} >= set(GROUP_STATES) - {"working"}


def test_what_the_group_did_has_a_beginning_and_an_end() -> None:
    events = tapped(
        (10, "state", {"state": "silent"}),
        (20, "speaks", {"seat": "1"}),
        (30, "state", {"state": "laughing"}),
        (35, "state", {"state": "laughing"}),
        (40, "end", {}),
    )
    spans = [("working", 0, 10), ("silent", 10, 20), ("working", 20, 30), ("laughing", 30, 40)]
    assert reduced(events).states == tuple(Spell(*span) for span in spans)
    assert reduced(events[:4]).states[-1] == Spell("laughing", 30, None)


def test_a_board_that_nobody_ended_closes_with_its_last_event() -> None:
    state = reduced(tapped((4, "speaks", {"seat": "2"}), (9, "roster", {"seat": "3", "is": "late"})))
    assert [(turn.seat, turn.start_s, turn.end_s) for turn in state.closed] == [("2", 4, 9)]
    assert state.turns == ()
    assert reduced(tapped((4, "speaks", {"seat": "2"}))).closed == ()


def test_turns_of_a_file_may_overlap_and_take_acts() -> None:
    events = tapped(
        (1, "turn", {"seat": "1", "whom": "2", "end_s": 9}),
        (5, "turn", {"seat": "2", "whom": None, "end_s": 6}),
        (9, "to", {"of": "e3", "whom": GROUP}),
        (9, "act", {"of": "e2", "act": "minimising", "on": True}),
        mode="imported",
    )
    check(events)
    state = reduced(events)
    assert [(t.seat, t.whom, t.start_s, t.end_s) for t in state.turns] == [("1", "2", 1, 9), ("2", GROUP, 5, 6)]
    assert [(a.seat, a.act, a.at_s) for a in state.acts] == [("1", "minimising", 1)]
    assert state.last_s == 9


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ((1, "hums", {}), "kind 'hums' is not one of"),
        ((-1, "stops", {}), "seconds since the beginning"),
        ((float("nan"), "stops", {}), "seconds since the beginning"),
        ((10**400, "stops", {}), "seconds since the beginning"),
        ((True, "stops", {}), "seconds since the beginning"),
        ((1, "stops", {"seat": "1"}), "the detail of stops holds nothing"),
        ((1, "speaks", {}), "the detail of speaks holds seat"),
        ((1, "speaks", {"seat": 2}), "its seat must be a short text"),
        ((1, "speaks", {"seat": GROUP}), "its seat must be a short text"),
        ((1, "speaks", {"seat": "2" * 41}), "its seat must be a short text"),
        ((1, "to", {"of": "e2", "whom": 3}), "needs `of` and whom"),
        ((1, "act", {"of": "e2", "act": "shouting", "on": True}), "one of support, disclosure"),
        ((1, "act", {"of": "e2", "act": "support", "on": 1}), "needs `of`, on"),
        ((1, "state", {"state": ["silent"]}), "its state is one of working"),
        ((1, "roster", {"seat": "2", "is": "gone"}), "one of here, late, left, away"),
        ((1, "seats", {"order": ["1", "1"]}), "a list of different seats"),
        ((1, "seats", {"order": [["1"]]}), "a list of different seats"),
        ((1, "line", {"from": "1", "to": "1", "weight": 1}), "to another seat"),
        ((1, "line", {"from": "1", "to": "2", "weight": 4}), "1, 2 or 3"),
        ((1, "undo", {"of": None}), "needs `of`"),
        ((5, "turn", {"seat": "1", "whom": None, "end_s": 4}), "ends before it starts"),
        ((5, "turn", {"seat": "1", "whom": "1", "end_s": 8}), "to another seat"),
        ((0, "begin", {"seats": ["1"], "mode": "dreaming"}), "its mode is one of"),
        ((0, "begin", {"seats": "1234", "mode": "live"}), "a list of at most"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused_with_a_sentence(wrong: tuple[Any, str, Any], why: str) -> None:
    at_s, kind, detail = wrong
    with pytest.raises(BoardRefused, match=why):
        event_of({"uid": "e9", "number": 9, "at_s": at_s, "kind": kind, "detail": detail})


@pytest.mark.parametrize(
    "told", [None, [], "speaks", {}, {"uid": "", "number": 1}, {"uid": "e", "number": 0}, {"uid": "e", "number": "1"}]
)
def test_what_is_no_event_is_refused(told: object) -> None:
    with pytest.raises(BoardRefused, match="event"):
        event_of(told)


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([(1, "speaks", {"seat": "9"})], "event 2: nobody has the seat '9'"),
        ([(1, "speaks", {"seat": "2"}), (2, "to", {"of": "e2", "whom": "9"})], "nobody has the seat '9'"),
        ([(1, "seats", {"order": ["1", "9"]})], "nobody has the seat '9'"),
        ([(1, "line", {"from": "1", "to": "9", "weight": 1})], "nobody has the seat '9'"),
        ([(1, "to", {"of": "e3", "whom": "2"})], "did not come before it"),
        ([(1, "undo", {"of": "e2"})], "did not come before it"),
        ([(1, "undo", {"of": "e1"})], "the beginning cannot be undone"),
        ([(1, "to", {"of": "e1", "whom": "2"})], "not at somebody who speaks"),
        ([(1, "begin", {"seats": ["1"], "mode": "live"})], "begins once"),
    ],
)
def test_events_that_do_not_follow_are_refused(events: list[tuple[float, str, Any]], why: str) -> None:
    with pytest.raises(BoardRefused, match=why):
        check(tapped(*events))


def test_a_gap_a_repeated_uid_and_a_missing_beginning_are_refused() -> None:
    events = tapped((1, "stops", {}), (2, "stops", {}))
    with pytest.raises(BoardRefused, match="event 3: number 2 comes next"):
        check([events[0], events[2]])
    with pytest.raises(BoardRefused, match="its uid was used before"):
        check([*events, replace(events[2], number=4)])
    with pytest.raises(BoardRefused, match="begins once, with its first event"):
        check([replace(events[1], number=1)])
    check(events[1:], standing_of(events[:1]))


def test_who_comes_later_has_a_seat_from_then_on() -> None:
    events = tapped((1, "roster", {"seat": "9", "is": "late"}), (2, "speaks", {"seat": "9"}))
    check(events)
    check(events[2:], standing_of(events[:2]))


def test_who_does_not_take_part_is_never_taken_down() -> None:
    events = tapped(
        (1, "speaks", {"seat": "1"}),
        (2, "to", {"of": "e2", "whom": "3"}),
        (5, "speaks", {"seat": "3"}),
        (6, "to", {"of": "e4", "whom": "1"}),
        (7, "act", {"of": "e4", "act": "disclosure", "on": True}),
        (9, "speaks", {"seat": "2"}),
        (10, "to", {"of": "e7", "whom": GROUP}),
        (12, "line", {"from": "1", "to": "3", "weight": 1}),
        (12, "line", {"from": "1", "to": "2", "weight": 2}),
        (13, "turn", {"seat": "3", "whom": "1", "end_s": 14}),
        (13, "turn", {"seat": "1", "whom": "3", "end_s": 14}),
    )
    kept = [taken_down(event, {"1", "2", "4"}) for event in events]
    check(kept)
    state = reduced(kept)
    assert [(t.seat, t.whom, t.start_s, t.end_s) for t in state.turns] == [
        ("1", None, 1, 5),
        ("2", GROUP, 9, 12),
        ("1", None, 13, 14),
    ]
    assert state.acts == ()
    assert [(line.seat, line.whom) for line in state.lines] == [("1", "2")]
    assert [(e.uid, e.number, e.at_s) for e in kept] == [(e.uid, e.number, e.at_s) for e in events]


@st.composite
def boards(draw: st.DrawFn) -> list[Event]:
    """A board of up to thirty taps that keep the rules."""
    events = tapped()
    for number in range(2, draw(st.integers(2, 30))):
        taps = [e.uid for e in events if e.kind == "speaks"]
        kinds = [
            "speaks",
            "stops",
            "state",
            "roster",
            "seats",
            *(["to", "act"] * 2 if taps else []),
            *(["undo"] * (number > 2)),
        ]
        detail: dict[str, Any] = {}
        match kind := draw(st.sampled_from([*kinds, "speaks", "speaks", "end"] if draw(st.integers(0, 9)) == 0 else kinds)):
            case "speaks":
                detail = {"seat": draw(st.sampled_from(SEATS))}
            case "to":
                detail = {"of": draw(st.sampled_from(taps)), "whom": draw(st.sampled_from([*SEATS, GROUP, None]))}
            case "act":
                detail = {"of": draw(st.sampled_from(taps)), "act": draw(st.sampled_from(LIVE_ACTS)), "on": draw(st.booleans())}
            case "state":
                detail = {"state": draw(st.sampled_from(GROUP_STATES))}
            case "roster":
                detail = {"seat": draw(st.sampled_from([*SEATS, "5"])), "is": draw(st.sampled_from(ROSTER))}
            case "seats":
                detail = {"order": draw(st.permutations(SEATS))}
            case "undo":
                detail = {"of": draw(st.sampled_from([e.uid for e in events[1:]]))}
        events.append(Event(f"e{number}", number, draw(st.floats(0, 60)), kind, detail))
    return events


@given(boards(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(events: list[Event], chance: random.Random) -> None:
    shuffled = events.copy()
    chance.shuffle(shuffled)
    check(events)
    assert reduced(shuffled) == reduced(events)


@given(boards())
def test_turns_of_a_board_follow_one_another(events: list[Event]) -> None:
    state = reduced(events)
    assert all(t.end_s is not None and t.end_s - t.start_s > MIS_TAP_S - 1e-5 for t in state.turns)
    assert all(a.end_s is not None and a.end_s <= b.start_s for a, b in zip(state.turns, state.closed[1:], strict=False))
    assert all(turn.whom != turn.seat for turn in state.closed)
    assert set(state.order) == set(state.roster)
    assert len({(act.of, act.act) for act in state.acts}) == len(state.acts)
    ends = [spell.end_s for spell in state.states]
    assert all(spell.start_s == end for spell, end in zip(state.states[1:], ends, strict=False))


@given(boards())
def test_undoing_everything_leaves_the_beginning(events: list[Event]) -> None:
    taps = [event for event in events if event.kind not in ("begin", "undo")]
    undos = [e for e in events if e.kind == "undo"]
    last = len(events)
    gone = [Event(f"u{k}", last + k, 99, "undo", {"of": e.uid}) for k, e in enumerate([*undos[::-1], *taps], 1)]
    left = reduced([*events, *gone])
    assert left == reduced(events[:1])


@given(boards(), st.data())
def test_an_undo_and_its_undo_change_nothing(events: list[Event], data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(events[1:] or events))
    if of.kind == "begin":
        return
    n = len(events)
    gone = [Event("u", n + 1, 0, "undo", {"of": of.uid}), Event("uu", n + 2, 0, "undo", {"of": "u"})]
    assert reduced([*events, *gone]) == reduced(events)


@given(boards())
def test_every_prefix_is_a_board(events: list[Event]) -> None:
    for part in accumulate(([event] for event in events), lambda some, one: [*some, *one]):
        check(part)
        assert reduced(part).last_s <= 60
