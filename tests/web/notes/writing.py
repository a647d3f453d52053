"""Notes for tests: drafts on what stands there now, locked, in the hand of a persona."""

from fourfold.web.models import Session
from fourfold.web.notes.actions import sessions as actions
from fourfold.web.notes.actions.sessions import Draft
from fourfold.web.notes.queries.sessions import notes_of_session
from tests.web.personas import World


def write(world: World, session: Session, texts: dict[str, str], who: str = "facilitator") -> actions.Kept:
    """Drafts typed on what stands there now."""
    found = notes_of_session(world.viewer(who), session.pk)
    versions = {part.name: part.version for part in found.parts}
    drafts = {name: Draft(text, versions[name]) for name, text in texts.items()}
    return actions.save_drafts(session.pk, drafts, by=world.viewer(who))


def lock(world: World, session: Session, who: str = "facilitator") -> None:
    """The session's notes, locked as they stand."""
    digest = notes_of_session(world.viewer(who), session.pk).digest
    actions.lock(session.pk, digest, by=world.viewer(who))


def let_colleague_lead(world: World) -> None:
    """The colleague leads the group too."""
    person = world.users["colleague"].person
    assert person is not None
    person.memberships.create(group=world.group, seat="facilitator", joined_on=world.members[0].created_on)
