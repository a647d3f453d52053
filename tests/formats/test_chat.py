"""CHAT: participants, marks of time in every form, beside pylangacq."""

from pathlib import Path

import pytest

from fourfold.formats import chat
from tests.formats.written import long_talk, refusal, said, spoken, written

HEAD = "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tANA Ana Participant, LAN Dr_Lane Investigator,\n\tPAR2 Participant\n"


def read(tmp_path: Path, held: str):
    return chat.read(written(tmp_path, "a.cha", held), with_text=True)


def test_names_come_from_the_header_and_times_from_the_marks(tmp_path: Path) -> None:
    lines = "*ANA:\tso I came . \x150_1500\x15\n%mor:\tx\n*LAN:\tyes .\x151500_2000\x15\n*PAR2:\tno \x152000_2500\x15\n"
    held = f"{HEAD}{lines}@End\n"
    assert spoken(read(tmp_path, held)) == [(0, 1.5, "Ana"), (1.5, 2, "Dr_Lane"), (2, 2.5, "PAR2")]
    assert said(read(tmp_path, held))[0] == ("Ana", "so I came .")


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_that_go_on_are_one(tmp_path: Path, ending: str) -> None:
    held = f"{HEAD}*ANA:\tso I\n\tcame late\n\t. \x150_1500\x15\n@End\n".replace("\n", ending)
    assert said(read(tmp_path, held)) == [("Ana", "so I came late .")]


@pytest.mark.parametrize(
    "mark",
    [
        "\x15100_900\x15",
        '\x15%snd:"a b.wav"_100_900\x15',
        "•100_900•",
        "\x15100_900-\x15",
        "\x15100_400\x15 and \x15500_900\x15",
    ],
)
def test_marks_in_every_form_are_read(tmp_path: Path, mark: str) -> None:
    assert spoken(read(tmp_path, f"{HEAD}*ANA:\tso . {mark}\n")) == [(0.1, 0.9, "Ana")]


def test_a_code_that_the_header_lacks_and_names_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    held = "@Participants:\tA Ana Participant, B Ana Mother\n*A:\ta \x150_1\x15\n*B:\tb \x151_2\x15\n*C:\tc \x152_3\x15\n"
    assert read(tmp_path, held).speakers == ("Ana (A)", "Ana (B)", "C")


def test_utterances_without_a_time_are_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEAD}*ANA:\tso .\n*ANA:\tno . \x150_1500\x15\n")
    assert spoken(found) == [(0, 1.5, "Ana")]
    assert "Utterances without a time, left out: 1." in found.remarks


def test_a_transcript_without_times_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, "a.cha", f"{HEAD}*ANA:\tso .\n")
    assert "none of 1 utterances has a time; link the transcript to its media in CLAN" in refusal(chat.read, path)
    assert "no stretch of speech" in refusal(chat.read, written(tmp_path, "b.cha", HEAD))


def transcript(cues: int) -> str:
    talk = long_talk(cues)
    codes = {name: f"P{k:02d}" for k, name in enumerate(dict.fromkeys(str(cue.speaker) for cue in talk))}
    heads = ", ".join(f"{code} {name.replace(' ', '_').replace(',', '')} Participant" for name, code in codes.items())
    identities = "".join(f"@ID:\teng|simulated|{code}|||||Participant|||\n" for code in codes.values())
    lines = (
        f"*{codes[str(cue.speaker)]}:\t{cue.text} . \x15{cue.start_s * 1000:.0f}_{cue.end_s * 1000:.0f}\x15\n" for cue in talk
    )
    return f"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\t{heads}\n{identities}{''.join(lines)}@End\n"


def test_every_speaker_of_ten_thousand_is_kept(tmp_path: Path) -> None:
    wanted = [(c.start_s, c.end_s, str(c.speaker).replace(" ", "_").replace(",", "")) for c in long_talk()]
    assert spoken(read(tmp_path, transcript(10_000))) == wanted


def test_pylangacq_reads_the_same_times(tmp_path: Path) -> None:
    import pylangacq as peer

    path = written(tmp_path, "a.cha", transcript(200))
    theirs = [(mark[0] / 1000, mark[1] / 1000) for u in peer.read_chat(str(path)).utterances() if (mark := u.time_marks)]
    assert [(start, end) for start, end, _ in spoken(chat.read(path))] == theirs
