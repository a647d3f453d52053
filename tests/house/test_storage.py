"""A simulated group that is written to storage and read back is the same group."""

import pytest

from fourfold.simulate import demonstration_programme
from fourfold.web.access import Viewer
from fourfold.web.models import Programme, Site
from fourfold.web.records.actions import store
from fourfold.web.records.queries import record_of


@pytest.mark.django_db
def test_the_demonstration_reads_back_with_the_same_fingerprint() -> None:
    study = demonstration_programme()
    site = Site.objects.create(name="Simulated clinic")
    programme = Programme.objects.create(site=site, name=study.records[0].group.programme)
    stored = {record.fingerprint(): store(record, programme.pk, by=Viewer(None)) for record in study}
    assert {record_of(group_id).fingerprint() for group_id in stored.values()} == set(stored)
    assert all(record_of(group_id).fingerprint() == before for before, group_id in stored.items())
