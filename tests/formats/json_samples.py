"""JSON as programs that write down speech form it, filled with a simulated talk of our own."""

from collections.abc import Sequence

from fourfold.formats.transcript import Cue
from tests.formats.written import clock

Json = dict[str, object] | list[dict[str, object]]
Numbers = dict[str, int]


def numbers(talk: Sequence[Cue]) -> Numbers:
    """A number for each speaker, in the order in which they first speak."""
    return {name: k for k, name in enumerate(dict.fromkeys(str(cue.speaker) for cue in talk))}


def deepgram(talk: Sequence[Cue], utterances: bool = True) -> Json:
    number = numbers(talk)
    spoken = [{"start": c.start_s, "end": c.end_s, "speaker": number[str(c.speaker)]} for c in talk]
    words = [{**s, "word": "a", "punctuated_word": str(c.text)} for s, c in zip(spoken, talk, strict=True)]
    results: dict[str, object] = {"channels": [{"alternatives": [{"transcript": "", "words": words}]}]}
    if utterances:
        results["utterances"] = [
            {**s, "channel": 0, "transcript": c.text, "words": [w]} for s, c, w in zip(spoken, talk, words, strict=True)
        ]
    return {"metadata": {"channels": 1}, "results": results}


def assemblyai(talk: Sequence[Cue]) -> Json:
    number = numbers(talk)
    spoken = [
        {
            "start": round(c.start_s * 1000),
            "end": round(c.end_s * 1000),
            "speaker": chr(65 + number[str(c.speaker)]),
            "text": c.text,
            "confidence": 0.9,
        }
        for c in talk
    ]
    return {"status": "completed", "speaker_labels": True, "words": spoken, "utterances": [{**s, "words": [s]} for s in spoken]}


def whisperx(talk: Sequence[Cue]) -> Json:
    number = numbers(talk)
    segments = [
        {
            "start": c.start_s,
            "end": c.end_s,
            "text": f" {c.text}",
            "speaker": f"SPEAKER_{number[str(c.speaker)]:02d}",
            "words": [{"word": c.text, "start": c.start_s, "end": c.end_s, "speaker": f"SPEAKER_{number[str(c.speaker)]:02d}"}],
        }
        for c in talk
    ]
    return {"segments": segments, "word_segments": [], "language": "en"}


def zoom(talk: Sequence[Cue]) -> Json:
    return {
        "type": "transcription",
        "timeline": [
            {
                "text": c.text,
                "ts": clock(c.start_s),
                "end_ts": clock(c.end_s),
                "users": [{"username": c.speaker, "multiple_people": False, "zoom_userid": "", "client_type": 0}],
            }
            for c in talk
        ],
    }


def teams(talk: Sequence[Cue]) -> Json:
    return {
        "version": "1.0.0",
        "type": "Transcript",
        "entries": [
            {
                "id": str(k),
                "text": c.text,
                "speakerId": f"{c.speaker}@here",
                "speakerDisplayName": c.speaker,
                "startOffset": f"{clock(c.start_s)}0000",
                "endOffset": f"{clock(c.end_s)}0000",
            }
            for k, c in enumerate(talk)
        ],
        "events": [],
    }
