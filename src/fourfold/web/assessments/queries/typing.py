"""For whom and what staff may type from paper."""

from dataclasses import dataclass

from fourfold.instruments import Instrument
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.assessments.offered import title_of, typable
from fourfold.web.assessments.queries.asking import members_now
from fourfold.web.assessments.queries.wordings import best, sentences_of, ways_to_ask
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.people.models import Person


@dataclass(frozen=True, slots=True)
class Typed:
    """One instrument of one member of a group that the viewer leads."""

    group: Group
    person: Person
    instrument: Instrument


def typed(viewer: Viewer, person_id: int, group_id: int, key: str) -> Typed:
    """What can be typed of a member, past or present, of a group that the viewer leads. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    seated = access.people(viewer, Right.LEAD).filter(memberships__group=group, memberships__seat=MEMBER, erased_at=None)
    person = access.one(seated.select_related("site"), pk=person_id)
    found = next((one for one in typable() if one.key == key), None)
    if found is None:
        raise Missing
    return Typed(group, person, found)


def to_choose(viewer: Viewer, group_id: int, language: str) -> tuple[Group, list[tuple[int, str]], list[tuple[str, str]]]:
    """The group, its members, and what can be typed of them. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    return group, members_now(group), [(one.key, title_of(one, language)) for one in typable()]


def read_beside(found: Typed, language: str) -> dict[str, str]:
    """The sentences that are read beside the fields, by item; none where the wording was not imported."""
    chosen = best(ways_to_ask(found.group.programme.site_id, found.instrument), language)
    return {item.key: item.text for item in sentences_of(found.instrument, chosen).items} if chosen else {}
