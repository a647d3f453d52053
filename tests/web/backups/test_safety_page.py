"""The page that answers: is it safe? For administrators, and without any content."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from fourfold.web.audit.queries import head
from fourfold.web.backups.anchors import FILE
from fourfold.web.backups.queries import last_checked, safety
from fourfold.web.models import AuditEntry, BackupCheck
from tests.web.personas import World

SignedIn = Callable[[str], Client]


def _backup(hours_ago: float, finding: str = "") -> None:
    at = timezone.now() - timedelta(hours=hours_ago)
    restored_at = None if finding else at
    BackupCheck.objects.create(
        made_at=at, name="b", size=2_000_000, audit_count=3, audit_head="f" * 64, restored_at=restored_at, finding=finding
    )


def _page(client: Client) -> str:
    answer = client.get(reverse("safety"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_backup_the_page_says_what_to_do(signed_in: SignedIn) -> None:
    page = _page(signed_in("administrator"))
    assert "No backup has been restored and checked yet." in page
    assert "Make the first backup now" in page
    assert last_checked() is None


def test_a_fresh_backup_that_was_checked_is_told_and_nothing_is_due(
    signed_in: SignedIn, settings: Settings, tmp_path: Path
) -> None:
    settings.BACKUPS = tmp_path
    _backup(1)
    page = _page(signed_in("administrator"))
    assert "The last backup that was restored and checked is of" in page
    assert "2.0 MB" in page
    assert "Nothing is due." in page or "PostgreSQL server" in page


@pytest.mark.parametrize(("hours_ago", "told"), [(30, False), (40, True)])
def test_an_old_backup_is_due(signed_in: SignedIn, hours_ago: float, told: bool) -> None:
    _backup(hours_ago)
    assert ("older than a day and a half" in _page(signed_in("administrator"))) is told


def test_a_try_that_made_no_backup_never_counts_as_one(signed_in: SignedIn, world: World) -> None:
    _backup(2)
    _backup(1, "no space left")
    page = _page(signed_in("administrator"))
    assert "The last try made no backup" in page
    assert "no space left" in page
    checked, last = last_checked(), safety(world.viewer("administrator")).last
    assert last is not None
    assert checked == last.made_at < timezone.now() - timedelta(hours=1.5)


def test_backups_beside_the_data_are_told(signed_in: SignedIn) -> None:
    assert "on the same disk as the site" in _page(signed_in("administrator"))


def test_the_end_of_the_log_is_there_to_be_written_down(signed_in: SignedIn) -> None:
    page = _page(signed_in("administrator"))
    assert f"The log has {head().count} entries" in page
    assert head().spaced in page


def test_the_page_speaks_spanish(signed_in: SignedIn, world: World) -> None:
    client = signed_in("administrator")
    client.cookies["fourfold_language"] = "es"
    assert "¿Está todo seguro?" in _page(client)


def test_nothing_of_a_person_or_a_group_stands_on_it(signed_in: SignedIn, world: World) -> None:
    page = _page(signed_in("administrator"))
    assert not [name for name in ("Tuesday group", "Facilitator 1", *(p.code for p in world.members)) if name in page]


@pytest.mark.parametrize("name", ["facilitator", "supervisor", "manager", "researcher", "member", "outsider"])
def test_others_find_nothing_here(signed_in: SignedIn, name: str) -> None:
    client = signed_in(name)
    assert client.get(reverse("safety")).status_code == 404
    assert client.post(reverse("backup-make")).status_code == 404
    assert not BackupCheck.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_can_be_made_from_the_page(signed_in: SignedIn, settings: Settings, tmp_path: Path, world: World) -> None:
    settings.BACKUPS = tmp_path / "backups"
    (site_settings.KEYS / FILE).unlink(missing_ok=True)
    client = signed_in("administrator")
    answer = client.post(reverse("backup-make"), follow=True)
    assert "The backup was made, restored and checked." in answer.content.decode()
    assert len(list(settings.BACKUPS.glob("*/manifest.json"))) == 1
    entry = AuditEntry.objects.get(verb="make backup")
    assert entry.actor == world.viewer("administrator").actor
