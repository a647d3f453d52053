"""Who speaks in the text of one cue of subtitles: `<v Name>`, `Name:`, `[Name]`, several of them, or nobody who is named."""

import html
import json
import re
from collections.abc import Iterator

from fourfold.formats.cues.labels import Names, label_and_rest
from fourfold.formats.cues.names import clean_name, clean_text

Part = tuple[str | None, str]
"""Who speaks, and what is said."""

# Without bounds a text of `<v <v <v` would be searched to its end from each of them.
VOICE = re.compile(r"<v(?:\.[^\s>]{0,200})?(?:[ \t]{1,9}([^<>\n]{0,400}))?>")
_MARKUP = re.compile(
    r"</?(?:[cibuv]|lang|ruby|rt|font|[0-9]{1,5}:[0-9:.]+)(?:[.\s][^<>]*)?/?>|\{\\[^{}\n]*\}", flags=re.IGNORECASE
)


def plain(text: str) -> str:
    """Text without the markup of subtitles and with its entities resolved."""
    if "<" in text or "{" in text:
        text = _MARKUP.sub("", text)
    text = html.unescape(text) if "&" in text else text
    return " ".join(text.split())


def unmarked(payload: str) -> str:
    """The lines of a cue without markup but for its voices; entities stay as they are written."""
    return _MARKUP.sub("", payload) if "<" in payload or "{" in payload else payload


def parts(payload: str, names: Names) -> list[Part]:
    """The stretches of one cue, in order; those without a name of their own have None."""
    if "<v" in payload:
        return list(_voices(payload))
    graph = _of_graph(payload)
    return [graph] if graph else list(_labelled(payload, names))


def _voices(payload: str) -> Iterator[Part]:
    """One part a voice; a voice lasts to its end mark, or without one to the next voice."""
    pieces = VOICE.split(payload)
    if plain(pieces[0]):
        yield None, plain(pieces[0])
    for raw, said in zip(pieces[1::2], pieces[2::2], strict=True):
        inside, _, after = said.partition("</v>")
        yield clean_name(raw or ""), plain(inside)
        if plain(after):
            yield None, plain(after)


def _labelled(payload: str, names: Names) -> Iterator[Part]:
    """One part a label; a line without one goes on with the part before it."""
    name: str | None = None
    said: list[str] = []
    for line in unmarked(payload).split("\n"):
        found = label_and_rest(line)
        if found and found[0] in names:
            if said:
                yield name, plain(" ".join(said))
            name, said = names[found[0]], [found[1]]
        else:
            said.append(line)
    yield name, plain(" ".join(said))


def _of_graph(payload: str) -> Part | None:
    """The voice of a cue whose text is an object of Microsoft Graph (`metadataContent`)."""
    text = payload.strip()
    if not (text.startswith("{") and '"speakerName"' in text):
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name, said = held.get("speakerName"), held.get("spokenText")
    return (clean_name(name) if isinstance(name, str) else None), clean_text(said) if isinstance(said, str) else ""
