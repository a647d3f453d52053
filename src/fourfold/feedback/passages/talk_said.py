"""The sentences about one session's talk. They count; they rank nobody, and say where a difference may be chance."""

from collections.abc import Iterator
from itertools import combinations

from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Section, Statement

_MOST_TOGETHER, _HALF, _GOOD_PART, _CLEARLY = 3, 0.5, 0.4, 1.2
_WORTH_SAYING = 0.05
_NONE = 0.005
_ALL = 0.995


def what_was_heard(scene: Scene) -> Section:
    """The opening section: how talk went, in words."""
    sentences = [*_hub(scene), *_floor(scene), *_exchanges(scene), *_pairs(scene), *_quiet(scene)]
    sentences += [scene.words.say("heard.inferred")] if scene.basis.inferred else []
    sentences.append(scene.words.say("heard.closing"))
    return Section("heard", scene.words.say("heard.opening"), tuple(Statement(text) for text in sentences))


def _hub(scene: Scene) -> Iterator[str]:
    """How much went through the facilitators, what an even circle would give, and how sure that is."""
    hub, say = scene.found.hub_share, scene.words.say
    if hub is None:
        return
    sure = [say("heard.hub_no_range")]
    if hub.share_low is not None and hub.share_high is not None:
        low, high = scene.tenths(hub.share_low), scene.tenths(hub.share_high)
        sure = [say("heard.hub_range_one" if low == high else "heard.hub_range", low=low, high=high)]
        sure += [say("heard.hub_chance")] if hub.share_low <= hub.null <= hub.share_high else []
    told = say("heard.hub", tenths=scene.tenths(hub.share), even=scene.tenths(hub.null))
    yield " ".join([told, *sure])


def _floor(scene: Scene) -> Iterator[str]:
    """The few who spoke most of the time, by name and not by how much; and who did not speak."""
    shares, say = scene.shares.talk.tolist(), scene.words.say
    few = _few(shares)
    if sum(shares[seat] for seat in few) >= _ALL:
        yield say("heard.only", len(few), names=scene.listed(few))
        return
    if few and len(few) < len(shares) / 2:
        tenths = scene.tenths(sum(shares[seat] for seat in few))
        yield say("heard.most", len(few), names=scene.listed(few), tenths=tenths)
    elif len(shares) > 2 * _MOST_TOGETHER and sum(sorted(shares)[-_MOST_TOGETHER:]) <= _HALF:
        yield say("heard.spread")
    silent = [seat for seat in scene.members if shares[seat] <= 0]
    if silent:
        yield say("heard.silent", len(silent), names=scene.listed(silent))


def _few(shares: list[float]) -> list[int]:
    """At most three seats that hold a good part of the talk, each of whom spoke clearly more than the next person."""
    down = sorted(range(len(shares)), key=lambda seat: -shares[seat])
    found: list[int] = []
    for size in range(1, min(_MOST_TOGETHER, len(shares)) + 1):
        held = sum(shares[seat] for seat in down[:size])
        after = shares[down[size]] if size < len(down) else 0.0
        if held >= _GOOD_PART and shares[down[size - 1]] >= _CLEARLY * after:
            found = down[:size]
            if held > _HALF:
                break
    return found


def _exchanges(scene: Scene) -> Iterator[str]:
    """The long exchanges of a facilitator with one member; nothing where voices were told apart by a program."""
    found, say = scene.found.individual_therapy, scene.words.say
    if found is None or not found.trusted:
        return
    if found.share < _NONE:
        yield say("heard.itg_none")
        return
    even = []
    if found.null_mean is not None and found.null_high is not None:
        by_chance = found.share <= found.null_high
        even = [say("heard.itg_chance") if by_chance else say("heard.itg_even", tenths=scene.tenths(found.null_mean))]
    yield " ".join([say("heard.itg", tenths=scene.tenths(found.share)), *even])


def _pairs(scene: Scene) -> Iterator[str]:
    """How many pairs of members spoke to each other."""
    say, of_people = scene.words.say, "" if scene.chairs else "_people"
    pairs = list(combinations(scene.members, 2))
    apart = len(scene.apart())
    if not pairs:
        return
    if not apart:
        yield say(f"heard.every_pair{of_people}")
    elif apart == len(pairs):
        yield say(f"heard.pairs_none{of_people}")
    else:
        yield say(f"heard.pairs{of_people}", len(pairs) - apart, all=scene.words.number(len(pairs)))


def _quiet(scene: Scene) -> Iterator[str]:
    if scene.shares.silence >= _WORTH_SAYING:
        yield scene.words.say("heard.quiet", tenths=scene.tenths(scene.shares.silence))
