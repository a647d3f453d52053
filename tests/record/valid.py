"""Records that are valid, drawn by Hypothesis, with ids and texts as awkward as people write them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from fourfold.record import GroupRecord
from fourfold.vocabulary import (
    GROUP,
    MEMBERS,
    Act,
    Attendance,
    Group,
    Level,
    Membership,
    Person,
    Presence,
    Quality,
    Rating,
    Response,
    Role,
    Session,
    SessionStatus,
    Turn,
)

FIRST = date(2026, 1, 5)
AWKWARD = [
    "007",
    "NA",
    "null",
    " x ",
    "a,b",
    'he said "no"',
    "line\nbreak",
    "cr\rlf\r\n",
    "=1+1",
    "É",
    "名前",
    "-",
    "1e5",
    "true",
    "#",
]
texts = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(codec="utf-8"), max_size=8))
names = texts.filter(lambda text: text not in ("", GROUP, MEMBERS))
maybe = st.one_of(st.none(), texts)
seconds = st.floats(0, 1e6, allow_nan=False)


@st.composite
def records(draw: st.DrawFn) -> GroupRecord:
    """A valid record of two to five people and one to four sessions."""
    ids = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    roles = {i: Role.FACILITATOR if k == 0 else Role.MEMBER for k, i in enumerate(ids)}
    session_ids = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    sessions = [Session(s, k + 1, FIRST + timedelta(days=7 * k)) for k, s in enumerate(session_ids)]
    coming = Session("planned", len(sessions) + 1, FIRST + timedelta(days=70), SessionStatus.PLANNED)
    return GroupRecord.from_rows(
        draw(groups()),
        people=[Person(i, roles[i], draw(texts)) for i in ids],
        memberships=[spell for i in ids for spell in draw(spells(i))],
        sessions=[*sessions, *([coming] if "planned" not in session_ids else [])],
        attendance=[Attendance(s, i, draw(_came), draw(maybe)) for s in session_ids for i in ids if draw(st.booleans())],
        ratings=[r for s in session_ids for r in draw(ratings(s, roles))],
        responses=[Response(ids[0], draw(texts), "1", draw(st.floats(-9, 9)), FIRST)],
        turns=[Turn(s, i, draw(st.sampled_from([None, GROUP])), 0.0, draw(seconds)) for s in session_ids for i in ids],
        acts=[Act(session_ids[0], ids[0], draw(texts), draw(seconds), draw(st.sampled_from([None, GROUP, *ids])))],
    )


_came = st.sampled_from([p for p in Presence if p != Presence.ABSENT])


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """Groups on the scale 1 to 7, named by anything."""
    return Group(draw(names), draw(texts), draw(texts), 1.0, 7.0, draw(st.floats(0.5, 90)), draw(st.booleans()))


@st.composite
def spells(draw: st.DrawFn, person_id: str) -> list[Membership]:
    """One open spell, perhaps after one that ended."""
    earlier = [Membership(person_id, FIRST - timedelta(days=90), FIRST - timedelta(days=30), draw(maybe))]
    return [*draw(st.sampled_from([[], earlier])), Membership(person_id, FIRST, None, draw(maybe))]


@st.composite
def ratings(draw: st.DrawFn, session_id: str, roles: dict[str, Role]) -> list[Rating]:
    """Some of the ratings that the people of a session may give."""
    found = []
    for rater, role in roles.items():
        for target, level in _levels(rater, role, roles):
            if draw(st.booleans()):
                value = draw(st.one_of(st.integers(1, 7).map(float), st.floats(1, 7)))
                found.append(Rating(session_id, rater, target, level, draw(st.sampled_from(list(Quality))), value))
    return found


def _levels(rater: str, role: Role, roles: dict[str, Role]) -> list[tuple[str, Level]]:
    others = [(o, r) for o, r in roles.items() if o != rater]
    if role == Role.FACILITATOR:
        return [(GROUP, Level.FACILITATOR_GROUP), *((o, Level.MEMBER_FACILITATOR) for o, _ in others)]
    between = {Role.MEMBER: Level.MEMBER_MEMBER, Role.FACILITATOR: Level.MEMBER_FACILITATOR}
    return [(GROUP, Level.MEMBER_GROUP), (MEMBERS, Level.MEMBER_MEMBER), *((o, between[r]) for o, r in others)]
