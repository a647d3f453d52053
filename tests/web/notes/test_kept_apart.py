"""Notes and process notes in the files of a real site: readable in none of them, and back after a restore."""

from pathlib import Path

import pytest

from tests.web.site_process import SiteProcess, make_site

pytestmark = pytest.mark.fault
CANARY = "Zaunkönig4711"
PASSPHRASE = "seven slow herons at noon"
_BEGIN = """
from django.utils import timezone
from fourfold.vocabulary import Role
from fourfold.web.access import viewer_of
from fourfold.web.models import *
from fourfold.web.notes.actions import process, sessions
from fourfold.web.notes.queries.sessions import notes_of_session
site = Site.objects.get()
"""
_WRITE = (
    _BEGIN
    + """
programme = Programme.objects.create(site=site, name="Simulated programme")
group = Group.objects.create(programme=programme, name="Simulated group", simulated=True)
person = Person.objects.create(site=site, label="Lead")
Membership.objects.create(group=group, person=person, seat="facilitator", joined_on="2026-01-01")
user = User.objects.create_user("lead@example.invalid", "a-long-word-for-tests", name="Lead", person=person)
Appointment.objects.create(user=user, role=Role.FACILITATOR, site=site)
held = Session.objects.create(group=group, number=900, held_on="2026-01-01", status="held")
by = viewer_of(user)
sessions.save_drafts(held.pk, {"group": sessions.Draft("CANARY of the group", "")}, by=by)
sessions.lock(held.pk, notes_of_session(by, held.pk).digest, by=by)
key = process.begin("PASSPHRASE", "PASSPHRASE", by=by)
process.write(key, "CANARY title", "CANARY text", by=by)
print(json.dumps([key.secret.hex(), group.pk]))
"""
)
_READ = (
    _BEGIN
    + """
from fourfold.web.notes.queries import process as reading
by = viewer_of(User.objects.get(email="lead@example.invalid"))
found = notes_of_session(by, Session.objects.get(number=900).pk)
key = process.open_with("PASSPHRASE", by=by)
made = Group.objects.create(programme=Programme.objects.get(), name="Made after")
print(json.dumps([found.of_group.text, list(found.findings), reading.written(by, key)[0].text, made.pk]))
"""
)


def _filled(script: str) -> str:
    return script.replace("CANARY", CANARY).replace("PASSPHRASE", PASSPHRASE)


def test_they_stand_readable_in_no_file_and_come_back_with_a_backup(tmp_path: Path) -> None:
    site: SiteProcess = make_site(tmp_path)
    secret, group = site.python(_filled(_WRITE))
    site.python("from fourfold.web.storage.sealing import seal_for_group; seal_for_group(5000, 'note:x:text', 'later')")
    site.done("backup")
    found = {p: p.read_bytes() for p in site.folder.rglob("*") if p.is_file()}
    assert any(site.backups in p.parents for p in found)
    spelt = [word.encode(code) for word in (CANARY, PASSPHRASE) for code in ("utf-8", "utf-16-le", "latin-1")]
    wanted = [*spelt, bytes.fromhex(secret), secret.encode()]
    assert not [(str(p), word) for p, content in found.items() for word in wanted if word in content]
    site.done("restore", site.backups, "--replace")
    text, findings, of_process, made = site.python(_filled(_READ))
    assert (text, findings, of_process) == (f"{CANARY} of the group", [], f"{CANARY} text")
    assert made > 5000 > group, "a group made now must never get a number whose key was another's"
