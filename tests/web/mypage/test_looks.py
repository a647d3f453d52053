"""What a member reads of who has seen their data has words for everything that can be seen."""

from fourfold.feedback.words import LANGUAGES
from fourfold.web.audit.queries import ENTERED
from fourfold.web.mypage.looks import KNOWN, what_of
from fourfold.web.words import site_words
from tests.web.audit.verbs import verbs_in_code

ABOUT_NOBODY = {
    *("today", "programme figures", "own page", "own assessments", "own goals", "own record", "own well-being"),
    *("process note", "process notes", "release proposal"),
}
"""Seen on pages of one's own, or that are about no group and no person: never among somebody's looks."""


def test_everything_that_can_be_seen_has_words() -> None:
    seen = {verb.removeprefix("read ") for verb in verbs_in_code() if verb.startswith("read ")}
    assert {what for what in seen if what_of(what) == "other"} == ABOUT_NOBODY
    assert {what_of(what) for what in (seen - ABOUT_NOBODY) | set(ENTERED)} == KNOWN
    assert set(ENTERED) <= verbs_in_code()


def test_each_thing_has_words_in_every_language() -> None:
    for language in LANGUAGES:
        assert {f"saw_{what}" for what in (*KNOWN, "other")} <= set(site_words(language).entries["mypage"])
