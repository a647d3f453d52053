"""One writer at a time, on every database: none is refused because another took the same things in another order."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from fourfold.web.audit.actions import note
from fourfold.web.groups.actions import touch
from fourfold.web.models import AuditEntry, Group
from fourfold.web.storage.writing import write_transaction
from tests.web.personas import World

A_WHILE_S = 1.0


@pytest.mark.django_db(transaction=True)
def test_writers_that_take_log_and_group_in_either_order_both_get_through(world: World) -> None:
    group, log_taken, group_taken = world.group.pk, threading.Event(), threading.Event()

    def log_first() -> None:
        with write_transaction():
            note("system", "log first")
            log_taken.set()
            group_taken.wait(A_WHILE_S)
            touch(group)

    def group_first() -> None:
        log_taken.wait()
        with write_transaction():
            touch(group)
            group_taken.set()
            note("system", "group first")

    before = Group.objects.get(pk=group).revision
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(_alone, writer) for writer in (log_first, group_first)]:
            done.result()
    assert Group.objects.get(pk=group).revision == before + 2
    assert AuditEntry.objects.filter(verb__in=("log first", "group first")).count() == 2


def _alone(write: Callable[[], None]) -> None:
    try:
        write()
    finally:
        connection.close()
