"""JSON of Zoom: a transcript with users, and the timeline of active speakers."""

import json
from pathlib import Path

from fourfold.formats import zoom
from tests.formats.written import refusal, spoken, written


def user(name: str) -> dict[str, object]:
    return {"username": name, "multiple_people": False, "user_id": "7", "zoom_userid": "", "client_type": 0}


def read(tmp_path: Path, held: object):
    return zoom.read(written(tmp_path, "a.json", json.dumps(held)))


def test_an_entry_of_the_timeline_lasts_to_the_next(tmp_path: Path) -> None:
    times = ["00:00:05.000", "00:00:10.000", "00:00:12.000", "00:00:13.100", "00:00:15.000"]
    users = [[], [user("Ana")], [user("Bo"), user("Cy")], [user("Cy")], []]
    held = {"timeline": [{"ts": time, "users": who} for time, who in zip(times, users, strict=True)]}
    found = read(tmp_path, held)
    assert spoken(found) == [(10, 12, "Ana"), (12, 13.1, "Bo"), (12, 13.1, "Cy"), (13.1, 15, "Cy")]
    assert "one after another" in found.remarks[0]
    assert not [remark for remark in found.remarks if "last entry" in remark]


def test_the_last_entry_of_a_timeline_has_no_end_and_is_said(tmp_path: Path) -> None:
    held = {"timeline": [{"ts": "00:00:01.000", "users": [user("Ana")]}, {"ts": "00:00:02.000", "users": [user("Bo")]}]}
    assert spoken(read(tmp_path, held)) == [(1, 2, "Ana")]
    assert "The last entry of the timeline has no end and was left out." in read(tmp_path, held).remarks


def test_an_unknown_speaker_is_nobody_by_name(tmp_path: Path) -> None:
    entries = [
        {"text": "a", "ts": "00:00:01.000", "end_ts": "00:00:02.000", "users": [user("Unknown Speaker")]},
        {"text": "b", "ts": "00:00:02.000", "end_ts": "00:00:03.000", "users": []},
        {"text": "c", "ts": "00:00:03.000", "end_ts": "00:00:04.000", "users": [user("Ana")]},
    ]
    assert spoken(read(tmp_path, {"content": entries})) == [(1, 2, None), (2, 3, None), (3, 4, "Ana")]


def test_dates_count_from_the_start_of_the_recording(tmp_path: Path) -> None:
    entry = {"text": "a", "ts": "2026-01-05T10:00:30Z", "end_ts": "2026-01-05T10:00:31.5Z", "users": [user("Ana")]}
    assert spoken(read(tmp_path, {"recording_start": "2026-01-05T10:00:00Z", "timeline": [entry]})) == [(30, 31.5, "Ana")]
    assert spoken(read(tmp_path, {"timeline": [entry]})) == [(0, 1.5, "Ana")]


def test_a_timeline_of_silence_is_refused(tmp_path: Path) -> None:
    held = json.dumps({"timeline": [{"ts": "00:00:01.000", "users": []}]})
    assert "no stretch of speech" in refusal(zoom.read, written(tmp_path, "a.json", held))
