"""The library of practices for staff: what one looks for, one to read aloud, and a site's own."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.practices import Kind, Suits, catalogue, practice
from fourfold.web.models import Session, User
from fourfold.web.practices.forms.library import WantedForm
from fourfold.web.practices.shelf import known, shelf, titled, told
from fourfold.web.words import site_words
from tests.web.personas import World
from tests.web.practices.rows import KEY

SignIn = Callable[[str], Client]


def own_text(key: str) -> str:
    """The file of a shipped practice under another name."""
    from importlib.resources import files

    text = files("fourfold.practices").joinpath("catalogue", f"{KEY}.toml").read_text(encoding="utf-8")
    return text.replace(f'key = "{KEY}"', f'key = "{key}"').replace("Feet on the floor", "Hands on the table")


def test_every_practice_is_in_the_list_once(world: World, signed_in: SignIn) -> None:
    page = signed_in("researcher").get(reverse("practices")).content.decode()
    for key in catalogue():
        assert page.count(f'href="{reverse("practice", args=[key])}"') == 1, key


@pytest.mark.parametrize(
    "given", [{"kind": "repair"}, {"minutes": "5"}, {"place": "alone"}, {"kind": "mindfulness", "place": "session"}]
)
def test_what_one_looks_for_is_what_one_gets(given: dict[str, str]) -> None:
    form = WantedForm(given)
    for key in catalogue():
        found = practice(key)
        fits = (
            found.kind == given.get("kind", found.kind)
            and found.least_minutes <= int(given.get("minutes", "60"))
            and given.get("place", next(iter(found.settings))) in found.settings
        )
        assert form.fits(told(found, "en")) == fits, key


def test_a_choice_that_does_not_exist_counts_as_none(world: World, signed_in: SignIn) -> None:
    page = signed_in("facilitator").get(reverse("practices"), {"kind": "magic", "minutes": "-1", "place": "moon"})
    assert page.content.decode().count("/practices/") > len(catalogue())
    none = signed_in("facilitator").get(reverse("practices"), {"kind": "compassion", "minutes": "5", "place": "nowhere"})
    assert none.status_code == 200


def test_one_practice_has_all_its_parts_in_both_languages(world: World, signed_in: SignIn) -> None:
    found = practice("hard_moment")
    for language in ("en", "es"):
        User.objects.filter(pk=world.users["facilitator"].pk).update(language=language)
        page = signed_in("facilitator").get(reverse("practice", args=["hard_moment"])).content.decode()
        page = page.replace("&#x27;", "'")
        for line in (found.title[language], *found.steps[language], *found.not_when[language], *found.gentler[language]):
            assert line in page, line
        for one in found.evidence:
            assert one.citation.replace("&", "&amp;") in page


def test_it_offers_each_group_its_next_session_and_only_to_those_who_lead(world: World, signed_in: SignIn) -> None:
    page = signed_in("facilitator").get(reverse("practice", args=[KEY])).content.decode()
    session = Session.objects.get(group=world.group, number=3)
    assert f'action="{reverse("practice-plan", args=[session.pk])}"' in page
    assert f"{reverse('practice-assign', args=[world.group.pk])}?practice={KEY}" in page
    assert str(world.neighbour.name) not in page
    assert "/practices/plan/" not in signed_in("supervisor").get(reverse("practice", args=[KEY])).content.decode()
    Session.objects.filter(pk=session.pk).update(held_on=timezone.localdate() - timedelta(days=1))
    assert "session ahead" in signed_in("facilitator").get(reverse("practice", args=[KEY])).content.decode()


def test_a_practice_for_those_who_lead_is_not_given_or_planned(world: World, signed_in: SignIn) -> None:
    page = signed_in("facilitator").get(reverse("practice", args=["before_the_session"])).content.decode()
    assert "It is made for those who lead." in page
    assert "/practices/give/" not in page
    assert "/practices/plan/" not in page


def test_members_do_not_browse_and_what_is_not_there_is_missing(world: World, signed_in: SignIn) -> None:
    assert signed_in("member").get(reverse("practices")).status_code == 404
    assert signed_in("member").get(reverse("practice", args=[KEY])).status_code == 404
    assert signed_in("facilitator").get(reverse("practice", args=["nothing_such"])).status_code == 404


def test_a_site_adds_its_own_and_a_broken_file_is_left_out_and_told(
    world: World, signed_in: SignIn, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "our_own.toml").write_text(own_text("our_own"), encoding="utf-8")
    (folder / "broken.toml").write_text("key = ", encoding="utf-8")
    (folder / f"{KEY}.toml").write_text(own_text(KEY), encoding="utf-8")
    page = signed_in("facilitator").get(reverse("practices")).content.decode()
    assert "Hands on the table" in page
    assert "broken.toml" in page
    assert titled(KEY, "en") == "Feet on the floor"
    assert titled("our_own", "en") == "Hands on the table"
    assert len(shelf().refusals) == 2
    (folder / "a folder.toml").mkdir()
    (folder / "nowhere.toml").symlink_to(folder / "nothing")
    (folder / "deep.toml").write_text("key = " + "[" * 20_000 + "]" * 20_000, encoding="utf-8")
    (folder / "two words.toml").write_text(own_text("two words"), encoding="utf-8")
    assert signed_in("facilitator").get(reverse("practices")).status_code == 200
    assert len(shelf().refusals) == 6
    assert "broken.toml" in caplog.text
    (folder / "our_own.toml").unlink()
    assert known("our_own") is None
    assert titled("our_own", "en") == "our_own"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_and_every_reason_has_words(language: str) -> None:
    entries = site_words(language).entries
    assert {f"kind_{kind}" for kind in Kind} | {f"why_{suits}" for suits in Suits} <= set(entries["practices"])
