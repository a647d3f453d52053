"""A few questions to a person about a transcript, and the answers: to whom was this turn?"""

import csv
import io
from dataclasses import replace
from pathlib import Path

from fourfold.cli.talk_file import Followed
from fourfold.cli.talk_tables import cell_of, seconds_text
from fourfold.conversation.addressee import needs_asking
from fourfold.conversation.talk import Talk
from fourfold.formats import turns_csv
from fourfold.formats.transcript import Cue, Transcript

ASKED = 80
"""Turns that are asked about: after so many answers the hub share of meetings never seen was off by .02 to .03."""
_Place = tuple[float, float, str]


def question_table(followed: Followed, talk: Talk) -> str:
    """CSV: start_s, end_s, speaker and an empty addressee; the turns with most seconds in doubt, in the order of the file."""
    rows = sorted(int(followed.rows[turn]) for turn in needs_asking(talk, ASKED))
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["start_s", "end_s", "speaker", "addressee"])
    for cue in (followed.cues[row] for row in rows):
        table.writerow([seconds_text(cue.start_s), seconds_text(cue.end_s), cell_of(cue.speaker or ""), ""])
    return out.getvalue()


def with_answers(transcript: Transcript, path: Path) -> Transcript:
    """The transcript with the addressees that a file of answers gives; a row without one is a question left open.

    Raises `TranscriptRefused` for a file that cannot be read, `ValueError` for a turn that the transcript does not hold.
    """
    written = {cell_of(name): name for name in transcript.people}
    told = [cue for cue in turns_csv.read(path).cues if cue.addressee is not None]
    answers = {_place(cue): written.get(str(cue.addressee), cue.addressee) for cue in told}
    strange = sorted(answers.keys() - {_place(cue) for cue in transcript.cues})
    if strange:
        start, end, speaker = strange[0]
        turn = f"the turn of {speaker} from {start:g} to {end:g} s"
        raise ValueError(f"{path}: {turn} is not in the transcript; answer in a file that --ask wrote")
    return replace(transcript, cues=[replace(c, addressee=answers.get(_place(c), c.addressee)) for c in transcript.cues])


def _place(cue: Cue) -> _Place:
    return round(cue.start_s, 6), round(cue.end_s, 6), cell_of(cue.speaker or "")
