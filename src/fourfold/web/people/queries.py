"""What is kept of people, and what they agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.people.models import CONSENTS, Consent, Person
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.sealing import UNOPENED, Erased, unseal
from fourfold.web.words import site_words

WORDING = "1"
"""The version of the consent form that is printed now; a person's agreement keeps the version that was signed."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One agreement, and whether it is in force today."""

    id: int
    kind: str
    wording: str
    language: str
    given_on: date
    withdrawn_on: date | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class GroupOfPerson:
    """A group in which somebody sits or sat, of those that the viewer may see."""

    id: int
    name: str
    spell_id: int
    seat: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """The basics about one person. `full_name` is None where none was written down, or where it was erased.

    Where its seal is broken, a sentence that says so stands in its place, and `name_opens` is false.
    """

    id: int
    code: str
    label: str
    full_name: str | None
    name_opens: bool
    language: str
    shapes: bool
    today: date
    may_change: bool
    may_hand_over: bool
    erased: bool
    consents: tuple[ConsentRow, ...]
    groups: tuple[GroupOfPerson, ...]

    @property
    def not_given(self) -> tuple[str, ...]:
        """The kinds of agreement that are not in force today."""
        return tuple(kind for kind in CONSENTS if not any(c.kind == kind and c.in_force for c in self.consents))


def has_consent(person_id: int, kind: str, day: date) -> bool:
    """Whether somebody's agreement was in force on a day. Internal: the caller has checked access."""
    return bool(consented([person_id], kind, day))


def consented(person_ids: Iterable[int], kind: str, day: date) -> set[int]:
    """Those whose agreement was in force on a day: given by then, and withdrawn, if at all, later. Internal."""
    in_force = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
    rows = Consent.objects.filter(in_force, person__in=list(person_ids), kind=kind, given_on__lte=day)
    return set(rows.values_list("person_id", flat=True))


def card(viewer: Viewer, person_id: int) -> PersonCard:
    """The basics about one person of the viewer's groups. Raises `Missing`."""
    person, may_change = _seen(viewer, person_id)
    today = today_at(person.site.time_zone)
    agreed = tuple(_row(consent, today) for consent in person.consents.order_by("-given_on", "-pk"))
    return PersonCard(
        id=person.pk,
        code=person.code,
        label=person.label,
        full_name=shown_name(person),
        name_opens=name_opens(person),
        language=person.language,
        shapes=person.shapes,
        today=today,
        may_change=may_change,
        may_hand_over=may_change and _has_own_page(person),
        erased=person.erased_at is not None,
        consents=agreed,
        groups=_groups_of(viewer, person),
    )


def _has_own_page(person: Person) -> bool:
    """Whether the person signs in, as a member and as nothing else."""
    held = Person.objects.filter(pk=person.pk, account__is_active=True, account__appointments__ended_at=None)
    roles = set(held.values_list("account__appointments__role", flat=True))
    return roles == {str(Role.MEMBER)}


def consent(viewer: Viewer, consent_id: int) -> tuple[ConsentRow, int, str]:
    """One agreement of somebody whom the viewer looks after, with the person's id and label. Raises `Missing`."""
    found = access.one(Consent.objects.filter(person__in=access.people(viewer, Right.LEAD).values("pk")), pk=consent_id)
    return _row(found, today_at(found.person.site.time_zone)), found.person_id, found.person.label


def erasable(viewer: Viewer, code: str) -> int | None:
    """The id of a person of the administrator's sites, by their code and nothing else; None where nobody has it."""
    kept = Person.objects.filter(site__in=access.sites(viewer, Right.KEEP).values("pk"), erased_at=None)
    return kept.filter(code=code.strip().lower()).values_list("pk", flat=True).first()


def full_name(person: Person) -> str | None:
    """The full name as it was sealed; None for none, and for one that does not open. Internal: access was checked."""
    try:
        return _opened(person)
    except UNOPENED:
        return None


def shown_name(person: Person) -> str | None:
    """The full name for a page: a sentence that says so where it does not open. Internal: access was checked."""
    return full_name(person) if name_opens(person) else site_words(get_language()).say("page.does_not_open")


def name_opens(person: Person) -> bool:
    """Whether what is kept as the full name can be read; nothing kept counts, and so does an erased one. Internal."""
    try:
        _opened(person)
    except UNOPENED:
        return False
    return True


def person_data(person_id: int) -> dict[str, Any]:
    """Everything that this slice keeps of one person, for their own export. Internal: the caller has checked access."""
    person = Person.objects.get(pk=person_id)
    rows = person.consents.order_by("given_on", "pk")
    kept = ("kind", "wording", "language", "given_on", "withdrawn_on")
    return {
        "code": person.code,
        "label": person.label,
        "full_name": shown_name(person),
        "language": person.language,
        "shapes": person.shapes,
        "known_since": person.created_on,
        "consents": [{name: getattr(row, name) for name in kept} for row in rows],
    }


def _opened(person: Person) -> str | None:
    if person.sealed_name is None:
        return None
    try:
        return unseal(person.pk, f"person:{person.uid}:name", bytes(person.sealed_name))
    except Erased:
        return None


def _seen(viewer: Viewer, person_id: int) -> tuple[Person, bool]:
    led = access.people(viewer, Right.LEAD).filter(pk=person_id).select_related("site").first()
    if led is not None:
        return led, True
    found = access.people(viewer, Right.OVERSEE).filter(pk=person_id).select_related("site").first()
    if found is None:
        raise Missing
    return found, False


def _groups_of(viewer: Viewer, person: Person) -> tuple[GroupOfPerson, ...]:
    seen = access.groups(viewer, Right.OVERSEE).values("pk")
    spells = person.memberships.filter(group__in=seen).select_related("group").order_by("-joined_on")
    return tuple(GroupOfPerson(s.group_id, s.group.name, s.pk, s.seat, s.joined_on, s.left_on) for s in spells)


def _row(consent: Consent, today: date) -> ConsentRow:
    in_force = consent.given_on <= today and (consent.withdrawn_on is None or consent.withdrawn_on > today)
    return ConsentRow(
        consent.pk, consent.kind, consent.wording, consent.language, consent.given_on, consent.withdrawn_on, in_force
    )
