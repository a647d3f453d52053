"""Totals of forensic tools: written down as a rater gave them, within the tool's range, and never anything more."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import fourfold.web
from fourfold.web.goals.actions.totals import TotalDetails, record_total
from fourfold.web.goals.tools import tool, tools
from fourfold.web.models import AuditEntry, RecordedTotal
from fourfold.web.refusal import Refused
from tests.web.goals import rows
from tests.web.personas import World

SignIn = Callable[[str], Client]
TODAY = date.today()


def address(world: World, key: str = "static_99r") -> str:
    return reverse("total-new", args=[world.members[0].pk, world.group.pk]) + f"?tool={key}"


def shown(client: Client, world: World) -> str:
    return str(client.get(reverse("member-goals", args=[world.members[0].pk, world.group.pk])).content.decode())


def test_every_shipped_tool_of_raters_is_offered_and_no_other(signed_in: SignIn, world: World) -> None:
    keys = {known.key for known in tools("en")}
    assert {"static_99r", "stable_2007", "acute_2007", "sotips", "saprof", "yls_cmi"} <= keys
    assert not keys & {"oq_45", "phq_9", "member_check_in"}
    page = signed_in("facilitator").get(reverse("total-new", args=[world.members[0].pk, world.group.pk])).content.decode()
    assert all(known.title in page for known in tools("en"))
    assert "never works them out" in page


def test_a_total_is_written_down_with_day_and_rater(signed_in: SignIn, world: World) -> None:
    client = signed_in("facilitator")
    client.post(address(world), {"total": 4, "rated_on": TODAY, "rater": "A trained rater"})
    row = RecordedTotal.objects.get()
    assert (row.tool, row.total, row.recorded_by) == ("static_99r", 4, world.users["facilitator"])
    assert b"trained" not in bytes(row.sealed_rater)
    page = shown(client, world)
    assert "Static-99R" in page
    assert "A trained rater" in page
    assert AuditEntry.objects.get(verb="record total").detail == "static_99r"


def test_a_tool_without_a_total_asks_for_its_scores_by_name(signed_in: SignIn, world: World) -> None:
    acute = next(known for known in tools("en") if known.key == "acute_2007")
    assert (acute.total.key, [part.key for part in acute.domains]) == ("general", ["sex_violence"])
    page = signed_in("facilitator").get(address(world, "acute_2007")).content.decode()
    assert ">General recidivism<" in page.replace("\n", "")
    assert ">Total<" not in page.partition("<form")[2].partition("</form>")[0]


@pytest.mark.parametrize("number", [-4, 13])
def test_a_number_outside_the_range_is_refused_with_the_range(signed_in: SignIn, world: World, number: int) -> None:
    given = {"total": number, "rated_on": TODAY, "rater": "A rater"}
    page = signed_in("facilitator").post(address(world), given).content.decode()
    assert "from -3 to 12" in page
    details = TotalDetails("static_99r", number, TODAY, "A rater")
    with pytest.raises(Refused, match="from -3 to 12"):
        record_total(world.group.pk, world.members[0].pk, details, by=world.viewer("facilitator"))
    assert not RecordedTotal.objects.exists()


def test_domains_keep_their_keys_and_an_unknown_one_is_refused(signed_in: SignIn, world: World) -> None:
    known = next(one for one in tools("en") if one.domains)
    first = known.domains[0]
    number = first.lowest or 0
    total = known.total.lowest or 0
    given = {"total": total, f"domain_{first.key}": number, "rated_on": TODAY, "rater": "A rater"}
    signed_in("facilitator").post(address(world, known.key), given)
    assert RecordedTotal.objects.get().domains == {first.key: number}
    details = TotalDetails(known.key, total, TODAY, "A rater", {"invented": 1})
    with pytest.raises(Refused):
        record_total(world.group.pk, world.members[0].pk, details, by=world.viewer("facilitator"))


def test_a_day_to_come_and_a_tool_that_does_not_ship_are_refused(world: World) -> None:
    by, place = world.viewer("facilitator"), (world.group.pk, world.members[0].pk)
    for details in (
        TotalDetails("static_99r", 1, TODAY + timedelta(days=2), "A rater"),
        TotalDetails("phq_9", 1, TODAY, "A rater"),
        TotalDetails("nothing", 1, TODAY, "A rater"),
    ):
        with pytest.raises(Refused):
            record_total(*place, details, by=by)
    assert tool("phq_9", "en") is None


def test_what_was_wrong_is_withdrawn_and_stays_readable_as_such(signed_in: SignIn, world: World) -> None:
    row = rows.total(world.group, world.members[0], world.users["facilitator"], "A rater", total=9)
    client = signed_in("facilitator")
    client.post(reverse("total-withdraw", args=[row.pk]))
    client.post(reverse("total-withdraw", args=[row.pk]))
    page = shown(client, world)
    assert "withdrawn on" in page
    assert RecordedTotal.objects.get().total == 9
    assert AuditEntry.objects.filter(verb="withdraw total").count() == 1


def test_a_withdrawal_stands_on_the_day_it_was_at_the_site(signed_in: SignIn, world: World) -> None:
    row = rows.total(world.group, world.members[0], world.users["facilitator"], "A rater")
    RecordedTotal.objects.filter(pk=row.pk).update(withdrawn_at=datetime(2026, 3, 9, 23, tzinfo=UTC))
    world.site.time_zone = "Pacific/Kiritimati"
    world.site.save()
    assert "withdrawn on 10 March" in shown(signed_in("facilitator"), world)


def test_two_totals_of_one_tool_stand_as_two_rows_without_a_picture(signed_in: SignIn, world: World) -> None:
    for days, number in ((200, 3), (5, 8)):
        day = TODAY - timedelta(days=days)
        rows.total(world.group, world.members[0], world.users["facilitator"], "A rater", total=number, rated_on=day)
    page = shown(signed_in("facilitator"), world)
    part = page[page.index("Totals of forensic tools") :]
    assert part.count(">Static-99R<") == 2
    assert "<figure" not in part
    assert "<polyline" not in part


def test_no_other_part_of_the_site_reads_totals() -> None:
    """Figures, exports, research, briefs, reports: none of them may name the table. Their own record may."""
    web = Path(fourfold.web.__file__).parent
    naming = {
        path.relative_to(web).as_posix()
        for path in web.rglob("*.py")
        if "migrations" not in path.parts
        and any(
            "RecordedTotal" in (getattr(node, "id", ""), getattr(node, "name", ""), getattr(node, "attr", ""))
            or getattr(node, "attr", "") == "recorded_totals"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    own = {path for path in naming if path.startswith("goals/")}
    assert "goals/actions/totals.py" in own
    assert naming - own == {"models.py", "groups/actions/erasing.py"}
