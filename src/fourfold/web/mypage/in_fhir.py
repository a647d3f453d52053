"""A member's own record as a FHIR Bundle: made of the plain record and of nothing else, so that it tells no more than that."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from fourfold.formats.fhir import (
    Activity,
    Given,
    Meeting,
    Member,
    Plan,
    PlannedGoal,
    Standing,
    bundle_of,
    care_plan_of,
    encounter_of,
    observation_of,
    response_of,
)
from fourfold.formats.fhir.naming import Json
from fourfold.instruments import Instrument, Score, catalogue, check_in_of, instrument, score_scale
from fourfold.vocabulary import NotEnoughData, Presence, Role, SessionStatus
from fourfold.web.practices.queries.member import titled_parts
from fourfold.web.words import site_words

_GOALS = {"open": Standing.UNDER_WAY, "reached": Standing.DONE}


def in_fhir(record: Mapping[str, Any], language: str, made_at: datetime) -> Json:
    """The Bundle of a member's own record: sessions, answers, scores, goals and practices.

    Agreements, talk and answers about others have no plain place in FHIR, totals by trained raters name these: they stay in the
    plain record.
    """
    about = record["person"]
    member = Member(about["code"], about["name"] or about["label"], about["language"])
    resources = [
        *_sessions(record, member, language),
        *_check_ins(record, member),
        *_assessed(record, member),
        *_planned(record, member, language),
    ]
    return bundle_of(member, resources, made_at)


def _sessions(record: Mapping[str, Any], member: Member, language: str) -> Iterator[Json]:
    for row in record["attendance"]:
        if row["presence"] != Presence.ABSENT:
            held = date.fromisoformat(row["held_on"])
            meeting = Meeting(f"{member.pseudonym} {row['group']}", row["session"], held, SessionStatus.HELD)
            yield encounter_of(meeting, member.pseudonym, language)


def _check_ins(record: Mapping[str, Any], member: Member) -> Iterator[Json]:
    asked = check_in_of(Role.MEMBER)
    for told in record["check_ins"]:
        occasion = f"{told['group']} {told['session']}"
        answers = _on_scale(asked, told["answers"])
        when = date.fromisoformat(told["held_on"])
        yield response_of(asked, Given(member.pseudonym, when, answers, {}, _written(member.language), occasion))


def _assessed(record: Mapping[str, Any], member: Member) -> Iterator[Json]:
    """Self-assessments that were finished, and their scores; those by an instrument of the site stay in the plain record."""
    for number, told in enumerate(record["assessments"]):
        if told["answered_on"] is None or told["instrument"] not in catalogue():
            continue
        one, when = instrument(told["instrument"]), date.fromisoformat(told["answered_on"])
        known = {scale.key for scale in one.scales}
        scores = {key: value for key, value in told["scores"].items() if key in known}
        answers = _on_scale(one, told["answers"])
        given = Given(member.pseudonym, when, answers, scores, _written(told["language"]), f"{told['group']} {number}")
        yield response_of(one, given)
        for key, value in scores.items():
            yield observation_of(one, key, _score(one, key, answers, value), given)


def _score(one: Instrument, scale: str, answers: Mapping[str, int], value: float) -> Score:
    """The score with how it was made; a total that was only written down says no more than its value."""
    try:
        return replace(score_scale(one, scale, answers), value=value)
    except NotEnoughData:
        n = len(one.scale(scale).items)
        return Score(value, n, n, prorated=False, by_our_rule=False)


def _on_scale(one: Instrument, answers: Mapping[str, Any]) -> dict[str, int]:
    """The answers that are numbers on their scale; what was not said has no place in FHIR."""
    values = {item.key: item.values for item in one.items}
    return {k: int(v) for k, v in answers.items() if isinstance(v, int | float) and k in values and v in values[k]}


def _planned(record: Mapping[str, Any], member: Member, language: str) -> Iterator[Json]:
    goals = [_goal(number, told, language) for number, told in enumerate(record["goals"]["goals"], start=1)]
    titled = titled_parts(record["practices"], language)
    activities = [one for number, part in enumerate(titled, start=1) for one in _practised(number, part, language)]
    if goals or activities:
        yield care_plan_of(Plan(member.pseudonym, site_words(language).say("mypage.fhir_plan"), goals, activities), language)


def _goal(number: int, told: Mapping[str, Any], language: str) -> PlannedGoal:
    """A goal in the member's own words; of one that staff worded it says that there is one."""
    words = told["words"] or site_words(language).say("mypage.fhir_goal_of_staff")
    return PlannedGoal(
        str(number), words, _GOALS.get(told["state"], Standing.GIVEN_UP), _day(told["agreed_on"]), _day(told["due_on"])
    )


def _practised(number: int, part: Mapping[str, Any], language: str) -> Iterator[Activity]:
    words = site_words(language)
    for k, agreed in enumerate(part["agreed"]):
        standing = Standing.DONE if agreed["ended_on"] else Standing.UNDER_WAY
        often = words.say("practices.times_a_week", agreed["times_a_week"]) if agreed["times_a_week"] else ""
        yield Activity(f"{number}.{k}", part["title"], standing, how_often=often)
    if not part["agreed"]:
        yield Activity(f"{number}", part["title"], Standing.DONE)


def _written(language: str) -> str:
    return language if language in ("en", "es") else "en"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
