"""`fourfold init`, `serve`, `nightly`, `upgrade`: what they refuse, and in which words."""

import stat
from pathlib import Path

import pytest

from fourfold.cli.serve import serve
from tests.web.site_process import SiteProcess, make_site, new_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteProcess:
    return make_site(tmp_path_factory.mktemp("site"))


def test_a_new_site_is_closed_to_others_and_its_key_lies_outside_its_data(site: SiteProcess) -> None:
    for folder in (site.home, site.keys):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not [p for p in folder.rglob("*") if p.is_file() and stat.S_IMODE(p.stat().st_mode) & 0o077]
    assert not list(site.home.rglob("*.key"))


def test_a_site_is_never_made_over_another(site: SiteProcess, tmp_path: Path) -> None:
    refused = site.fourfold("init", "--email", "second@example.invalid")
    assert refused.returncode == 1
    assert "set FOURFOLD_HOME and FOURFOLD_KEYS for another one" in refused.stderr
    inside = SiteProcess(
        tmp_path, {**site.environment, "FOURFOLD_HOME": str(tmp_path), "FOURFOLD_KEYS": str(tmp_path / "keys")}
    )
    refused = inside.fourfold("init", "--email", "second@example.invalid")
    assert refused.returncode == 1
    assert "the key must lie outside the data folder" in refused.stderr
    assert not list(tmp_path.iterdir())


def test_the_first_administrator_is_invited_by_a_word_of_their_own(site: SiteProcess) -> None:
    first, second = (site.done("init", "--invite", "--email", f"{k}@example.invalid") for k in "ab")
    assert "/accounts/invitation/" in first
    assert first != second
    missing = site.fourfold("init", "--invite")
    assert missing.returncode == 2
    assert "--email" in missing.stderr


def test_a_new_site_follows_the_zone_that_it_is_given(site: SiteProcess, tmp_path: Path) -> None:
    wrong = site.fourfold("init", "--email", "a@example.invalid", "--time-zone", "Mars/Olympus")
    assert wrong.returncode == 1
    assert "refused: Mars/Olympus: no time zone has this name" in wrong.stderr
    zones = """
        from fourfold.web.models import Site
        print(json.dumps([site.time_zone for site in Site.objects.all()]))
    """
    assert new_site(tmp_path, "Asia/Tokyo").python(zones) == ["Asia/Tokyo"]


@pytest.mark.parametrize("verb", [["serve"], ["restore", "nowhere"]])
def test_without_a_key_each_verb_says_how_to_get_one(verb: list[str], site: SiteProcess, tmp_path: Path) -> None:
    bare = SiteProcess(tmp_path, {**site.environment, "FOURFOLD_KEYS": str(tmp_path)})
    refused = bare.fourfold(*verb)
    assert refused.returncode == 1
    assert "there is no key; make one with: fourfold init" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_address_on_the_network_needs_protection() -> None:
    for host in ("0.0.0.0", "192.168.1.4", "::"):
        with pytest.raises(ValueError, match="answers would cross the network unprotected"):
            serve(host=host)


def test_nightly_makes_a_checked_backup_and_says_what_was_done(site: SiteProcess) -> None:
    told = site.done("nightly")
    assert "done  backups: restored and checked, log head" in told
    assert "done  accounts: " in told
    assert len(list(site.backups.glob("*/manifest.json"))) == 1
    assert (site.keys / "audit.heads").read_text().rstrip().endswith("backup")


def test_one_failing_job_stops_no_other_and_is_told(site: SiteProcess, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    blocked = SiteProcess(tmp_path, {**site.environment, "FOURFOLD_BACKUPS": str(tmp_path / "blocked")})
    ended = blocked.fourfold("nightly")
    assert ended.returncode == 1
    assert "FAILED  backups:" in ended.stderr
    assert "done  " in ended.stdout


def test_a_database_that_is_up_to_date_is_left_alone(site: SiteProcess) -> None:
    assert site.done("upgrade") == "the database is up to date\n"
