"""Sites and programmes: made and changed by their administrators, seen by nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing
from fourfold.web.models import AuditEntry, Programme, Site
from fourfold.web.programmes import actions
from fourfold.web.programmes.queries import sites
from tests.web.personas import World

TOLD = {"name": "Simulated house", "time_zone": "America/Bogota", "language": "es"}


def test_an_administrator_makes_a_site_and_keeps_it(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("administrator")
    assert client.post(reverse("site-new"), TOLD).headers["Location"] == reverse("sites")
    site = Site.objects.get(name="Simulated house")
    assert (site.time_zone, site.language) == ("America/Bogota", "es")
    client.post(reverse("programme-new", args=[site.pk]), {"name": "Evenings"})
    client.post(reverse("programme-edit", args=[Programme.objects.get(name="Evenings").pk]), {"name": "Late evenings"})
    client.post(reverse("site-edit", args=[site.pk]), TOLD | {"name": "Simulated home"})
    kept = {row.name: [p.name for p in row.programmes] for row in sites(world.viewer("administrator"))}
    assert kept == {"Simulated clinic": ["Simulated programme"], "Simulated home": ["Late evenings"]}
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["make site", "make programme", "change programme", "change site"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time_zone": "Atlantis"}, "“Atlantis” is not a time zone that we know."),
        ({"name": "simulated CLINIC"}, "is taken already"),
        ({"name": ""}, "Please fill this in."),
        ({"language": "fr"}, "Please choose one of these."),
        ({"name": "x" * 81}, "Please use at most 80 characters."),
    ],
)
def test_what_is_wrong_names_the_remedy(
    world: World, signed_in: Callable[[str], Client], change: dict[str, str], sentence: str
) -> None:
    page = signed_in("administrator").post(reverse("site-new"), TOLD | change)
    assert sentence in page.content.decode()
    assert Site.objects.count() == 2


@pytest.mark.parametrize("stranger", ["facilitator", "supervisor", "manager", "researcher", "member", "outsider"])
def test_nobody_else_sees_or_makes_any(world: World, signed_in: Callable[[str], Client], stranger: str) -> None:
    client, site, programme = signed_in(stranger), world.site.pk, world.programme.pk
    addresses = [reverse("sites"), reverse("site-new"), reverse("site-edit", args=[site])]
    addresses += [reverse("programme-new", args=[site]), reverse("programme-edit", args=[programme])]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address, TOLD).status_code == 404, address
    assert (Site.objects.count(), Programme.objects.count()) == (2, 2)


def test_an_administrator_of_one_site_reaches_no_other(world: World, signed_in: Callable[[str], Client]) -> None:
    far = world.elsewhere.programme
    client, by = signed_in("administrator"), world.viewer("administrator")
    for address in (
        reverse("site-edit", args=[far.site_id]),
        reverse("programme-new", args=[far.site_id]),
        reverse("programme-edit", args=[far.pk]),
    ):
        assert client.post(address, TOLD).status_code == 404, address
    with pytest.raises(Missing):
        actions.make_programme(far.site_id, "Mine", by=by)
