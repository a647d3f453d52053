"""The viewer's own prediction gaps, from what their groups were told."""

from collections import defaultdict
from datetime import date

from fourfold.instruments import check_in_of
from fourfold.vocabulary import Level, Role, SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.blocks.models import BlockFeedback
from fourfold.web.blocks.queries import key_of
from fourfold.web.checkins.models import Submission
from fourfold.web.sessions.models import Session
from fourfold.web.wellbeing.gaps import GapBlock, gaps_of, guesses_of


def own_gaps(viewer: Viewer) -> list[GapBlock]:
    """The gaps of the groups that the viewer leads, newest first; only the viewer's own guesses."""
    guesses = _guesses(viewer)
    rows = BlockFeedback.objects.filter(group__in=access.groups(viewer, Right.LEAD)).select_related("group")
    found = []
    for block in rows.order_by("-last_session", "-pk"):
        days = _days(block)
        mine = [guessed for number, guessed in guesses[block.group_id] if block.first_session <= number <= block.last_session]
        told = {level: block.readings[key_of(level)] for level in Level if key_of(level) in block.readings}
        if days and (gaps := gaps_of(mine, told)):
            found.append(GapBlock(block.group.name, days[0], days[-1], gaps))
    return sorted(found, key=lambda block: block.last_on, reverse=True)


def _guesses(viewer: Viewer) -> dict[int, list[tuple[int, dict[Level, float]]]]:
    found: dict[int, list[tuple[int, dict[Level, float]]]] = defaultdict(list)
    rows = Submission.objects.filter(person=viewer.person_id, instrument=check_in_of(Role.FACILITATOR).key)
    for group, number, answers in rows.values_list("group", "session__number", "answers"):
        found[group].append((number, guesses_of(answers)))
    return found


def _days(block: BlockFeedback) -> list[date]:
    numbers = (block.first_session, block.last_session)
    held = Session.objects.filter(group=block.group_id, number__range=numbers, status=SessionStatus.HELD)
    return list(held.order_by("number").values_list("held_on", flat=True))
