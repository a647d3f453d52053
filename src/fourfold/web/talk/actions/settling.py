"""The coding that counts becomes the turns and acts of its session; whoever does not take part is left out."""

from collections.abc import Iterable, Iterator

from fourfold.conversation.acts import CODED_ACTS
from fourfold.conversation.board import BoardState, reduced
from fourfold.vocabulary import GROUP
from fourfold.web.groups.actions import touch
from fourfold.web.groups.models import FACILITATOR, Membership
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.models import Act, Coding, Turn
from fourfold.web.talk.queries.codings import WHOLE, events_of, pass_of
from fourfold.web.talk.queries.seats import sitting_in

_TurnRow = tuple[int, int | None, bool, float, float]
_ActRow = tuple[int, int | None, bool, str, float]


def settle(session: Session) -> bool:
    """Whether the turns and acts of a session changed: they are made anew from the coding that counts, all or none.

    Where none counts, the first live one of somebody who leads the group does, then the first that they brought in from a
    file: what a supervisor follows counts when somebody who leads chooses it.
    Settling twice changes nothing. A second pass that counts gives the acts of its own list. Internal: access was checked.
    """
    with write_transaction():
        coding = _counting(session)
        state = reduced(events_of(coding)) if coding else reduced([])
        may = sitting_in(session).taking_part
        turns, acts = list(_turns(state, may)), list(_acts(state, coding, may))
        if turns == _stored_turns(session) and acts == _stored_acts(session):
            return False
        _replace(session, turns, acts)
        touch(session.group_id)
    return True


def _counting(session: Session) -> Coding | None:
    whole = Coding.objects.filter(session=session, mode__in=WHOLE).order_by("begun_at", "pk")
    if found := whole.filter(counts=True).first():
        return found
    leads = Membership.objects.filter(group=session.group_id, seat=FACILITATOR).values("person")
    theirs = whole.filter(observer__person__in=leads)
    found = theirs.filter(mode="live").first() or theirs.filter(mode="imported").first()
    if found:
        Coding.objects.filter(pk=found.pk).update(counts=True)
    return found


def _turns(state: BoardState, may: frozenset[str]) -> Iterator[_TurnRow]:
    for turn in sorted(state.closed, key=lambda t: (t.start_s, t.end_s or 0.0)):
        if turn.seat in may and turn.end_s is not None:
            yield int(turn.seat), _whom(turn.whom, may), turn.whom == GROUP, turn.start_s, turn.end_s


def _acts(state: BoardState, coding: Coding | None, may: frozenset[str]) -> Iterator[_ActRow]:
    passed = Coding.objects.filter(of=coding, mode="second_pass", counts=True).first() if coding else None
    marked = list(state.acts)
    if passed:
        marked = [act for act in marked if act.act not in CODED_ACTS] + list(pass_of(passed).state.acts)
    kept = {turn.uid for turn in state.closed}
    for act in sorted(marked, key=lambda a: (a.at_s, a.seat, a.act)):
        if act.seat in may and act.of in kept:
            yield int(act.seat), _whom(act.whom, may), act.whom == GROUP, act.act, act.at_s


def _whom(seat: str | None, may: frozenset[str]) -> int | None:
    return int(seat) if seat is not None and seat in may else None


def _stored_turns(session: Session) -> list[_TurnRow]:
    rows = Turn.objects.filter(session=session).order_by("pk")
    return list(rows.values_list("speaker", "addressee", "to_group", "start_s", "end_s"))


def _stored_acts(session: Session) -> list[_ActRow]:
    rows = Act.objects.filter(session=session).order_by("pk")
    return list(rows.values_list("person", "target", "to_group", "kind", "at_s"))


def _replace(session: Session, turns: Iterable[_TurnRow], acts: Iterable[_ActRow]) -> None:
    Turn.objects.filter(session=session).delete()
    Act.objects.filter(session=session).delete()
    Turn.objects.bulk_create(
        Turn(session=session, speaker_id=who, addressee_id=whom, to_group=to_group, start_s=start, end_s=end)
        for who, whom, to_group, start, end in turns
    )
    Act.objects.bulk_create(
        Act(session=session, person_id=who, target_id=whom, to_group=to_group, kind=kind, at_s=at_s)
        for who, whom, to_group, kind, at_s in acts
    )
