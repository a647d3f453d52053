"""JSON of Teams: entries of Stream, objects of Graph."""

import json
from pathlib import Path

import pytest

from fourfold.formats import teams
from tests.formats.written import said, spoken, written


@pytest.mark.parametrize(
    ("start", "end"),
    [("00:00:03.5350000", "00:00:06.2"), ("PT3.535S", "PT0M6.2S"), (3.535, 6.2), ("3.535", "6.2"), ("0:03,535", "0:06,2")],
)
def test_times_in_every_form_are_read(tmp_path: Path, start: object, end: object) -> None:
    row = {"speakerDisplayName": "Ana", "startOffset": start, "endOffset": end, "text": "so"}
    for held in ({"entries": [row]}, [row]):
        found = teams.read(written(tmp_path, "a.json", json.dumps(held)), with_text=True)
        assert (spoken(found), said(found)) == ([(3.535, 6.2, "Ana")], [("Ana", "so")])


def test_objects_of_graph_count_from_the_first_date(tmp_path: Path) -> None:
    rows = [
        {"startDateTime": f"2026-01-05T08:22:3{k}.1234567Z", "endDateTime": f"2026-01-05T08:22:3{k + 1}.1234567Z"}
        | {"speakerName": name, "spokenText": "so", "spokenLanguage": "en-us"}
        for k, name in enumerate(["Ana", "Bo"])
    ]
    assert spoken(teams.read(written(tmp_path, "a.json", json.dumps(rows)))) == [(0, 1, "Ana"), (1, 2, "Bo")]


def test_a_guest_without_a_name_is_known_by_the_id(tmp_path: Path) -> None:
    rows = [
        {"speakerDisplayName": "", "speakerId": "guest-7", "startOffset": "PT1S", "endOffset": "PT2S"},
        {"speakerDisplayName": None, "speakerId": None, "startOffset": "PT2S", "endOffset": "PT3S"},
        {"speakerDisplayName": "Ana", "startOffset": "soon", "endOffset": "PT3S"},
    ]
    assert spoken(teams.read(written(tmp_path, "a.json", json.dumps({"entries": rows})))) == [(1, 2, "guest-7"), (2, 3, None)]
