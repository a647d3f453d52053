"""What the picture of one session's talk leans on: how it is known who was addressed, and what was left out."""

from collections.abc import Iterator

from fourfold.conversation.talk import Source
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Section, Statement


def what_it_leans_on(scene: Scene) -> Section:
    """The section; there is always something to say."""
    sentences = [*_addressees(scene), *_order(scene), *_left_out(scene), scene.words.say("heard_basis.clock")]
    return Section("heard_basis", scene.words.say("heard_basis.title"), tuple(Statement(text) for text in sentences))


def _addressees(scene: Scene) -> Iterator[str]:
    say, basis = scene.words.say, scene.basis
    if not basis.inferred:
        yield say("heard_basis.given")
        return
    words = "_text" if basis.with_text else ""
    if basis.given:
        yield say(f"heard_basis.inferred_some{words}", basis.inferred, all=scene.words.number(basis.given + basis.inferred))
    else:
        yield say(f"heard_basis.inferred{words}")
    yield say("heard_basis.error")
    if scene.found.hub_share is not None:
        yield say("heard_basis.error_hub")
    seconds = scene.found.who_to_whom
    every = float(seconds.to_group.sum() + seconds.weights.sum())
    if every and not basis.share_told:
        yield say("heard_basis.to_group", tenths=scene.tenths(float(seconds.to_group.sum()) / every))


def _order(scene: Scene) -> Iterator[str]:
    if not scene.chairs:
        yield scene.words.say("heard_basis.no_facilitator")
    elif scene.talk.source is Source.DIARISATION:
        yield scene.words.say("heard_basis.no_exchanges")
    elif scene.members:
        yield scene.words.say("heard_basis.order")


def _left_out(scene: Scene) -> Iterator[str]:
    if scene.basis.nameless:
        yield scene.words.say("heard_basis.nameless", scene.basis.nameless)
