"""Pairs of members who did not speak to each other in one session, and how many such pairs would be chance."""

from fourfold.feedback.passages.setting import clean
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Section, Statement

_AT_MOST = 6


def did_not_speak(scene: Scene) -> Section | None:
    """The section; None where every pair spoke."""
    apart = scene.apart()
    if not apart:
        return None
    say = scene.words.say
    told = [_pair(scene, pair) for pair in apart[:_AT_MOST]]
    if len(apart) > _AT_MOST:
        told.append(Statement(say("heard_pairs.more", len(apart) - _AT_MOST)))
    if scene.basis.inferred:
        told.append(Statement(say("heard_pairs.inferred")))
    elif scene.found.never_met is not None and round(scene.found.never_met.expected):
        told.append(Statement(say("heard_pairs.expected", round(scene.found.never_met.expected))))
    return Section("heard_pairs", say("heard_pairs.title"), tuple(told))


def _pair(scene: Scene, pair: tuple[int, int]) -> Statement:
    first, second = (clean(scene.names[seat]) for seat in pair)
    return Statement(scene.listed(pair), pair=(first, second))
