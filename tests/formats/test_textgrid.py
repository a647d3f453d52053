"""TextGrids, long and short, in the encodings of Praat, beside praatio."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fourfold.formats import textgrid
from tests.formats.written import long_talk, refusal, said, spoken, written

Rows = Sequence[tuple[float, float, str]]
HEAD = 'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def long_form(tiers: dict[str, Rows], end: float = 100) -> str:
    """A TextGrid as Praat saves it as a text file."""
    held = f"{HEAD}xmin = 0 \nxmax = {end} \ntiers? <exists> \nsize = {len(tiers)} \nitem []: \n"
    for k, (name, rows) in enumerate(tiers.items(), start=1):
        held += f'    item [{k}]:\n        class = "IntervalTier" \n        name = {quoted(name)} \n        xmin = 0 \n'
        held += f"        xmax = {end} \n        intervals: size = {len(rows)} \n"
        for i, (first, last, text) in enumerate(rows, start=1):
            held += f"        intervals [{i}]:\n            xmin = {first} \n            xmax = {last} \n"
            held += f"            text = {quoted(text)} \n"
    return held


def short_form(tiers: dict[str, Rows], end: float = 100) -> str:
    """A TextGrid as Praat saves it as a short text file."""
    held = f"{HEAD}0\n{end}\n<exists>\n{len(tiers)}\n"
    for name, rows in tiers.items():
        held += f'"IntervalTier"\n{quoted(name)}\n0\n{end}\n{len(rows)}\n'
        held += "".join(f"{first}\n{last}\n{quoted(text)}\n" for first, last, text in rows)
    return held


TIERS: dict[str, Rows] = {
    "Ana M.": [(0, 1.5, "so"), (1.5, 3, ""), (3, 4, 'he said "item [1]:" twice')],
    "Bo": [(0, 1, " "), (1, 2.25, 'class = "IntervalTier" 5')],
}
WANTED = [(0, 1.5, "Ana M."), (3, 4, "Ana M."), (1, 2.25, "Bo")]
both = pytest.mark.parametrize("form", [long_form, short_form])


@both
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_both_forms_are_read_in_every_encoding(form, encoding: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.TextGrid", form(TIERS).replace("\n", "\r\n").encode(encoding))
    assert spoken(textgrid.read(path)) == WANTED
    assert said(textgrid.read(path, with_text=True))[1:] == [
        ("Ana M.", 'he said "item [1]:" twice'),
        ("Bo", 'class = "IntervalTier" 5'),
    ]


@both
def test_praatio_reads_the_same(form, tmp_path: Path) -> None:
    from praatio import textgrid as peer

    tiers = {name: [row for row in rows if "item" not in row[2] and "class" not in row[2]] for name, rows in TIERS.items()}
    path = written(tmp_path, "a.TextGrid", form(tiers))
    grid = peer.openTextgrid(str(path), includeEmptyIntervals=False)
    theirs = [(e.start, e.end, name) for name in grid.tierNames for e in grid.getTier(name).entries if e.label.strip()]
    assert spoken(textgrid.read(path)) == theirs


@pytest.mark.parametrize("label", ["", " ", "sil", "<SIL>", "#", "<p:>", "silent"])
def test_labels_of_silence_are_no_speech(label: str, tmp_path: Path) -> None:
    held = long_form({"Ana": [(0, 1, label), (1, 2, "so")]})
    assert spoken(textgrid.read(written(tmp_path, "a.TextGrid", held))) == [(1, 2, "Ana")]


def test_tiers_of_points_tell_no_length_and_comments_nothing(tmp_path: Path) -> None:
    points = '"TextTier" "clicks" 0 9 2 1.5 "x" 2 "y"'
    held = f'{HEAD}! simulated, 3 "tiers"\n0 9 <exists> 2 {points} "IntervalTier" "Ana" 0 9 1 0 9 "so"'
    assert spoken(textgrid.read(written(tmp_path, "a.TextGrid", held))) == [(0, 9, "Ana")]


def test_tiers_of_an_aligner_are_one_speaker_without_sounds(tmp_path: Path) -> None:
    held = long_form({"Ana - words": [(0, 1, "so")], "Ana - phones": [(0, 1, "s")]})
    found = textgrid.read(written(tmp_path, "a.TextGrid", held))
    assert spoken(found) == [(0, 1, "Ana")]
    assert "Tiers of sounds were not read: Ana - phones." in found.remarks


def test_speakers_at_the_same_time_are_kept(tmp_path: Path) -> None:
    held = short_form({"Ana": [(0, 3, "a")], "Bo": [(1, 2, "b")]})
    assert spoken(textgrid.read(written(tmp_path, "a.TextGrid", held))) == [(0, 3, "Ana"), (1, 2, "Bo")]


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ("hello", "line 1: the file ends where a text in quotes is due; save it again in Praat"),
        (HEAD.replace("TextGrid", "Sound") + "0 1", "is no TextGrid"),
        (HEAD + "0\n1\n2\n", "line 6: '2' stands where <exists> is due"),
        (long_form(TIERS)[:-40], "the file ends where"),
        (long_form(TIERS).replace("IntervalTier", "PitchTier", 1), "a tier of kind 'PitchTier'"),
        (f"{HEAD}0 1 <exists> 1e999 ", "inf parts; no TextGrid of a session has more than 500"),
        (f'{HEAD}0 1 <exists> 1 "IntervalTier" "a" 0 1 999999999999', "no TextGrid of a session has more than 300,000"),
        (f"{HEAD}0 1 <absent>", "no stretch of speech"),
        ("ooBinaryFile\x08TextGrid\0\0", "in Praat choose Save as text file"),
    ],
)
def test_faulty_grids_are_refused(tmp_path: Path, held: str, message: str) -> None:
    assert message in refusal(textgrid.read, written(tmp_path, "a.TextGrid", held))


@both
def test_every_speaker_of_ten_thousand_is_kept(form, tmp_path: Path) -> None:
    talk = long_talk()
    tiers: dict[str, list[tuple[float, float, str]]] = {}
    for cue in talk:
        tiers.setdefault(str(cue.speaker), []).append((cue.start_s, cue.end_s, str(cue.text)))
    found = textgrid.read(written(tmp_path, "a.TextGrid", form(tiers, talk[-1].end_s)))
    assert sorted(spoken(found)) == sorted((cue.start_s, cue.end_s, cue.speaker) for cue in talk)
