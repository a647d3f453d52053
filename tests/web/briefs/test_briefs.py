"""The brief on the site: who may read it, what is logged, what can be done on it, and that it is drawn once."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from fourfold.practices import practice
from fourfold.web.access import Missing
from fourfold.web.audit.models import AuditEntry
from fourfold.web.briefs.actions import discussed
from fourfold.web.briefs.queries import brief_of
from fourfold.web.estimates.queries import forget
from fourfold.web.models import Discussion, Group, Membership, PlannedPractice, Session, Submission, User
from tests.web.personas import World
from tests.web.reading import told_group


@pytest.fixture
def group(world: World) -> Iterator[Group]:
    """A group with one open signal."""
    forget()
    yield told_group(world)
    forget()


SignedIn = Callable[[str], Client]


def test_the_brief_says_what_the_library_says(group: Group, signed_in: SignedIn) -> None:
    page = signed_in("facilitator").get(f"/briefs/{group.pk}/").content.decode()
    for words in (
        "The brief",
        "Since last time",
        "Some notices like this one are chance.",
        "I will act on it",
        "Show the numbers",
    ):
        assert words in page
    assert page.count('class="notice"') == 1
    assert f'href="/groups/{group.pk}/"' in page
    assert f'href="/sessions/{Session.objects.get(group=group, status="planned").pk}/"' in page


def test_it_speaks_the_readers_language(world: World, group: Group, signed_in: SignedIn) -> None:
    User.objects.filter(pk=world.users["facilitator"].pk).update(language="es")
    page = signed_in("facilitator").get(f"/briefs/{group.pk}/").content.decode()
    assert '<html lang="es">' in page
    assert "Merece su atención" in page
    assert "Worth your attention" not in page


def test_nothing_in_it_breaks_the_content_policy(group: Group, signed_in: SignedIn) -> None:
    page = signed_in("facilitator").get(f"/briefs/{group.pk}/").content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {i for named in re.findall(r'aria-labelledby="([^"]+)"', page) for i in named.split()} <= set(ids)


@pytest.mark.parametrize("address", ["/briefs/{}/", "/briefs/{}/sheet.pdf"])
def test_every_reading_is_logged_and_nobody_elses_is_there(group: Group, signed_in: SignedIn, address: str) -> None:
    for persona, status in (("facilitator", 200), ("supervisor", 200), ("colleague", 404), ("outsider", 404), ("member", 404),
                            ("manager", 404), ("administrator", 404), ("researcher", 404)):  # fmt: skip
        before = AuditEntry.objects.filter(verb__startswith="read brief", group_id=group.pk).count()
        assert signed_in(persona).get(address.format(group.pk)).status_code == status, persona
        read = AuditEntry.objects.filter(verb__startswith="read brief", group_id=group.pk).count() - before
        assert read == (status == 200), persona


def test_a_supervisor_reads_but_is_offered_nothing_to_do(group: Group, signed_in: SignedIn) -> None:
    page = signed_in("supervisor").get(f"/briefs/{group.pk}/").content.decode()
    assert "Some notices like this one are chance." in page
    assert "I will act on it" not in page
    assert 'name="discussed"' not in page


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("letter", 612)])
def test_the_sheet_is_one_page(group: Group, signed_in: SignedIn, paper: str, width: int) -> None:
    answer = signed_in("facilitator").get(f"/briefs/{group.pk}/sheet.pdf?paper={paper}")
    pages = PdfReader(BytesIO(answer.content)).pages
    assert len(pages) == 1
    assert int(pages[0].mediabox.width) == width
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"


def test_a_paper_that_is_none_is_missing(group: Group, signed_in: SignedIn) -> None:
    assert signed_in("facilitator").get(f"/briefs/{group.pk}/sheet.pdf?paper=a0").status_code == 404


def test_the_brief_is_written_once_until_the_group_moves(world: World, group: Group) -> None:
    viewer = world.viewer("facilitator")
    first = brief_of(viewer, group.pk, "en")
    assert brief_of(viewer, group.pk, "en").report is first.report
    assert brief_of(viewer, group.pk, "es").report is not first.report
    Session.objects.filter(group=group, number=12).update(status="not_held")
    Group.objects.filter(pk=group.pk).update(revision=5)
    assert brief_of(viewer, group.pk, "en").report is not first.report


def test_it_stays_of_the_session_that_goes_on_until_somebody_checked_in(world: World, group: Group) -> None:
    viewer, planned = world.viewer("facilitator"), Session.objects.get(group=group, status="planned")
    before = brief_of(viewer, group.pk, "en")
    Session.objects.filter(pk=planned.pk).update(status="held", held_on=timezone.localdate())
    Group.objects.filter(pk=group.pk).update(revision=F("revision") + 1)
    going_on = brief_of(viewer, group.pk, "en")
    assert (going_on.number, going_on.last) == (planned.number, before.last)
    given = {"answers": "{}", "version": "1", "language": "en", "source": "phone", "instrument": "member_check_in"}
    at = {"answered_at": timezone.now(), "received_at": timezone.now()}
    Submission.objects.create(key="k", group=group, session=planned, person=world.members[0], **given, **at)
    assert brief_of(viewer, group.pk, "en").number == planned.number + 1


def test_whether_it_was_discussed_is_one_answer_that_can_change(group: Group, signed_in: SignedIn) -> None:
    last = Session.objects.filter(group=group, status="held").latest("number")
    client = signed_in("facilitator")
    for word in ("not_yet", "yes"):
        assert client.post(f"/briefs/discussed/{last.pk}/", {"discussed": word}).url == f"/briefs/{group.pk}/"
    assert Discussion.objects.get(session=last).discussed == "yes"
    assert AuditEntry.objects.filter(verb="answer discussed", group_id=group.pk).count() == 2
    page = client.get(f"/briefs/{group.pk}/").content.decode()
    assert re.search(r'value="yes" aria-pressed="true"', page)
    assert page.count('aria-pressed="true"') == 1


@pytest.mark.parametrize(
    ("persona", "word"), [("supervisor", "yes"), ("outsider", "yes"), ("member", "yes"), ("facilitator", "x")]
)
def test_no_other_answer_is_taken(world: World, group: Group, persona: str, word: str) -> None:
    last = Session.objects.filter(group=group, status="held").latest("number")
    with pytest.raises(Missing):
        discussed(last.pk, word, by=world.viewer(persona))
    assert not Discussion.objects.exists()


def test_too_little_is_said_in_sentences(world: World, signed_in: SignedIn) -> None:
    for group, sentence in ((world.group, "No check-ins are recorded yet."), (world.neighbour, "first session")):
        persona = "facilitator" if group is world.group else "colleague"
        page = signed_in(persona).get(f"/briefs/{group.pk}/").content.decode()
        assert sentence in page
        assert '<h2 id="relationships"' not in page


def test_a_record_that_contradicts_itself_is_told_and_not_a_fault(world: World, signed_in: SignedIn) -> None:
    spell = Membership.objects.filter(group=world.group)[0]
    Membership.objects.create(group=world.group, person=spell.person, seat="member", joined_on=spell.joined_on)
    for address in (f"/briefs/{world.group.pk}/", f"/briefs/{world.group.pk}/sheet.pdf", f"/groups/{world.group.pk}/"):
        answer = signed_in("facilitator").get(address)
        assert answer.status_code == 409
        assert "joins again while an earlier spell is open" in answer.content.decode()


def planned_of(group: Group) -> Session:
    """The session ahead."""
    return Session.objects.get(group=group, status="planned")


def suggested(page: str) -> str:
    """The key of the practice that a brief offers to plan."""
    return re.findall(r'name="practice" value="(\w+)"', page)[0]


def test_it_suggests_one_practice_with_its_reason_and_plans_it_by_one_button(group: Group, signed_in: SignedIn) -> None:
    client = signed_in("facilitator")
    page = client.get(f"/briefs/{group.pk}/").content.decode()
    assert page.count("A practice that may fit") == 1
    assert "Why: " in page
    key = suggested(page)
    why = re.findall(r'name="why" value="(\w+)"', page)[0]
    address = f"/sessions/{planned_of(group).pk}/practices/plan/"
    assert f'action="{address}"' in page
    client.post(address, {"practice": key, "why": why, "next": f"/briefs/{group.pk}/"})
    row = PlannedPractice.objects.get()
    assert (row.practice, row.why, row.session) == (key, why, planned_of(group))
    page = client.get(f"/briefs/{group.pk}/").content.decode()
    assert "Practice planned" in page
    assert "A practice that may fit" not in page


def test_a_practice_of_the_last_two_sessions_is_not_suggested_again(group: Group, signed_in: SignedIn) -> None:
    client, before = signed_in("facilitator"), planned_of(group).number - 1
    first = suggested(client.get(f"/briefs/{group.pk}/").content.decode())
    last = Session.objects.filter(group=group, status="held", number__lte=before).order_by("-number")[0]
    user = User.objects.get(email="facilitator@example.invalid")
    PlannedPractice.objects.create(session=last, practice=first, planned_by=user, planned_at=timezone.now())
    again = client.get(f"/briefs/{group.pk}/").content.decode()
    assert first not in re.findall(r'name="practice" value="(\w+)"', again)


def test_a_supervisor_reads_the_suggestion_and_cannot_plan_it(group: Group, signed_in: SignedIn) -> None:
    page = signed_in("supervisor").get(f"/briefs/{group.pk}/").content.decode()
    assert "A practice that may fit" in page
    assert "/practices/plan/" not in page


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_carries_the_practice_of_now_and_stays_one_page(
    world: World, group: Group, signed_in: SignedIn, paper: str, language: str
) -> None:
    User.objects.filter(pk=world.users["facilitator"].pk).update(language=language)
    client, address = signed_in("facilitator"), f"/briefs/{group.pk}/sheet.pdf?paper={paper}"
    first = PdfReader(BytesIO(client.get(address).content)).pages
    assert len(first) == 1
    assert {"en": "A practice that may fit", "es": "Una práctica que puede venir bien"}[language] in first[0].extract_text()
    user = world.users["facilitator"]
    PlannedPractice.objects.create(
        session=planned_of(group), practice="owning_and_amends", planned_by=user, planned_at=timezone.now()
    )
    second = PdfReader(BytesIO(client.get(address).content)).pages
    assert len(second) == 1
    title = practice("owning_and_amends").title[language]
    assert title in second[0].extract_text().replace("\n", " ")
