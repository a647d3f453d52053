"""Comings and goings on the board become the attendance of the session."""

from collections.abc import Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from fourfold.conversation.board import Coming
from fourfold.vocabulary import Presence
from fourfold.web.access import Missing, Viewer
from fourfold.web.refusal import Refused
from fourfold.web.sessions.actions import mark_attendance
from fourfold.web.sessions.queries import Attender, expected
from fourfold.web.talk.models import Coding


def write_attendance(coding: Coding, before: Sequence[Coming], after: Sequence[Coming], *, by: Viewer) -> None:
    """Marks everybody whose comings and goings changed, as the board has them now. Nothing else of attendance changes.

    What attendance refuses stays as it is, such as an absence of somebody whose check-in is in; and once the session is
    closed only those are marked of whom nothing is written down: a device may send late what was put right since.
    """
    session = coding.session
    for someone in expected(session):
        seat = str(someone.person_id)
        stood, stands = ([c for c in comings if c.seat == seat] for comings in (before, after))
        if stood == stands or (someone.presence and session.ended_at is not None):
            continue
        presence = _presence(someone, [c.word for c in stood], [c.word for c in stands])
        if presence != someone.presence:
            _mark(coding, someone, presence, stands, by)


def _presence(someone: Attender, stood: Sequence[str], stands: Sequence[str]) -> Presence:
    word = stands[-1] if stands else "here"
    was_late = "late" in stands or (someone.was_late and "late" not in stood)
    if word == "away":
        return Presence.ABSENT
    if word == "left":
        return Presence.LATE_AND_LEFT_EARLY if was_late else Presence.LEFT_EARLY
    return Presence.LATE if was_late else Presence.PRESENT


def _mark(coding: Coding, someone: Attender, presence: Presence, comings: Sequence[Coming], by: Viewer) -> None:
    came_at, left_at = (_local(coding, comings, word) for word in ("late", "left"))
    try:
        mark_attendance(coding.session_id, someone.person_id, presence, by=by, came_at=came_at, left_at=left_at)
    except (Refused, Missing):
        return


def _local(coding: Coding, comings: Sequence[Coming], word: str) -> time | None:
    """The time on the site's clock of the last coming or going of a kind, if it was on the day of the session."""
    at_s = next((c.at_s for c in reversed(comings) if c.word == word), None)
    if at_s is None:
        return None
    zone = ZoneInfo(coding.session.group.programme.site.time_zone)
    at = (coding.begun_at + timedelta(seconds=at_s)).astimezone(zone)
    return at.time().replace(second=0, microsecond=0) if at.date() == coding.session.held_on else None
