"""How evenly the members talk, over the session and in windows of two and a half minutes. Even talk is not the goal."""

import math
from dataclasses import dataclass

import numpy as np

from fourfold.conversation.floor import FloorTurns, floor_turns
from fourfold.conversation.talk import Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.compiled import exact_njit
from fourfold.vocabulary import NotEnoughData

WINDOW_S = 150.0
"""The length of a window; what is left at the end of the session belongs to none."""
LEAST_TALK_S = 15.0
"""A window in which the members speak for less has no balance."""


@dataclass(frozen=True, slots=True)
class Balance:
    """pielou is 1 where all members talk alike, gini 0; both are 0 and (n - 1) / n where one of n members talks alone.

    In windows of `WINDOW_S`: window_pielou, window_gini (windows,), NaN exactly where `window_enough` is false.
    """

    pielou: float
    gini: float
    window_pielou: FloatArray
    window_gini: FloatArray
    window_enough: BoolArray


def balance(talk: Talk, *, floor: FloorTurns | None = None) -> Balance:
    """Pielou's evenness H / ln n and the Gini coefficient of the members' speech, silent members included.

    Raises NotEnoughData below two members, or where no member spoke. Source: Pielou (1966); Gini (1912).
    """
    held = floor or floor_turns(talk)
    members = ~talk.facilitators
    if members.sum() < 2:
        raise NotEnoughData("balance compares members, and fewer than two were there")
    said = held.speech_s[members]
    if said.sum() == 0:
        raise NotEnoughData("no member spoke, so their talk has no balance")
    windows = _by_window(talk.start_s, talk.end_s, talk.speaker, (talk.seats, int(talk.duration_s // WINDOW_S)))[:, members]
    enough = windows.sum(axis=1) >= LEAST_TALK_S
    rows = np.vstack((windows[enough], said))
    even, uneven = _pielou(rows), _gini(rows)
    evenness, inequality = np.full((2, len(windows)), np.nan)
    evenness[enough], inequality[enough] = even[:-1], uneven[:-1]
    return Balance(float(even[-1]), float(uneven[-1]), evenness, inequality, enough)


def _pielou(said: FloatArray) -> FloatArray:
    """Over the last axis; nobody's share of nothing is taken as adding nothing."""
    share = said / said.sum(axis=-1, keepdims=True)
    logs = np.log(np.where(share > 0, share, 1.0))
    evenness: FloatArray = np.abs((share * logs).sum(axis=-1)) / math.log(said.shape[-1])
    return evenness


def _gini(said: FloatArray) -> FloatArray:
    n = said.shape[-1]
    rank = 2.0 * np.arange(1, n + 1) - n - 1
    inequality: FloatArray = (rank * np.sort(said, axis=-1)).sum(axis=-1) / (n * said.sum(axis=-1))
    return inequality


@exact_njit
def _by_window(start: FloatArray, end: FloatArray, speaker: IntArray, shape: tuple[int, int]) -> FloatArray:
    """Seconds of speech (windows, seats); of stretches that one seat has twice, once."""
    seats, windows = shape
    said, reach = np.zeros((windows, seats)), np.zeros(seats)
    for i in range(len(start)):
        k = speaker[i]
        begin = max(start[i], reach[k])
        reach[k] = max(reach[k], end[i])
        w = int(begin // WINDOW_S)
        while begin < end[i] and w < windows:
            stop = min(end[i], (w + 1) * WINDOW_S)
            said[w, k] += stop - begin
            begin = stop
            w += 1
    return said
