"""Which time zone a new site follows."""

from pathlib import Path

import pytest

from fourfold.cli.time_zone import chosen_zone, machine_zone


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that says nothing of its clock."""
    monkeypatch.delenv("TZ", raising=False)
    (tmp_path / "etc").mkdir()
    return tmp_path


def test_a_zone_that_is_asked_for_is_taken_and_another_name_refused(root: Path) -> None:
    (root / "etc/timezone").write_text("Europe/Berlin\n")
    assert chosen_zone("America/Bogota", root) == "America/Bogota"
    assert chosen_zone("", root) == "Europe/Berlin"
    for wrong in ("Mars/Olympus", "/etc/passwd", "../UTC", "europe"):
        with pytest.raises(ValueError, match="no time zone has this name; give one such as Europe/Berlin"):
            chosen_zone(wrong, root)


def test_a_machine_that_says_nothing_follows_utc(root: Path) -> None:
    assert machine_zone(root) == "UTC"


@pytest.mark.parametrize("told", ["Asia/Tokyo", ":Asia/Tokyo", "/usr/share/zoneinfo/Asia/Tokyo"])
def test_the_variable_comes_first(root: Path, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    (root / "etc/timezone").write_text("Europe/Berlin\n")
    monkeypatch.setenv("TZ", told)
    assert machine_zone(root) == "Asia/Tokyo"


def test_what_names_no_zone_is_passed_over(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CLOCK-1SUMMER")
    (root / "etc/timezone").write_bytes(b"\xff nothing")
    zone = root / "usr/share/zoneinfo/America/Argentina/Salta"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (root / "etc/localtime").symlink_to(zone)
    assert machine_zone(root) == "America/Argentina/Salta"
