"""`fourfold talk`: from a file to sentences, pages and data; the files are written here, and nobody in them exists."""

import csv
import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import GROUP
from tests.cli.conftest import Done

KEYS = [
    *("talk_share", "silence", "overlap", "balance", "hub_share", "hub_share_null", "excess_hub", "excess_hub_interval"),
    *("itg_share", "reciprocity", "never_met", "participation_shifts"),
]
Command = Callable[..., Done]
Row = tuple[object, ...]


def table(path: Path, rows: Iterable[Row], columns: str = "start_s,end_s,speaker,addressee") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(columns.split(","))
        written.writerows(rows)
    return path


def simulated(path: Path, *, given: bool) -> Path:
    """The last followed session of a simulated group."""
    record = demonstration_programme().records[0]
    label = dict(record.people.select("person_id", "label").iter_rows()) | {GROUP: GROUP, None: ""}
    turns = record.turns.filter(session_id=record.turns["session_id"].max())
    rows = turns.select("start_s", "end_s", "speaker_id", "addressee_id").iter_rows()
    return table(path, [(s, e, label[who], label[whom] if given else "") for s, e, who, whom in rows])


def small(path: Path) -> Path:
    """Ann leads; 40 s of Ann and B, 20 s of B and C, 20 s to all; 20 s of silence in 100."""
    rows = [(0, 20, "Ann", "B"), (25, 45, "B", "Ann"), (50, 60, "B", "C"), (65, 75, "C", "B"), (80, 100, "Ann", "GROUP")]
    return table(path, rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def measured(done: Done) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert isinstance(found, dict)
    return found


class TestTheTerminal:
    def test_sentences_come_first_then_the_pictures(self, fourfold: Command, tmp_path: Path) -> None:
        done = fourfold("talk", simulated(tmp_path / "session.csv", given=True), "--facilitator", "Facilitator 1")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Who spoke to whom\nsession.csv\n")
        text, parts = (
            " ".join(done.stdout.split()),
            ("in an even circle it would be", "Who held the floor", "From whom to whom"),
        )
        places = [text.index(part) for part in parts]
        assert places == sorted(places)
        assert "█" in done.stdout
        assert "Silence can be work, and equal talk is not the goal." in done.stdout

    def test_it_speaks_spanish(self, fourfold: Command, tmp_path: Path) -> None:
        done = fourfold("talk", small(tmp_path / "s.csv"), "--language", "es")
        assert done.stdout.startswith("Quién habló con quién\n")

    def test_page_and_sheet_are_written_whole(self, fourfold: Command, tmp_path: Path) -> None:
        done = fourfold("talk", small(tmp_path / "s.csv"), "--html", tmp_path / "s.html", "--pdf", tmp_path / "s.pdf")
        assert done.stdout.count("Written: ") == 2
        assert (tmp_path / "s.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
        assert {path.name for path in tmp_path.iterdir()} == {"s.csv", "s.html", "s.pdf"}


class TestJson:
    def test_the_keys_stand_in_their_order_and_nothing_else_is_printed(self, fourfold: Command, tmp_path: Path) -> None:
        done = fourfold("talk", small(tmp_path / "s.csv"), "--facilitator", "ann", "--json", "--html", tmp_path / "s.html")
        found = measured(done)
        assert list(found)[: len(KEYS)] == KEYS
        assert (tmp_path / "s.html").is_file()
        assert "Written: " in done.stderr

    def test_the_numbers_are_those_counted_by_hand(self, fourfold: Command, tmp_path: Path) -> None:
        found = measured(fourfold("talk", small(tmp_path / "s.csv"), "--facilitator", "Ann", "--json"))
        assert found["talk_share"] == {"Ann": 0.5, "B": 0.375, "C": 0.125}
        assert found["silence"] == pytest.approx(0.2)
        assert found["overlap"] == 0
        assert found["balance"]["pielou"] == pytest.approx(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)) / math.log(2))
        assert found["balance"]["gini"] == pytest.approx(0.25)
        # 40 of 60 s to one person are with Ann; two of the three pairs have her.
        assert [found["hub_share"], found["hub_share_null"]] == pytest.approx([2 / 3, 2 / 3])
        assert found["excess_hub"] == pytest.approx(0, abs=1e-9)
        assert found["excess_hub_interval"] is None
        assert found["itg_share"] == 0
        assert found["reciprocity"] == 1
        assert found["never_met"] == []
        assert found["participation_shifts"]["AB-BA"]["count"] == 2
        assert len(found["participation_shifts"]) == 15
        assert (found["addressees"], found["duration_s"]) == ("given", 100)

    def test_without_facilitators_what_needs_one_is_null(self, fourfold: Command, tmp_path: Path) -> None:
        found = measured(fourfold("talk", small(tmp_path / "s.csv"), "--json"))
        assert [found[key] for key in ("hub_share", "hub_share_null", "excess_hub", "excess_hub_interval", "itg_share")] == [
            None
        ] * 5
        assert found["never_met"] == [["Ann", "C"]]

    def test_an_interval_has_two_ends_around_the_excess(self, fourfold: Command, tmp_path: Path) -> None:
        file = simulated(tmp_path / "s.csv", given=True)
        found = measured(fourfold("talk", file, "--facilitator", "Facilitator 1", "--json"))
        low, high = found["excess_hub_interval"]
        assert low < found["excess_hub"] < high

    def test_time_counts_from_the_first_word(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(1000, 1020, "A", "B"), (1030, 1040, "B", "A")]
        found = measured(fourfold("talk", table(tmp_path / "s.csv", rows), "--json"))
        assert (found["duration_s"], found["silence"]) == (40, 0.25)

    def test_an_addressee_is_who_speaks_under_that_name_in_another_case(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(0, 20, "Ann", "bo  lee"), (21, 30, "Bo Lee", "ANN")]
        found = measured(fourfold("talk", table(tmp_path / "s.csv", rows), "--json"))
        assert list(found["talk_share"]) == ["Ann", "Bo Lee"]
        assert found["never_met"] == []

    def test_who_is_only_spoken_to_was_there(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(0, 20, "A", "Q"), (21, 30, "B", "A")]
        found = measured(fourfold("talk", table(tmp_path / "s.csv", rows), "--json"))
        assert found["talk_share"]["Q"] == 0
        assert found["never_met"] == [["B", "Q"]]


