"""What a release holds: nothing that follows who came when, nobody nearly alone, and no name that could be made again."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

from fourfold.privacy import LEAST
from fourfold.privacy.release import KINDS, NOT_ASKED, NOT_SAID, Assessed, Content, Participant, content, eligible

KEY = bytes(range(32))


def programme(n: int = 40, groups: int = 5, seed: int = 7) -> list[Participant]:
    draw = random.Random(seed)
    return [one_of(draw, k, f"g{k % groups}") for k in range(n)]


def one_of(draw: random.Random, k: int, group: str) -> Participant:
    held = 24 if group < "g3" else 10
    came = sum(draw.random() < draw.choice([0.95, 0.8, 0.6]) for _ in range(held))
    said = [{"bond.group": float(draw.randint(1, 7)), "work.group": draw.choice([None, 3.0])} for _ in range(came)]
    assessed = [Assessed(1 + 5 * t, "scs_sf", {"1": 3}, {"total": 3.1}) for t in range(3)] if group < "g2" else []
    return Participant(f"digest {k}", group, held, held, came, 8.0, said, assessed, 12.0)


def made(people: list[Participant], earlier: list[Content] | None = None) -> Content:
    found = content(eligible(people), [before.kinds for before in earlier or []], KEY)
    assert found is not None
    return found


def test_at_least_eleven_are_alike_in_all_that_is_told_apart_from_answers() -> None:
    told = made(programme())
    columns = [name for name in told.rows["people"][0] if name != "person"]
    kinds = Counter(tuple(row[c] for c in columns) for row in told.rows["people"])
    assert min(kinds.values()) >= LEAST
    assert len(kinds) > 1


def test_people_of_one_group_are_alike_or_eleven_of_each_kind() -> None:
    """Every second person of every group stayed short: enough of each over all, too few in each group."""
    people = eligible(replace(p, weeks=3 if k % 2 else 20, group=f"g{k // 8}") for k, p in enumerate(programme()))
    told = made(people)
    inside = defaultdict(Counter)
    for person in people:
        inside[person.group][told.kinds[person.digest]] += 1
    assert all(len(kinds) == 1 or min(kinds.values()) >= LEAST for kinds in inside.values())


def test_who_alone_practised_so_much_is_not_found_by_it() -> None:
    people = eligible(programme())
    alone = [replace(people[0], minutes=120.0), *people[1:]]
    assert {row["minutes"] for row in made(alone).rows["people"]} == {"all"}
    told = made([replace(p, minutes=0.0 if p.group < "g3" else 40.0) for p in people])
    assert set(Counter(row["minutes"] for row in told.rows["people"])) == {"0", "30-89"}
    kinds = Counter(told.kinds.values())
    assert min(kinds.values()) >= LEAST
    assert {row["minutes"] for row in made([replace(p, minutes=None) for p in people]).rows["people"]} == {None}


def test_whose_totals_alone_were_typed_is_not_found_by_it() -> None:
    answered = [Assessed(1, "scs_sf", {"1": 3}, {"total": 3.1})]
    people = [replace(p, assessed=answered) for p in eligible(programme())]
    assert "scs_sf" in made(people).assessed
    paper = [replace(answered[0], answers={})]
    told = made([replace(people[0], assessed=paper), *people[1:]])
    assert (dict(told.assessed), told.not_told) == ({}, {"scs_sf"})
    assert "scs_sf" in made([replace(p, assessed=paper) for p in people]).assessed


def test_nothing_tells_how_often_or_when_somebody_answered() -> None:
    people = eligible(programme())
    rows = Counter(row["person"] for row in made(people).rows["check_ins"])
    assert set(rows.values()) == {3}
    one = replace(people[0], check_ins=people[0].check_ins[:9])
    people = [one, *people[1:]]
    longer = replace(one, check_ins=[c for c in one.check_ins for _ in range(2)])
    assert stages_of(made([longer, *people[1:]]), one) == stages_of(made(people), one)


def stages_of(told: Content, person: Participant) -> list[dict[str, object]]:
    from fourfold.privacy import pseudonym

    return [row for row in told.rows["check_ins"] if row["person"] == pseudonym(KEY, "person", person.digest)]


def test_whoever_answered_too_little_is_not_in_it() -> None:
    few = replace(programme()[0], digest="few", check_ins=[{"bond.group": 7.0}] * 5)
    assert few not in eligible([*programme(), few])


def test_means_are_rounded_and_say_why_they_are_missing() -> None:
    people = eligible(programme())
    silent = replace(people[0], check_ins=[{"bond.group": 2.0, "work.group": None}] * 4 + [{"bond.group": 2.4}] * 8)
    first, middle, last = stages_of(made([silent, *people[1:]]), silent)
    assert (first["bond.group"], last["bond.group"]) == (2.0, 2.5)
    assert first["work.group"] == NOT_SAID
    assert middle["work.group"] == last["work.group"] == NOT_ASKED
    values = [v for row in made(people).rows["check_ins"] for k, v in row.items() if k.startswith("bond")]
    assert all(value * 2 == int(value * 2) for value in values)


def test_no_assessment_is_told_later_than_the_shortest_stay_of_its_kind() -> None:
    told = made(programme(80))
    rows = told.assessed["scs_sf"]
    longest = {row["person"]: row for row in told.rows["people"]}
    for row in rows:
        stay = longest[row["person"]]["stay"]
        assert row["week"] <= int((stay or "1-").split("-")[0])
    assert {row["occasion"] for row in rows} <= {1, 2, 3}


def asked_in(weeks: tuple[int, ...]) -> list[Assessed]:
    return [Assessed(week, "scs_sf", {"1": 3}, {"total": 3.1}) for week in weeks]


def weeks_told(told: Content) -> Counter[tuple[int | None, ...]]:
    """How many people have rows in which weeks."""
    rows: dict[str, list[int | None]] = defaultdict(list)
    for row in told.assessed.get("scs_sf", []):
        rows[row["person"]].append(row["week"])
    return Counter(tuple(weeks) for weeks in rows.values())


def test_nobody_is_found_by_the_weeks_in_which_they_were_asked() -> None:
    """Who was given a questionnaire, and how often, is seen by everybody in the room."""
    people = [replace(p, weeks=24, held=24, came=20, group="g0", assessed=asked_in((1, 24))) for p in eligible(programme())]
    assert weeks_told(made(people)).total() == len(people)
    once_more = made([replace(people[0], assessed=asked_in((1, 9, 24))), *people[1:]])
    assert weeks_told(once_more) == {(1, 13): len(people)}
    later = made([replace(people[0], assessed=asked_in((9, 24))), *people[1:]])
    assert weeks_told(later) == {(None, None): len(people)}
    only_once = made([replace(people[0], assessed=asked_in((9,))), *people[1:]])
    assert weeks_told(only_once) == {(None,): len(people)}
    several = made([replace(p, assessed=asked_in((1, 9, 24))) if k < 20 else p for k, p in enumerate(people)])
    assert len(weeks_told(several)) == 2
    assert min(weeks_told(several).values()) >= LEAST


def test_an_instrument_that_few_answered_is_left_out_and_named() -> None:
    people = [replace(p, assessed=p.assessed if k < 6 else []) for k, p in enumerate(eligible(programme()))]
    told = made(people)
    assert told.assessed == {}
    assert told.not_told == {"scs_sf"}
    everybody = made([replace(p, assessed=[Assessed(1, "scs_sf", {}, {})]) for p in people])
    assert len(everybody.assessed["scs_sf"]) == len(people)


def test_a_large_group_alike_may_be_told_and_a_small_one_never() -> None:
    draw = random.Random(1)
    large = [replace(one_of(draw, k, "g0"), came=23) for k in range(15)] + [
        replace(one_of(draw, 20 + k, "g1"), came=23) for k in range(15)
    ]
    assert len({row["group"] for row in made(large).rows["people"]}) == 2
    small = [replace(one_of(draw, k, f"g{k % 2}"), came=23) for k in range(16)]
    assert {row["group"] for row in made(small).rows["people"]} == {None}


def test_a_mean_over_people_has_eleven_behind_it() -> None:
    rows = made(programme()).rows["group_stages"]
    assert rows
    assert all(row["people"] is None or row["people"] >= LEAST for row in rows)
    few = made(
        [
            replace(p, check_ins=[{"bond.group": 3.0, **({"work.group": 2.0} if k < 5 else {})}] * 9)
            for k, p in enumerate(eligible(programme()))
        ]
    )
    assert {row["mean"] for row in few.rows["group_stages"] if row["item"] == "work.group"} == {None}


def test_names_differ_with_the_key_and_the_order_of_rows_follows_the_names() -> None:
    people = eligible(programme())
    one, other = content(people, [], KEY), content(people, [], bytes(32))
    assert one is not None
    assert other is not None
    names = [row["person"] for row in one.rows["people"]]
    assert names == sorted(names)
    assert not set(names) & {row["person"] for row in other.rows["people"]}


def test_a_few_more_people_are_refused_and_eleven_are_not() -> None:
    people = eligible(programme(60))
    first = made(people[:40])
    assert content(people[:43], [first.kinds], KEY) is None
    assert content(people[2:40], [first.kinds], KEY) is None
    assert content(people[:40], [first.kinds], KEY) is not None
    assert content(people[:55], [first.kinds], KEY) is not None


def test_fewer_than_eleven_are_no_release() -> None:
    assert content(eligible(programme())[: LEAST - 1], [], KEY) is None
    assert content([], [], KEY) is None


def test_what_is_told_of_a_person_is_on_the_list() -> None:
    """Whoever adds a column must look here, and at the attack."""
    told = made(programme())
    assert list(told.rows["people"][0]) == ["person", *["group", "stay", "sessions", "attendance", "size"], "minutes"]
    assert KINDS == ("stay", "sessions", "attendance", "size", "group")
    assert list(told.rows) == ["people", "check_ins", "group_stages"]
