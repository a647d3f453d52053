"""Names, free text and answers never stand readable in any file of a site, in its log, or in its temporary files."""

import os
from pathlib import Path

import pytest

from tests.faults.ground import open_cards, send, serving
from tests.web.site_process import SiteProcess, make_site

pytestmark = pytest.mark.fault
_WRITE = """
from fourfold.web.models import *
from fourfold.web.storage.sealing import seal
site = Site.objects.first()
person = Person.objects.create(site=site, label="CANARYLABEL")
person.sealed_name = seal(person.pk, f"person:{person.uid}:name", "CANARYNAME Ñandú")
person.save()
Membership.objects.create(
    group=Group.objects.first(), person=person, seat="member", joined_on="2026-01-01", left_on="2026-02-01",
    sealed_reason=seal(person.pk, "membership:x:reason", "CANARYREASON"),
)
User.objects.create_user("canary@example.invalid", "CANARYPASSWORD", name="CANARYSTAFF")
Submission.objects.filter(pk=Submission.objects.first().pk).update(answers='{"CANARYQUESTION": 7654321}')
print(json.dumps([bytes(person.sealed_name).hex()]))
"""
CANARIES = (
    b"CANARY",
    "CANARYNAME Ñandú".encode(),
    b"7654321",
    b"canary@",
    "CANARY".encode("utf-16-le"),
    b"CANARY".hex().encode(),
)


def _files(site: SiteProcess) -> dict[str, bytes]:
    return {str(p.relative_to(site.folder)): p.read_bytes() for p in site.folder.rglob("*") if p.is_file()}


def test_no_canary_stands_in_any_file_or_in_the_log(tmp_path: Path) -> None:
    made = make_site(tmp_path)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    site = SiteProcess(made.folder, {**made.environment, "TMPDIR": str(temporary), "SQLITE_TMPDIR": str(temporary)})
    tokens = open_cards(site, sessions=2, members=8)
    with serving(site) as server:
        for k, token in enumerate(tokens):
            assert send(server.port, "GET", f"/c/{token}") == 200
            assert send(server.port, "POST", f"/c/{token}", {"key": f"CANARYKEY{k:020d}", "language": "en"}) == 303
        site.python(_WRITE)
        assert send(server.port, "POST", f"/c/{tokens[0]}", {"key": "x" * 20, "CANARYFIELD": "CANARYVALUE"}) >= 400
        live = _files(site)
    site.done("backup")
    found = {**live, **{f"after {name}": content for name, content in _files(site).items()}}
    if "FOURFOLD_DATABASE_URL" not in os.environ:
        assert any(name.endswith("-wal") and content for name, content in live.items()), "the scan must see a WAL in use"
    assert any("server.log" in name for name in found)
    wanted = (*CANARIES, *(token.encode() for token in tokens), b"CREATE TABLE")
    assert not [(name, canary) for name, content in found.items() for canary in wanted if canary in content]