class TestAddressees:
    def test_rows_keep_the_order_of_the_file_and_add_up_to_one(self, fourfold: Command, tmp_path: Path) -> None:
        file, out = simulated(tmp_path / "s.csv", given=False), tmp_path / "out.csv"
        shuffled = read(file)
        np.random.default_rng(1).shuffle(shuffled)  # a file need not stand in the order of time
        table(file, [tuple(row.values()) for row in shuffled])
        done = fourfold("talk", file, "--infer-addressees", out)
        assert done.returncode == 0
        rows, names = read(out), sorted({row["speaker"] for row in shuffled})
        assert [(r["speaker"], float(r["start_s"]), float(r["end_s"])) for r in rows] == [
            (r["speaker"], float(r["start_s"]), float(r["end_s"])) for r in shuffled
        ]
        assert list(rows[0])[:5] == ["start_s", "end_s", "speaker", "addressee", "p_group"]
        assert sorted(list(rows[0])[5:]) == [f"p_{name}" for name in names]
        for row in rows:
            chances = {name: row[f"p_{name}"] for name in names} | {GROUP: row["p_group"]}
            assert all(len(p.partition(".")[2]) == 6 for p in chances.values())
            assert sum(round(1e6 * float(p)) for p in chances.values()) == 1_000_000
            assert float(chances[row["speaker"]]) == 0
            assert float(chances[row["addressee"]]) == max(map(float, chances.values()))

    def test_what_the_file_gives_is_kept_and_certain(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(0, 5, "A", "B"), (6, 9, "B", ""), (10, 15, "A", "GROUP"), (16, 20, "C", "A")]
        fourfold("talk", table(tmp_path / "s.csv", rows), "--infer-addressees", tmp_path / "out.csv")
        found = read(tmp_path / "out.csv")
        assert [row["addressee"] for row in found if row["start_s"] != "6"] == ["B", GROUP, "A"]
        assert [found[0]["p_B"], found[2]["p_group"], found[3]["p_A"]] == ["1.000000"] * 3
        assert 0 < float(found[1]["p_A"]) < 1

    def test_a_name_is_never_the_group_and_never_a_formula(self, fourfold: Command, tmp_path: Path) -> None:
        names = ["GROUP", "=1+cmd", "+1 555 0100", "-2+cmd", "@x", "Ann"]
        cues = [f"00:00:{8 * k:02d}.000 --> 00:00:{8 * k + 5:02d}.000\n<v {name}>so\n" for k, name in enumerate(names)]
        (tmp_path / "s.vtt").write_text("\n".join(["WEBVTT\n", *cues]))
        assert "refused" not in fourfold("talk", tmp_path / "s.vtt", "--infer-addressees", tmp_path / "out.csv").stderr
        found = read(tmp_path / "out.csv")
        assert [row["speaker"] for row in found] == ["Group", "'=1+cmd", "+1 555 0100", "'-2+cmd", "'@x", "Ann"]
        assert "p_Group" in found[0]
        assert not [row for row in found if row["addressee"].startswith(("=", "@", "-"))]

    def test_questions_hold_no_formula_and_are_answered_all_the_same(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(10 * k, 10 * k + 8, ("=1+cmd", "Ann", "B")[k % 3], "") for k in range(12)]
        file, asked = table(tmp_path / "s.csv", rows), tmp_path / "ask.csv"
        fourfold("talk", file, "--ask", asked)
        found = [{**row, "addressee": "B" if row["speaker"] != "B" else "'=1+cmd"} for row in read(asked)]
        assert {row["speaker"] for row in found} == {"'=1+cmd", "Ann", "B"}
        table(asked, [tuple(row.values()) for row in found])
        told = measured(fourfold("talk", file, "--answers", asked, "--json"))
        assert told["turns"]["given"] == len(found) > 2
        assert list(told["talk_share"]) == ["=1+cmd", "Ann", "B"]

    def test_the_page_and_the_json_say_that_they_are_inferred(self, fourfold: Command, tmp_path: Path) -> None:
        file = simulated(tmp_path / "s.csv", given=False)
        assert "is inferred from the order and timing of turns" in fourfold("talk", file).stdout
        found = measured(fourfold("talk", file, "--json"))
        assert (found["addressees"], found["turns"]["given"]) == ("inferred", 0)
        rows = [(0, 5, "A", "B"), (6, 9, "B", ""), (10, 15, "A", "")]
        mixed = measured(fourfold("talk", table(tmp_path / "m.csv", rows), "--json"))
        assert (mixed["addressees"], mixed["turns"]) == ("partly inferred", {"given": 1, "inferred": 2, "without_speaker": 0})

    def test_words_are_read_only_on_request_and_never_written(self, fourfold: Command, tmp_path: Path) -> None:
        words = ["you all remember zebra", "yes I do", "everybody please", "Bea what about you zebra"] * 10
        rows = [(5 * k, 5 * k + 4, "ABC"[k % 3], "", text) for k, text in enumerate(words)]
        file = table(tmp_path / "s.csv", rows, "start_s,end_s,speaker,addressee,text")
        outs = []
        for number, option in enumerate(([], ["--use-text"])):
            out, page = tmp_path / f"{number}.csv", tmp_path / f"{number}.html"
            done = fourfold("talk", file, "--infer-addressees", out, "--html", page, *option)
            assert "zebra" not in done.stdout + done.stderr + out.read_text() + page.read_text()
            outs.append(out.read_text())
        assert outs[0] != outs[1]

    def test_the_share_to_the_group_can_be_given(self, fourfold: Command, tmp_path: Path) -> None:
        file, means = simulated(tmp_path / "s.csv", given=False), []
        for share in ("0.1", "0.8"):
            fourfold("talk", file, "--infer-addressees", tmp_path / "out.csv", "--group-share", share)
            means.append(np.mean([float(row["p_group"]) for row in read(tmp_path / "out.csv")]))
        assert means[0] + 0.2 < means[1]


