"""Our check-in: who is asked what, what an answer means, and words that are kind in both languages."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import (
    NO_CONTACT,
    PREFER_NOT,
    Instrument,
    Meaning,
    Question,
    QuestionKind,
    TargetKind,
    check_in_of,
    guessed_level,
    meaning_of,
    negative_asked,
    peer_items,
    questions_for,
)
from fourfold.vocabulary import GROUP, MEMBERS, Level, Quality, Rating, Role
from tests.feedback.test_words import FORBIDDEN

MEMBER, FACILITATOR = check_in_of(Role.MEMBER), check_in_of(Role.FACILITATOR)
ANN, BEN = ("f1", "Ann"), ("f2", "Ben")
PEERS = (("p1", "A."), ("p2", "Bo"), ("p3", "Cy"))
languages = pytest.mark.parametrize("language", ["en", "es"])
both = pytest.mark.parametrize("check_in", [MEMBER, FACILITATOR], ids=["member", "facilitator"])


def _asked(session: int = 1, place: int = 0, language: str = "en") -> tuple[Question, ...]:
    return questions_for(MEMBER, session, place, facilitators=[ANN], peers=PEERS, language=language)


def _negatives(questions: tuple[Question, ...]) -> list[str]:
    return [q.key for q in questions if q.key.startswith("negative")]


@given(st.integers(0, 400), st.integers(0, 20))
def test_bond_and_work_are_asked_every_time_and_one_negative(session: int, place: int) -> None:
    keys = [q.key for q in _asked(session, place)]
    for quality in ("bond", "work"):
        assert {f"{quality}.facilitator.f1", f"{quality}.members", f"{quality}.group"} <= set(keys)
    assert {"compassion.given", "compassion.received", "compassion.self"} <= set(keys)
    assert {"bond.peer.p1", "bond.peer.p2", "bond.peer.p3"} <= set(keys)
    assert len(_negatives(_asked(session, place))) == 1
    assert len(set(keys)) == len(keys) == 13


@given(st.integers(1, 400), st.integers(0, 20))
def test_each_negative_comes_every_third_session(session: int, place: int) -> None:
    three = [_negatives(_asked(s, place))[0] for s in range(session, session + 3)]
    assert set(three) == {"negative.facilitator.f1", "negative.members", "negative.group"}
    assert _negatives(_asked(session + 3, place)) == three[:1]


@given(st.integers(1, 400), st.integers(1, 5))
def test_each_negative_is_asked_of_a_third_of_the_circle(session: int, thirds: int) -> None:
    counts = Counter(negative_asked(session, place) for place in range(3 * thirds))
    assert counts == {TargetKind.FACILITATOR: thirds, TargetKind.MEMBERS: thirds, TargetKind.GROUP: thirds}


def test_two_facilitators_are_each_asked_about_and_then_fewer_peers() -> None:
    keys = [q.key for q in questions_for(MEMBER, 0, 0, facilitators=[ANN, BEN], peers=PEERS[: peer_items(2)], language="en")]
    assert [k for k in keys if "facilitator" in k] == [
        f"{q}.facilitator.{f}" for q in ("bond", "work", "negative") for f in ("f1", "f2")
    ]
    assert len(keys) == 15
    assert (peer_items(0), peer_items(1), peer_items(2)) == (3, 3, 2)


def test_with_nobody_to_name_only_the_others_are_asked() -> None:
    keys = [q.key for q in questions_for(MEMBER, 1, 0, language="en")]
    assert not [k for k in keys if "facilitator" in k or "peer" in k]
    assert {"bond.members", "bond.group", "compassion.self"} <= set(keys)


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ({"facilitators": [ANN, BEN, ("f3", "Cleo")]}, "at most 2 facilitators; choose from 3"),
        ({"peers": [PEERS[0], PEERS[0]]}, "ask twice about p1; name each person once"),
        ({"facilitators": [ANN], "peers": [ANN]}, "ask twice about f1"),
    ],
)
def test_people_that_cannot_be_asked_about_are_refused(people: dict[str, list[tuple[str, str]]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        questions_for(MEMBER, 1, 0, language="en", **people)


def test_a_language_without_wording_is_refused() -> None:
    with pytest.raises(ValueError, match="member_check_in has no wording in 'fr'; use one of en, es"):
        questions_for(MEMBER, 1, 0, language="fr")


@languages
def test_names_stand_where_they_belong_and_initials_keep_one_full_stop(language: str) -> None:
    said = {q.key: q.wording for q in _asked(language=language)}
    assert "Ann" in said["bond.facilitator.f1"]
    assert "A." in said["bond.peer.p1"]
    assert not [text for text in said.values() if "{" in text or ".." in text]
    assert said["bond.peer.p1"].endswith(("today.", "con A."))


@given(st.text(min_size=1, max_size=30))
def test_a_label_is_never_read_as_anything_but_a_label(label: str) -> None:
    asked = questions_for(MEMBER, 1, 0, peers=[("p1", label)], language="en")
    assert asked[-4].wording == f"It felt good to be with {label} today."


def test_peers_may_be_strangers_and_every_question_may_be_declined() -> None:
    for question in _asked():
        assert question.answers[:7] == ("1", "2", "3", "4", "5", "6", "7")
        assert question.answers[-1] == PREFER_NOT
        assert (NO_CONTACT in question.answers) == (question.kind is QuestionKind.PEER) == question.key.startswith("bond.peer")
        assert question.ends


def test_facilitators_guess_first_and_are_asked_what_was_discussed_from_the_second_session_on() -> None:
    first = [q.key for q in questions_for(FACILITATOR, 1, 0, language="en")]
    assert first == ["guess.facilitator", "guess.members", "guess.group", "bond.group", "work.group", "negative.group"]
    second = questions_for(FACILITATOR, 2, 0, language="en")
    assert [q.key for q in second] == [*first, "discussed"]
    assert second[-1].choices == ((0, "not yet"), (1, "in part"), (2, "yes"))
    assert second[-1].kind is QuestionKind.CHOICE


@pytest.mark.parametrize(
    ("key", "role", "meaning"),
    [
        ("bond.facilitator.f1", Role.MEMBER, (Level.MEMBER_FACILITATOR, Quality.BOND, "f1")),
        ("work.members", Role.MEMBER, (Level.MEMBER_MEMBER, Quality.WORK, MEMBERS)),
        ("negative.group", Role.MEMBER, (Level.MEMBER_GROUP, Quality.NEGATIVE, GROUP)),
        ("bond.peer.a.b", Role.MEMBER, (Level.MEMBER_MEMBER, Quality.BOND, "a.b")),
        ("negative.group", Role.FACILITATOR, (Level.FACILITATOR_GROUP, Quality.NEGATIVE, GROUP)),
        ("compassion.self", Role.MEMBER, (None, None, None)),
        ("guess.group", Role.FACILITATOR, (None, None, None)),
        ("discussed", Role.FACILITATOR, (None, None, None)),
    ],
)
def test_a_key_says_what_its_answer_means(key: str, role: Role, meaning: Meaning) -> None:
    assert meaning_of(key, role) == meaning


@given(st.integers(1, 30), st.integers(0, 9), st.text(min_size=1, max_size=8))
def test_every_stored_answer_becomes_a_rating_or_says_that_it_is_none(session: int, place: int, person: str) -> None:
    facilitators, peers = [(f"f{person}", "Ann")], [(f"p{person}", "Bo")]
    for question in questions_for(MEMBER, session, place, facilitators=facilitators, peers=peers, language="es"):
        level, quality, target = meaning_of(question.key)
        assert (level is None) == (quality is None) == (target is None) == question.key.startswith("compassion")
        if level and quality and target:
            assert Rating("s1", "me", target, level, quality, 4.0).target_id == (question.target_id or target)
    for question in questions_for(FACILITATOR, session, place, language="en"):
        meaning = meaning_of(question.key, Role.FACILITATOR)
        assert meaning.level in (None, Level.FACILITATOR_GROUP)


@pytest.mark.parametrize("key", ["bond", "bond.group.p1", "bond.peer", "warmth.group", "", "private_word"])
def test_a_key_of_no_question_is_refused(key: str) -> None:
    with pytest.raises(KeyError, match=r"member_check_in"):
        meaning_of(key)


def test_a_guess_is_of_a_level_and_nothing_else_is() -> None:
    assert guessed_level("guess.facilitator") is Level.MEMBER_FACILITATOR
    assert guessed_level("guess.members") is Level.MEMBER_MEMBER
    assert guessed_level("guess.group") is Level.MEMBER_GROUP
    assert guessed_level("bond.group") is None


def test_who_sits_in_no_group_has_no_check_in() -> None:
    with pytest.raises(KeyError):
        check_in_of(Role.MANAGER)


def _sentences(check_in: Instrument, language: str) -> dict[str, str]:
    items = {item.key: (item.wording or {})[language] for item in check_in.items}
    ends = {f"{item.key} ends": " ".join(item.ends.get(language, ())) for item in check_in.items}
    return items | ends | dict(check_in.texts[language])


@both
@languages
def test_words_are_kind_and_claim_nothing(check_in: Instrument, language: str) -> None:
    wrong = re.compile(FORBIDDEN[language] + r"|valid|\btests?\b|diagn|\brisk|riesgo", flags=re.IGNORECASE)
    assert not [(key, text) for key, text in _sentences(check_in, language).items() if wrong.search(text)]


@languages
def test_members_read_short_sentences_of_short_words(language: str) -> None:
    for key, text in _sentences(MEMBER, language).items():
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(sentence.split()) <= 20, key
            assert max(map(len, re.findall(r"\w+", sentence)), default=0) <= 12, key


@languages
def test_what_is_negative_is_the_members_own_experience_and_never_about_a_named_peer(language: str) -> None:
    first_person = {"en": r"\b(I|me)\b", "es": r"\byo\b|\bsentí\b"}[language]
    for item in (*MEMBER.items, *FACILITATOR.items):
        if item.quality is Quality.NEGATIVE:
            assert item.target is not TargetKind.PEER
            assert re.search(first_person, (item.wording or {})[language]), item.key
        if item.target is TargetKind.PEER:
            assert item.quality is Quality.BOND


@languages
def test_the_form_says_who_sees_what_and_where_help_is(language: str) -> None:
    texts = MEMBER.texts[language]
    wanted = {
        "title",
        "instructions",
        "who_sees",
        "limits",
        "prefer_not",
        "no_contact",
        "private_word",
        "private_word_text",
        "goodbye",
    }
    assert set(texts) == wanted
    assert "{names}" in texts["private_word_text"]
    assert {"en": "not at once", "es": "no al momento"}[language] in texts["private_word_text"]


def test_the_room_needs_only_the_standard_library() -> None:
    code = "import fourfold\nfourfold.instruments.questions_for\nimport sys\nprint(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())
    assert "fourfold.instruments.check_in" in loaded
    assert not {"numpy", "polars", "scipy", "numba", "django", "fourfold.record", "fourfold.inference"} & loaded
