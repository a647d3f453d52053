"""Tokens, codes and the throttle: what is genuine, and how slowly the rest is tried."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.web.checkins.throttle import SECONDS_A_TRY, TRIES_AT_ONCE, Throttle
from fourfold.web.checkins.tokens import ALPHABET, Opens, Told, new_code, read_token, tidy_code, token_of


@given(st.sampled_from(Opens), st.integers(0, 2**48 - 1), st.integers(0, 2**16 - 1))
def test_a_token_says_what_it_was_made_of(opens: Opens, number: int, issue: int) -> None:
    token = token_of(opens, number, issue)
    assert len(token) == 32
    assert read_token(token, opens) == Told(opens, number, issue)
    for other in set(Opens) - {opens}:
        assert read_token(token, other) is None


@given(st.integers(0, 191))
def test_a_token_with_one_bit_changed_is_not_genuine(bit: int) -> None:
    raw = bytearray(urlsafe_b64decode(token_of(Opens.CARD, 7, 1)))
    raw[bit // 8] ^= 1 << bit % 8
    assert read_token(urlsafe_b64encode(bytes(raw)).decode(), Opens.CARD) is None


@pytest.mark.parametrize("token", ["", "A" * 32, "ñ" * 32, "=" * 32, "A" * 31])
def test_what_is_no_token_is_none(token: str) -> None:
    assert read_token(token, Opens.CARD) is None


def test_codes_are_read_as_they_were_meant() -> None:
    code = new_code()
    assert not set("ILO01") & set(ALPHABET)
    assert tidy_code(f" {code[:3].lower()}-{code[3:]} ") == code


def test_a_ward_behind_one_address_is_not_held_up_and_a_guesser_is() -> None:
    now = [0.0]
    throttle = Throttle(clock=lambda: now[0])
    for _ in range(TRIES_AT_ONCE):
        assert throttle.wait("ward") == 0
        throttle.count_wrong("ward")
    assert 0 < throttle.wait("ward") <= SECONDS_A_TRY
    assert throttle.wait("elsewhere") == 0
    now[0] += SECONDS_A_TRY
    assert throttle.wait("ward") == 0
    throttle.count_wrong("ward")
    assert throttle.wait("ward") > 0


def test_many_addresses_together_are_slowed_down_too() -> None:
    throttle = Throttle(clock=lambda: 0.0)
    for k in range(1000):
        throttle.count_wrong(f"address {k}")
    assert throttle.wait("another") > 0