class TestFormats:
    VTT = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:05.000\n<v Ann Lee>hello</v>\n\n2\n00:00:06.000 --> 00:00:09.000\n<v Bo>hi</v>\n"
    SRT = "1\n00:00:01,000 --> 00:00:05,000\nAnn Lee: hello\n\n2\n00:00:06,000 --> 00:00:09,000\nBo: hi\n"

    @pytest.mark.parametrize(("suffix", "text"), [("vtt", VTT), ("srt", SRT)])
    def test_names_come_from_the_file_and_case_and_spaces_do_not_matter(
        self, fourfold: Command, tmp_path: Path, suffix: str, text: str
    ) -> None:
        file = tmp_path / f"s.{suffix}"
        file.write_text(text, encoding="utf-8")
        found = measured(fourfold("talk", file, "--facilitator", "  ann   LEE ", "--json"))
        assert list(found["talk_share"]) == ["Ann Lee", "Bo"]

    def test_voices_told_apart_by_a_program_have_no_long_exchanges(self, fourfold: Command, tmp_path: Path) -> None:
        lines = [f"SPEAKER s 1 {6 * k}.0 5.0 <NA> <NA> spk{k % 2} <NA> <NA>" for k in range(40)]
        (tmp_path / "s.rttm").write_text("\n".join(lines), encoding="utf-8")
        found = measured(fourfold("talk", tmp_path / "s.rttm", "--facilitator", "spk0", "--json"))
        assert found["itg_share"] is None

    def test_cues_without_a_speaker_are_counted_and_left_out(self, fourfold: Command, tmp_path: Path) -> None:
        rows = [(0, 5, "A", "B"), (6, 9, "", ""), (10, 15, "B", "A")]
        file = table(tmp_path / "s.csv", rows)
        assert "One stretch of speech has no speaker’s name; it is left out." in " ".join(fourfold("talk", file).stdout.split())
        found = measured(fourfold("talk", file, "--json", "--infer-addressees", tmp_path / "out.csv"))
        assert found["turns"]["without_speaker"] == 1
        assert [row["speaker"] for row in read(tmp_path / "out.csv")] == ["A", "B"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ([(0, 5, "A", ""), (6, 9, "A", "")], "names only A; who speaks to whom needs two people or more"),
            ([(0, 5, "", ""), (6, 9, "", "")], "speaker"),
            ([(0, 0, "A", "B"), (6, 6, "B", "A")], "nobody spoke"),
            ([(5, 1, "A", "B")], "before the start"),
            ([], "no stretch of speech"),
        ],
    )
    def test_a_file_that_says_too_little(self, fourfold: Command, tmp_path: Path, rows: list[Row], told: str) -> None:
        done = fourfold("talk", table(tmp_path / "s.csv", rows))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines()[-1].startswith("refused: ")
        assert told in done.stderr

    def test_an_unknown_facilitator_is_told_who_is_there(self, fourfold: Command, tmp_path: Path) -> None:
        done = fourfold("talk", small(tmp_path / "s.csv"), "--facilitator", "Zoe")
        assert done.returncode == 1
        assert done.stderr.endswith("nobody is called “Zoe”; the names in the file are Ann, B, C\n")

    def test_a_name_of_an_rttm_file_is_known_with_its_blank(self, fourfold: Command, tmp_path: Path) -> None:
        file = tmp_path / "s.rttm"
        file.write_text(
            "".join(f"SPEAKER s 1 {5 * k} 4 <NA> <NA> voice_{k % 3 + 1} <NA> <NA>\n" for k in range(12)), encoding="utf-8"
        )
        done = fourfold("talk", file, "--facilitator", "Voice 1")
        assert (done.returncode, done.stderr) == (0, "")
        assert "with voice_1" in done.stdout

    def test_a_place_that_is_not_there_is_told_before_anything_is_printed(self, fourfold: Command, tmp_path: Path) -> None:
        for option in ("--html", "--pdf", "--infer-addressees", "--ask"):
            done = fourfold("talk", small(tmp_path / "s.csv"), option, tmp_path / "none" / "x")
            assert (done.returncode, done.stdout) == (1, "")
            assert "no such folder; make it first" in done.stderr

    def test_a_name_that_could_be_two_people(self, fourfold: Command, tmp_path: Path) -> None:
        file = table(tmp_path / "s.csv", [(0, 5, "ANN", "Ann"), (6, 9, "Ann", "ANN"), (10, 12, "B", "Ann")])
        assert "could be “ANN” and “Ann”" in fourfold("talk", file, "--facilitator", "ann").stderr
        assert fourfold("talk", file, "--facilitator", "Ann").returncode == 0

    def test_no_file_a_folder_and_no_transcript(self, fourfold: Command, tmp_path: Path) -> None:
        (tmp_path / "s.docx").write_bytes(b"PK")
        for path, told in ((tmp_path / "none.vtt", "no such file"), (tmp_path, "is a folder"), (tmp_path / "s.docx", ".vtt")):
            done = fourfold("talk", path)
            assert done.returncode == 1
            assert told in done.stderr

    @pytest.mark.parametrize("wrong", [["--group-share", "2"], ["--language", "fr"], ["--json", "--speed"]])
    def test_wrong_use_ends_with_2(self, fourfold: Command, tmp_path: Path, wrong: list[str]) -> None:
        assert fourfold("talk", small(tmp_path / "s.csv"), *wrong).returncode == 2


