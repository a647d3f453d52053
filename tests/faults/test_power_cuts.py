"""1,500 power cuts while the site stores check-ins: with its settings none loses an acknowledged answer.

The statements are the site's own, taken down while it stores check-ins in its encrypted file. They are run again on a plain
copy with the same settings, since the layer below SQLite can be replaced in plain SQLite only. The control shows that the
simulation can find a loss.
"""

import random
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from fourfold.web.checkins.actions import Answered, take_all
from fourfold.web.models import Session
from fourfold.web.storage import settings as storage
from fourfold.web.storage.writing import write_transaction
from tests.faults.cut_disk import Recorder, after_cut
from tests.web.personas import make_world

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
CUTS, CONTROL_CUTS, ANSWERS = 1500, 300, 240
_OFTEN = "wal_autocheckpoint=40"
"""Checkpoints come every 40 pages in place of 1,000, so that many cuts fall into one."""


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, list[str]]:
    """A plain copy of the site's database, and the statements by which it then stored check-ins, one transaction each."""
    if connection.vendor != "sqlite":
        pytest.skip("the disk of PostgreSQL is PostgreSQL's matter")
    world = make_world(members=8, sessions=ANSWERS // 8)
    sessions = list(Session.objects.filter(group=world.group).values_list("pk", flat=True))
    plain, statements = tmp_path / "plain" / "site.db", list[str]()
    plain.parent.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS plain KEY ''", [str(plain)])
        cursor.execute("SELECT sqlcipher_export('plain')")
        cursor.execute("DETACH DATABASE plain")
    connection.connection.set_trace_callback(statements.append)
    try:
        for k in range(ANSWERS):
            answer = _answered(k, world.group.pk, sessions[k // 8], world.members[k % 8].pk)
            with write_transaction():
                take_all([answer])
    finally:
        connection.connection.set_trace_callback(None)
    return plain, [statement for statement in statements if not statement.startswith(("SELECT", "PRAGMA"))]


def _answered(number: int, group: int, session: int, person: int) -> Answered:
    return Answered(
        key=f"{number:032d}", group_id=group, session_id=session, person_id=person, instrument="member_check_in", version="1",
        language="en", source="phone", answers={f"question_{k}": (number + k) % 7 + 1 for k in range(14)},
        private_word=number % 9 == 0, answered_at=timezone.now(), actor=f"card:{number}",
    )  # fmt: skip


def _pragmas(**changed: str) -> list[str]:
    told = storage.sqlite(Path("site.db"), b"")["OPTIONS"]["init_command"].replace("PRAGMA ", "").split(";")
    return [f"{name}={changed.get(name, value)}" for name, value in (one.split("=") for one in told)]


def _lost(written: tuple[Path, list[str]], folder: Path, pragmas: Sequence[str], cuts: int) -> list[str]:
    """What was wrong after each cut that lost or broke something."""
    folder.mkdir()
    copy = Path(shutil.copy(written[0], folder / "site.db"))
    recorder, number = Recorder(copy, pragmas), 0
    for statement in written[1]:
        recorder.run(statement)
        if statement.startswith("COMMIT"):
            recorder.told(number)
            number += 1
    recorder.close()
    assert number == ANSWERS
    chance = random.Random(1500)
    begun = next(k for k, step in enumerate(recorder.steps) if step.kind == "told")
    found = []
    for cut in range(cuts):
        at = chance.randrange(begun, len(recorder.steps) + 1)
        files, told = after_cut(recorder.start, recorder.steps[:at], chance)
        found += [f"cut {cut} after step {at}: {wrong}" for wrong in _wrong(files, told, folder / "left")]
    return found


def _wrong(files: dict[str, bytes], told: int, folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        left = sqlite3.connect(folder / "site.db")
        try:
            left.execute("PRAGMA synchronous=OFF")
            sound = left.execute("PRAGMA integrity_check").fetchone()[0]
            keys = {int(key) for (key,) in left.execute("SELECT key FROM web_submission")}
            entries = left.execute("SELECT count(*) FROM web_auditentry WHERE verb = 'check in'").fetchone()[0]
            words = left.execute("SELECT count(*) FROM web_flag").fetchone()[0]
        finally:
            left.close()
    except sqlite3.DatabaseError as fault:
        return [f"cannot be read: {fault}"]
    missing = set(range(told + 1)) - keys
    half = entries != len(keys) or words != sum(key % 9 == 0 for key in keys)
    return (
        ([sound] if sound != "ok" else [])
        + ([f"{len(missing)} acknowledged answers lost"] if missing else [])
        + (["half a transaction is there"] if half else [])
    )


def test_no_power_cut_loses_an_acknowledged_answer(written: tuple[Path, list[str]], tmp_path: Path) -> None:
    assert "synchronous=FULL" in _pragmas()
    assert _lost(written, tmp_path / "usual", _pragmas(), CUTS // 2) == []
    assert _lost(written, tmp_path / "often", [*_pragmas(), _OFTEN], CUTS // 2) == []


def test_the_simulation_finds_what_a_weaker_setting_loses(written: tuple[Path, list[str]], tmp_path: Path) -> None:
    found = _lost(written, tmp_path / "normal", _pragmas(synchronous="NORMAL"), CONTROL_CUTS)
    assert len([one for one in found if "acknowledged answers lost" in one]) > CONTROL_CUTS // 10
    assert not [one for one in found if "acknowledged" not in one], "NORMAL loses answers, but breaks nothing"
