"""Bringing a site back, as people do it: by the command, in folders of their own."""

import shutil
from pathlib import Path

import pytest

from tests.web.site_process import SiteProcess, make_site, new_site

pytestmark = pytest.mark.fault
_PEOPLE = """
from fourfold.web.models import Person, Site
from fourfold.web.storage.sealing import seal
site = Site.objects.get()
for name in ("Kept", "Erased"):
    person = Person.objects.create(site=site, label=name)
    person.sealed_name = seal(person.pk, f"person:{person.uid}:name", f"{name} in full")
    person.save()
print(json.dumps(sorted(Person.objects.order_by("-pk").values_list("pk", flat=True)[:2])))
"""
_STATE = """
from fourfold.web.models import AuditEntry, Person
from fourfold.web.audit.queries import check
from fourfold.web.storage.sealing import Erased, unseal
from django.contrib.sessions.models import Session
def name(person):
    try:
        return unseal(person.pk, f"person:{person.uid}:name", person.sealed_name) if person.sealed_name else "no name"
    except Erased:
        return "erased"
print(json.dumps({
    "people": [[p.label, name(p), p.erased_at is not None] for p in Person.objects.order_by("pk")],
    "whole": check().is_whole, "signed_in": Session.objects.count(),
    "verbs": list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)),
}))
"""
_SIGN_IN = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore(); session["began"] = 1.0; session.save()
"""


@pytest.fixture
def site(tmp_path: Path) -> SiteProcess:
    return make_site(tmp_path)


def test_a_backup_brings_everything_back_but_whoever_was_erased_since_and_whoever_was_signed_in(site: SiteProcess) -> None:
    kept, erased = site.python(_PEOPLE)
    site.python(_SIGN_IN)
    site.done("backup")
    site.python(f"from fourfold.web.storage.sealing import erase; erase({erased})")
    late = site.python(_PEOPLE)
    refused = site.fourfold("restore", site.backups)
    assert refused.returncode == 1
    assert "add --replace" in refused.stderr

    told = site.done("restore", site.backups, "--replace")
    assert "erased again: 1" in told
    assert "before-" in told
    state = site.python(_STATE)
    assert state["people"] == [["Kept", "Kept in full", False], ["Former member 1", "no name", True]]
    assert state["whole"]
    assert state["signed_in"] == 0
    assert state["verbs"][-2:] == ["erase person", "restore backup"]
    again = site.python(_PEOPLE)
    assert min(again) > max(kept, erased, *late), "a person made now must never get a number whose key was another's"
    assert "restored and checked" in site.done("backup")


def test_a_lost_disk_is_replaced_from_the_backup_and_the_one_key_file(site: SiteProcess, tmp_path: Path) -> None:
    site.python(_PEOPLE)
    site.done("backup")
    key = (site.keys / "fourfold.key").read_text()
    shutil.rmtree(site.home)
    shutil.rmtree(site.keys)
    for folder in (site.home, site.keys):
        folder.mkdir(mode=0o700)
    (site.keys / "fourfold.key").write_text(key)
    if "FOURFOLD_DATABASE_URL" in site.environment:
        site.done("restore", site.backups, "--replace")
    else:
        site.done("restore", site.backups)
    assert site.python(_STATE)["people"] == [["Kept", "Kept in full", False], ["Erased", "Erased in full", False]]


def test_damage_is_named_and_nothing_is_changed(site: SiteProcess) -> None:
    site.python(_PEOPLE)
    site.done("backup")
    (place,) = (path.parent for path in site.backups.glob("*/manifest.json"))
    before = site.python(_STATE)
    (file,) = place.glob("fourfold.d*")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    for damage, said in (
        (None, "its sha256 differs"),
        (file, "is missing"),
        (place / "manifest.json", "holds no finished backup"),
    ):
        if damage is not None:
            damage.unlink()
        refused = site.fourfold("restore", site.backups, "--replace")
        assert refused.returncode == 1
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr
    assert site.python(_STATE) == before


def test_a_backup_of_another_site_is_refused(site: SiteProcess, tmp_path: Path) -> None:
    site.done("backup")
    other = new_site(tmp_path / "other")
    refused = other.fourfold("restore", site.backups, "--replace")
    assert refused.returncode == 1
    assert "made with the key of another site" in refused.stderr
