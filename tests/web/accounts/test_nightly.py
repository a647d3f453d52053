"""Sign-ins that have run out are gone by the morning; those that have not are left alone."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from fourfold.web.accounts.jobs import nightly


@pytest.mark.django_db
def test_only_what_has_run_out_is_deleted() -> None:
    for _ in range(3):
        SessionStore().save(must_create=True)
    open_one = Session.objects.order_by("pk")[0].pk
    Session.objects.exclude(pk=open_one).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert nightly() == "2 ended sign-ins deleted"
    assert [session.pk for session in Session.objects.all()] == [open_one]