class TestAsking:
    def test_the_turns_in_doubt_are_asked_and_answers_count_as_known(self, fourfold: Command, tmp_path: Path) -> None:
        file, truth = simulated(tmp_path / "s.csv", given=False), read(simulated(tmp_path / "t.csv", given=True))
        asked = tmp_path / "ask.csv"
        assert fourfold("talk", file, "--ask", asked).returncode == 0
        questions = read(asked)
        assert len(questions) == 80
        assert {row["addressee"] for row in questions} == {""}
        told = {(row["start_s"], row["end_s"], row["speaker"]): row["addressee"] for row in truth}
        places = [(float(row["start_s"]), float(row["end_s"]), row["speaker"]) for row in questions]
        answers = {(float(s), float(e), who): whom for (s, e, who), whom in told.items()}
        table(asked, [(*place, answers[place]) for place in places])
        out = tmp_path / "out.csv"
        assert fourfold("talk", file, "--answers", asked, "--infer-addressees", out).returncode == 0
        found = {(float(r["start_s"]), float(r["end_s"]), r["speaker"]): r for r in read(out)}
        given = [place for place in places if answers[place]]
        assert len(given) > 60
        for place in given:
            whom = answers[place]
            assert found[place]["addressee"] == whom
            assert float(found[place]["p_group" if whom == GROUP else f"p_{whom}"]) == 1.0

    def test_with_answers_the_share_through_the_chairs_is_near_the_true_one(self, fourfold: Command, tmp_path: Path) -> None:
        file, right = simulated(tmp_path / "s.csv", given=False), simulated(tmp_path / "t.csv", given=True)
        lead = ("--facilitator", "Facilitator 1", "--json")
        asked = tmp_path / "ask.csv"
        assert fourfold("talk", file, *lead, "--ask", asked).returncode == 0
        answers = {(float(r["start_s"]), r["speaker"]): r["addressee"] for r in read(right)}
        table(
            asked, [(r["start_s"], r["end_s"], r["speaker"], answers[float(r["start_s"]), r["speaker"]]) for r in read(asked)]
        )
        after = measured(fourfold("talk", file, *lead, "--answers", asked))["hub_share"]
        truth = measured(fourfold("talk", right, *lead))["hub_share"]
        assert abs(after - truth) < 0.05

    def test_an_answer_about_a_turn_that_is_not_there_is_refused(self, fourfold: Command, tmp_path: Path) -> None:
        answers = table(tmp_path / "a.csv", [(0, 20, "Ann", "B"), (7, 9, "B", "Ann")])
        done = fourfold("talk", small(tmp_path / "s.csv"), "--answers", answers)
        assert done.returncode == 1
        assert "the turn of B from 7 to 9 s is not in the transcript" in done.stderr

    def test_a_question_left_open_takes_nothing_from_the_file(self, fourfold: Command, tmp_path: Path) -> None:
        answers = table(tmp_path / "a.csv", [(0, 20, "Ann", ""), (25, 45, "B", "C")])
        out = tmp_path / "out.csv"
        assert fourfold("talk", small(tmp_path / "s.csv"), "--answers", answers, "--infer-addressees", out).returncode == 0
        assert [row["addressee"] for row in read(out)[:2]] == ["B", "C"]

    def test_a_file_that_says_all_leaves_nothing_to_ask(self, fourfold: Command, tmp_path: Path) -> None:
        assert fourfold("talk", small(tmp_path / "s.csv"), "--ask", tmp_path / "a.csv").returncode == 0
        assert read(tmp_path / "a.csv") == []
