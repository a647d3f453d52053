"""Asking in tests: our own instrument, and published ones in made-up sentences that say that they are a test."""

from collections.abc import Sequence

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.instruments.wording import read_wording
from fourfold.web.assessments.actions.asking import ask
from fourfold.web.checkins.tokens import KIOSK_COOKIE, Opens, token_of
from fourfold.web.models import Administration, Wording
from tests.web.personas import World

OURS = "follow_up"


def made_up_wording(key: str, language: str = "en") -> str:
    """Wording of an instrument as a site might import it, in sentences that nobody published."""
    rows = ["item,text,value,answer"]
    rows += [f"{item.key},Sentence {n} of the test,," for n, item in enumerate(instrument(key).items, start=1)]
    rows += [f"*,,{value},answer {value} of the test" for value in instrument(key).items[0].values]
    return "\n".join([*rows, f"title,A test of {key} ({language}),,"]) + "\n"


def give_wording(world: World, key: str, language: str = "en") -> Wording:
    """That wording at the world's site."""
    text = made_up_wording(key, language)
    read = read_wording(instrument(key), text)
    answers = {item: {str(value): words for value, words in said.items()} for item, said in read.answers.items()}
    return Wording.objects.create(
        site=world.site,
        instrument=key,
        language=language,
        licence="Made up for a test",
        source="A test",
        original=text,
        texts=dict(read.texts),
        answers=answers,
        imported_by=world.users["facilitator"],
        imported_at=timezone.now(),
    )


def ask_first(world: World, key: str = OURS) -> Administration:
    """The first member of the group asked an instrument, now."""
    assert ask(world.group.pk, [key], [world.members[0].pk], by=world.viewer("facilitator")) == 1
    return Administration.objects.order_by("-pk")[0]


def door_of(row: Administration) -> str:
    """The address of the door of an asking."""
    row.refresh_from_db()
    return reverse("assessment", args=[token_of(Opens.ASSESSMENT, row.pk, row.issue)])


def phone(*, kiosk: bool = False) -> Client:
    """A browser in which nobody is signed in; on a shared device it carries the mark of a kiosk."""
    client = Client()
    if kiosk:
        client.cookies[KIOSK_COOKIE] = "k" * 32
    return client


def at_kiosk(row: Administration) -> Client:
    """A shared device on which the code of an asking was typed just now."""
    client = phone(kiosk=True)
    row.refresh_from_db()
    assert client.post(reverse("assessment-code"), {"code": row.code}).status_code == 303
    return client


def answer_all(row: Administration, values: Sequence[int | None], client: Client | None = None) -> Client:
    """Every item of an asking answered at its door, in order; None: prefers not to say."""
    client, address = client or phone(), door_of(row)
    for item, value in zip(instrument(row.instrument).items, values, strict=True):
        answer = client.post(address, {"item": item.key, "answer": "" if value is None else str(value)})
        assert answer.status_code == 303, answer.content.decode()
    return client
