"""The writer on a real database: batches, a row that cannot be stored, a database that cannot be written to."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, OperationalError, connection

from fourfold.web.checkins import writer
from fourfold.web.checkins.actions import Answered, Receipt, _store, finish_writing, take, take_all
from fourfold.web.checkins.forms import answered, sent
from fourfold.web.checkins.tokens import new_key
from fourfold.web.checkins.writer import Unavailable, Writer
from fourfold.web.models import AuditEntry, Card, Submission
from fourfold.web.storage.writing import write_transaction
from tests.web.checkins.ground import Opened, open_session
from tests.web.personas import make_world


@pytest.fixture
def here(transactional_db: None) -> Iterator[Opened]:
    yield open_session(make_world())
    finish_writing()


def row(opened: Opened, k: int = 0) -> Answered:
    return answered(opened.at_door(k), sent({"key": new_key(), "language": "en"}), "phone")


def test_many_at_once_are_all_stored_and_chained(here: Opened) -> None:
    rows = [row(here, k) for k in range(8)]
    with ThreadPoolExecutor(8) as eight:
        assert set(eight.map(take, rows)) == {Receipt.STORED}
    assert Submission.objects.count() == AuditEntry.objects.filter(verb="check in").count() == 8
    assert not Card.objects.filter(used_at=None).exists()


def test_the_same_row_twice_in_one_batch_is_stored_once(here: Opened) -> None:
    first, other = row(here), row(here)
    assert take_all([first, other, first]) == [Receipt.STORED, Receipt.KEPT_FIRST, Receipt.ALREADY]
    assert Submission.objects.get().key == first.key


def test_a_row_that_cannot_be_stored_spoils_no_neighbour(here: Opened) -> None:
    nobody = replace(row(here, 1), person_id=10**9)
    assert take_all([row(here, 0), nobody, row(here, 2)]) == [Receipt.STORED, Receipt.REFUSED, Receipt.STORED]
    assert Submission.objects.count() == AuditEntry.objects.filter(verb="check in").count() == 2


def test_a_batch_that_fails_leaves_nothing_half_stored(here: Opened) -> None:
    rows = [row(here, 0), replace(row(here, 1), person_id=10**9)]
    with pytest.raises(IntegrityError), write_transaction():
        _store(rows)
    assert not Submission.objects.exists()
    assert not AuditEntry.objects.filter(verb="check in").exists()
    assert Card.objects.filter(used_at=None).count() == 8


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a pragma of SQLite")
def test_a_full_disk_says_so_and_loses_nothing(here: Opened) -> None:
    """The database is given no page more; then some; then what was refused is sent again."""

    def may_grow(pages: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            now = int(cursor.fetchone()[0])
            cursor.execute(f"PRAGMA max_page_count={now + pages}")
            cursor.fetchall()

    big = [replace(row(here, k), answers={f"q{n}": "x" * 90 for n in range(400)}) for k in range(2)]
    # Pages that earlier tests gave back would hold the rows.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    own: Writer[Answered, Receipt] = Writer(_refusing(may_grow, 0))
    with pytest.raises(Unavailable, match="full"):
        own.hand_in(big)
    own.close()
    assert not Submission.objects.exists()
    assert take_all(big) == [Receipt.STORED, Receipt.STORED]


def _refusing(may_grow, pages: int):
    def store(rows: Sequence[Answered]) -> Sequence[Receipt]:
        may_grow(pages)
        return _store(rows)

    return store


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a pragma of SQLite")
def test_a_database_that_may_not_be_written_to_says_so(here: Opened) -> None:
    def store(rows: Sequence[Answered]) -> Sequence[Receipt]:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=ON")
        return _store(rows)

    own: Writer[Answered, Receipt] = Writer(store)
    with pytest.raises(Unavailable, match="readonly"):
        own.hand_in([row(here)])
    own.close()
    assert take(row(here)) is Receipt.STORED


def test_too_many_waiting_are_told_to_come_back(here: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on, begun = threading.Event(), threading.Event()

    def slow(rows: Sequence[int]) -> Sequence[int]:
        begun.set()
        going_on.wait(20)
        return rows

    own: Writer[int, int] = Writer(slow)
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    with ThreadPoolExecutor(4) as four:
        first = four.submit(own.hand_in, [1])
        assert begun.wait(20)
        waiting = four.submit(own.hand_in, [2, 3, 4])
        while own.waiting < 3:
            pass
        with pytest.raises(Unavailable, match="too many"):
            own.hand_in([5])
        going_on.set()
        assert (first.result(20), waiting.result(20)) == ([1], [2, 3, 4])
    own.close()


def test_closing_stores_what_waits(here: Opened) -> None:
    stored: list[int] = []

    def slowly(rows: Sequence[int]) -> Sequence[int]:
        threading.Event().wait(0.05)
        stored.extend(rows)
        return rows

    own: Writer[int, int] = Writer(slowly)
    with ThreadPoolExecutor(8) as eight:
        waiting = [eight.submit(own.hand_in, [k]) for k in range(8)]
        while not stored:
            pass
        own.close()
        kept = [future.result(20) for future in waiting if not future.exception(20)]
    assert sorted(value for one in kept for value in one) == sorted(stored)


def test_a_fault_of_one_row_is_its_own(here: Opened) -> None:
    def picky(rows: Sequence[int]) -> Sequence[int]:
        if 13 in rows:
            raise IntegrityError("not this one")
        return rows

    own: Writer[int, int] = Writer(picky)
    one, fault, three = own.hand_in([12, 13, 14])
    own.close()
    assert (one, three) == (12, 14)
    assert isinstance(fault, IntegrityError)


def test_a_database_that_is_gone_for_a_moment_is_tried_again_on_a_server(here: Opened) -> None:
    tries: list[int] = []

    def once_gone(rows: Sequence[int]) -> Sequence[int]:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("the connection is gone")
        return rows

    own: Writer[int, int] = Writer(once_gone)
    if connection.vendor == "sqlite":
        with pytest.raises(Unavailable, match="gone"):
            own.hand_in([1])
    else:
        assert own.hand_in([1]) == [1]
    own.close()
