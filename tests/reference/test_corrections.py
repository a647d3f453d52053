"""A few corrected turns of real meetings, whose addressees people have coded: AMI Manual Annotations 1.7 (CC BY 4.0)."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from fourfold.conversation.addressee import infer
from fourfold.conversation.corrections import Corrections, hub_share_after, hub_share_interval, which_to_ask
from fourfold.conversation.hub import hub_share
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from tests.reference.data import shared

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def meetings() -> list[Talk]:
    """Ten meetings of four, the project manager taken as facilitator, only turns whose addressee was coded."""
    with gzip.open(shared("conversation/ami_addressee18_turns.dev.jsonl.gz"), "rt") as lines:
        rows = [json.loads(line) for line in lines]
    return [_talk([row for row in rows if row["meeting"] == name]) for name in sorted({row["meeting"] for row in rows})]


def _talk(rows: list[dict]) -> Talk:
    names = sorted({row["speaker"] for row in rows})
    leads = {row["speaker"] for row in rows if row["role"] == "PM"}
    coded = [row for row in rows if row.get("addressee")]
    whom = [names.index(to[0]) if len(to := row["addressee"]) == 1 else TO_GROUP for row in coded]
    return talk_of(
        [row["start"] for row in coded],
        [row["end"] for row in coded],
        [names.index(row["speaker"]) for row in coded],
        addressee=whom,
        facilitators=[name in leads for name in names],
    )


def test_the_interval_holds_the_coded_share_and_doubtful_turns_move_the_point_there(meetings: list[Talk]) -> None:
    held, guess, asked = [], [], []
    for known in meetings:
        share = hub_share(known).share
        guessed = infer(replace(known, addressee=np.full(len(known.speaker), NOT_KNOWN)))
        guess.append(abs(hub_share(guessed).share - share))
        doubtful = which_to_ask(guessed, 80)
        asked.append(abs(hub_share_after(guessed, Corrections(doubtful, known.addressee[doubtful])) - share))
        for seed in range(20):
            drawn = which_to_ask(guessed, 40, how="random", seed=seed)
            found = hub_share_interval(guessed, Corrections(drawn, known.addressee[drawn]))
            held.append(found.low <= share <= found.high)
    assert len(meetings) == 10
    # Draws of one meeting are not independent studies; .05 either way.
    assert abs(np.mean(held) - 0.95) <= 0.05
    assert np.mean(asked) < 0.5 * np.mean(guess)
    assert np.mean(asked) < 0.04
