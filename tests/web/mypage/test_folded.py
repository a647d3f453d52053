"""My page is short: what waits first, then what else there is by name and gist, folded; nothing is lost by folding."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.assessments.queries.parts import on_my_page
from fourfold.web.audit.actions import note_read
from fourfold.web.models import Administration, Attendance, BlockFeedback, Session
from tests.web.assessments.asked import answer_all, ask_first, give_wording
from tests.web.blocks.answers import answer
from tests.web.personas import World

SignIn = Callable[[str], Client]
FOLDED = re.compile(
    r'<details class="folded"><summary><h2>(.*?)</h2><span class="gist">(.*?)</span></summary>'
    r'\s*<div class="inside" id="([\w-]+)">'
)
AT_ONCE = 6


def page(client: Client, language: str = "en") -> str:
    client.cookies["fourfold_language"] = language
    return str(client.get(reverse("my-page")).content.decode())


def gists(shown: str) -> dict[str, str]:
    """What each part says of itself while it is folded, by where it is found."""
    return {anchor: gist for _, gist, anchor in FOLDED.findall(shown)}


def rest(shown: str, anchor: str) -> tuple[str, str]:
    """What of a part is seen when it is unfolded, and what of it stands behind one more step."""
    part = shown[shown.index(f'id="{anchor}"') :].partition('<details class="folded">')[0]
    at_once, _, behind = part.partition('<details class="more rest">')
    return at_once, behind


def test_what_waits_comes_first_and_every_part_is_folded_with_a_name_and_a_gist(signed_in: SignIn, world: World) -> None:
    ask_first(world)
    answer(world, world.members[0], 3, {"bond.group": 6})
    shown = page(signed_in("member"))
    parts = FOLDED.findall(shown)
    assert shown.index("waits for you") < shown.index('<details class="folded">')
    assert len(parts) == shown.count('<details class="folded">') == shown.count("<h2>")
    assert [anchor for _, _, anchor in parts] == [
        "own-goals", "told", "own-answers", "own-sessions", "own-consents", "own-looks", "own-record"
    ]  # fmt: skip
    assert all(name and gist for name, gist, _ in parts)
    assert " open" not in "".join(re.findall(r"<details[^>]*>", shown))


def test_the_gists_count_and_date_what_is_inside(signed_in: SignIn, world: World) -> None:
    answer(world, world.members[0], 2, {"bond.group": 3})
    answer(world, world.members[0], 3, {"bond.group": None, "compassion.self": 4})
    client = signed_in("member")
    told = gists(page(client))
    assert told["own-answers"].startswith("Two sessions, the last on ")
    assert told["own-goals"] == "No goal yet"
    assert told["own-looks"] == "Nobody has looked yet."
    assert "agreement" in told["own-consents"]
    world.members[0].consents.update(withdrawn_on=date.today())
    assert gists(page(client))["own-consents"] == "Nothing is agreed just now"
    assert gists(page(client, "es"))["own-goals"] == "Todavía ninguna meta"


def test_of_a_long_list_the_latest_stand_at_once_and_the_rest_behind(signed_in: SignIn, world: World) -> None:
    me = world.members[0]
    me.memberships.update(joined_on=date.today() - timedelta(days=400))
    last = world.group.sessions.order_by("-number")[0].number
    for k in range(1, 10):
        held_on = date.today() - timedelta(days=k)
        session = Session.objects.create(group=world.group, number=last + k, held_on=held_on, status="held")
        Attendance.objects.create(session=session, person=me, presence="late")
    for viewer in ("facilitator", "supervisor"):
        for what in ("brief", "group", "notes", "goals"):
            note_read(world.viewer(viewer), what, f"group:{world.group.pk}", group=world.group.pk)
    shown = page(signed_in("member"))
    for anchor, row, n in (("own-sessions", '<th scope="row">', last + 9), ("own-looks", "<li>", 8)):
        at_once, behind = rest(shown, anchor)
        assert (at_once.count(row), behind.count(row)) == (AT_ONCE, n - AT_ONCE)
    assert "came late" in rest(shown, "own-sessions")[0]


def test_of_blocks_the_latest_stands_at_once_and_those_before_behind(signed_in: SignIn, world: World) -> None:
    told = {"published_at": "2026-01-01T00:00:00Z"}
    BlockFeedback.objects.create(
        group=world.group, first_session=1, last_session=1, readings={"member_group.bond": 7.0}, **told
    )
    BlockFeedback.objects.create(
        group=world.group, first_session=2, last_session=3, readings={"member_group.bond": 1.0}, **told
    )
    at_once, behind = rest(page(signed_in("member")), "told")
    assert "hardly felt connected" in at_once
    assert "strongly connected" not in at_once
    assert "strongly connected" in behind


def test_self_assessments_stand_with_the_latest_first(signed_in: SignIn, world: World) -> None:
    give_wording(world, "gad_7")
    for key, days in (("follow_up", 9), ("gad_7", 2)):
        row = ask_first(world, key)
        answer_all(row, [3] * len(instrument(key).items))
        Administration.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=days))
    part = on_my_page(world.viewer("member"), "en")
    assert [one.instrument.key for one in part.told] == ["gad_7", "follow_up"]
    assert part.latest_on == part.told[0].readings[0].latest.day
    assert gists(page(signed_in("member")))["own-assessed"].startswith("Two, the latest answered on ")
