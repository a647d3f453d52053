"""What the door of a self-assessment knows: what is asked, in which words, how far it has come, and who will see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from fourfold.instruments import Instrument
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.offered import INSTEAD_AT_KIOSK, asks_about_safety, known
from fourfold.web.assessments.queries.asking import State, standing, today_of
from fourfold.web.assessments.queries.urgent import urgent_words
from fourfold.web.assessments.queries.wordings import Chosen, asked_with, best, sentences_of, ways_to_ask
from fourfold.web.assessments.sentences import Sentences
from fourfold.web.checkins.tokens import Opens, read_token, tidy_code, token_of
from fourfold.web.groups.models import FACILITATOR, Membership

TOLD_FOR = timedelta(minutes=15)
"""How long after the last answer the page about safety can still be opened."""


@dataclass(frozen=True, slots=True)
class AtDoor:
    """One asking as the door knows it. `readers` are the labels of those who lead the group.

    `by_kiosk`: something was answered on a shared device.
    """

    id: int
    issue: int
    state: State
    instrument: Instrument
    ways: dict[str, Chosen]
    chosen: Chosen
    sentences: Sentences
    answers: dict[str, int | None]
    finished_at: datetime | None
    flagged_at: datetime | None
    by_kiosk: bool
    readers: tuple[str, ...]
    urgent: str
    instead: str

    @property
    def token(self) -> str:
        """The word that opens the door."""
        return token_of(Opens.ASSESSMENT, self.id, self.issue)

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.state in (State.ASKED, State.BEGUN)

    @property
    def is_told(self) -> bool:
        """Whether the page about safety can be opened: while answers are taken, and a little while after the last one."""
        if self.flagged_at is None:
            return False
        return self.is_open or timezone.now() - (self.finished_at or self.flagged_at) <= TOLD_FOR

    @property
    def next_place(self) -> int:
        """The number of the first item without an answer; one past the last where there is none."""
        places = [n for n, item in enumerate(self.sentences.items, start=1) if item.key not in self.answers]
        return places[0] if places else len(self.sentences.items) + 1

    @property
    def asks_about_safety(self) -> bool:
        """Whether an item is about safety."""
        return asks_about_safety(self.instrument)


def behind(token: str, language: str = "") -> AtDoor | None:
    """What a genuine token of the last issue opens, in a language if it is there. Internal: the token is the right to it."""
    told = read_token(token, Opens.ASSESSMENT)
    row = _rows().filter(pk=told.number, issue=told.issue).first() if told else None
    return _at_door(row, language) if row else None


def of_code(typed: str) -> AtDoor | None:
    """What a typed code opens. Internal to the door."""
    code = tidy_code(typed)
    row = _rows().filter(code=code).first() if code else None
    return _at_door(row, "") if row else None


def _rows() -> QuerySet[Administration]:
    return Administration.objects.select_related("person", "group__programme__site", "wording").filter(person__erased_at=None)


def _at_door(row: Administration, language: str) -> AtDoor | None:
    instrument = known(row.instrument)
    if instrument is None:
        return None
    site = row.group.programme.site
    ways = ways_to_ask(site.pk, instrument)
    chosen = _chosen(row, ways, language)
    if chosen is None:
        return None
    instead = INSTEAD_AT_KIOSK.get(instrument.key, "")
    other = known(instead)
    return AtDoor(
        id=row.pk,
        issue=row.issue,
        state=standing(row),
        instrument=instrument,
        ways=ways,
        chosen=chosen,
        sentences=sentences_of(instrument, chosen),
        answers=dict(row.answers),
        finished_at=row.finished_at,
        flagged_at=row.flag.raised_at if hasattr(row, "flag") else None,
        by_kiosk=row.source == "kiosk",
        readers=_readers(row.group_id, today_of(row.group)),
        urgent=urgent_words(site.pk, chosen.language),
        instead=instead if other and best(ways_to_ask(site.pk, other), row.language) and not row.answers else "",
    )


def _chosen(row: Administration, ways: dict[str, Chosen], language: str) -> Chosen | None:
    """The wording that was begun with stays; before the first answer, and with our own, the language can be chosen."""
    if row.answers and row.wording is not None:
        return asked_with(row)
    return best(ways, language, row.language) or (asked_with(row) if row.wording else None)


def _readers(group_id: int, today: date) -> tuple[str, ...]:
    """Those who lead the group on a day."""
    stays = Q(left_on=None) | Q(left_on__gte=today)
    spells = Membership.objects.filter(stays, group=group_id, seat=FACILITATOR, joined_on__lte=today).select_related("person")
    return tuple(sorted({spell.person.label for spell in spells}))
