"""Pseudonyms: the same for one key, unlike for another, and no two things share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.privacy import pseudonym

KEY, OTHER = bytes(range(16)), bytes(range(1, 17))
words = st.text(max_size=12)


@given(words, words)
def test_a_name_has_one_pseudonym_under_a_key_and_another_under_another(kind: str, name: str) -> None:
    assert pseudonym(KEY, kind, name) == pseudonym(KEY, kind, name)
    assert pseudonym(KEY, kind, name) != pseudonym(OTHER, kind, name)


@given(words, words, words, words)
def test_two_things_never_share_a_pseudonym(kind: str, name: str, other_kind: str, other_name: str) -> None:
    same = (kind, name) == (other_kind, other_name)
    assert (pseudonym(KEY, kind, name) == pseudonym(KEY, other_kind, other_name)) == same


def test_the_border_between_kind_and_name_counts() -> None:
    assert pseudonym(KEY, "ab", "c") != pseudonym(KEY, "a", "bc")


def test_many_names_have_as_many_pseudonyms_of_one_length() -> None:
    made = {pseudonym(KEY, "person", str(k)) for k in range(20_000)}
    assert len(made) == 20_000
    assert {len(name) for name in made} == {16}


def test_a_key_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        pseudonym(b"short", "person", "A.")
