"""Who spoke to whom in the last session that somebody followed. It counts turns and judges nobody; for staff only."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import polars as pl

from fourfold.conversation.followed import KNOWN_ENOUGH
from fourfold.feedback.circle import Place, Seat, seated
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.feedback.talk_circle import Line, Sitting, talk_chart
from fourfold.vocabulary import GROUP, Role

Counts = Mapping[tuple[str, str], int]


def who_spoke(setting: Setting) -> Section | None:
    """The section; None where nobody has written down yet who spoke to whom."""
    number = _last_followed(setting)
    if number is None:
        return None
    return who_spoke_in(setting, number, _counts(setting, number))


def who_spoke_in(setting: Setting, number: int, counts: Counts) -> Section:
    """The section of one session with turns; `counts` are its turns from whom to whom, by person."""
    people = _there(setting, number)
    title = setting.words.say("talk.title", number=number)
    statements = tuple(Statement(text) for text in _sentences(setting, people, counts, number))
    return Section("talk", title, statements, figures=(_figure(setting, people, counts, title),))


def _last_followed(setting: Setting) -> int | None:
    told = setting.record.turns.filter(pl.col("addressee_id").is_not_null()).select("session_id").unique()
    numbers = setting.held.join(told, on="session_id")["number"].to_list()
    return max(numbers, default=None)


def _there(setting: Setting, number: int) -> list[str]:
    """Who sat on the ring: who came and may be heard, or spoke, members by label with the chairs spread among them."""
    record = setting.record
    session = record.sessions.filter(pl.col("number") == number)["session_id"][0]
    came = record.heard().filter(pl.col("session_id") == session)["person_id"]
    turns = record.turns.filter(pl.col("session_id") == session)
    here = {*came, *turns["speaker_id"], *turns["addressee_id"].drop_nulls()} - {GROUP}
    by_label = record.people.filter(pl.col("person_id").is_in(sorted(here))).sort("label", "person_id")
    of_role = {
        role: [Seat(p, Place.CHAIR if role is Role.FACILITATOR else Place.USUAL) for p in rows["person_id"]]
        for role in (Role.MEMBER, Role.FACILITATOR)
        for rows in (by_label.filter(pl.col("role") == role),)
    }
    return [seat.label for seat in seated(of_role[Role.MEMBER], of_role[Role.FACILITATOR])]


def _counts(setting: Setting, number: int) -> Counts:
    """The turns of which somebody noted to whom they went."""
    session = setting.record.sessions.filter(pl.col("number") == number)["session_id"][0]
    turns = setting.record.turns.filter((pl.col("session_id") == session) & pl.col("addressee_id").is_not_null())
    rows = turns.group_by("speaker_id", "addressee_id").len().sort("speaker_id", "addressee_id").iter_rows()
    return {(who, whom): int(n) for who, whom, n in rows}


def _sentences(setting: Setting, people: Sequence[str], counts: Counts, number: int) -> Iterator[str]:
    words, chairs = setting.words, set(setting.chairs_ever())
    members = [p for p in people if p not in chairs]
    pairs = list(combinations(members, 2))
    met = [pair for pair in pairs if counts.get(pair) or counts.get((pair[1], pair[0]))]
    if len(met) < len(pairs) and _mostly_noted(setting, number):
        yield words.say("talk.pairs", len(met), all=words.number(len(pairs)))
    elif pairs and len(met) == len(pairs):
        yield words.say("talk.every_pair")
    silent = [p for p in members if not _spoke(setting, p, number)]
    if silent:
        yield words.say("talk.silent", len(silent), names=setting.names(silent))
    yield words.say("talk.not_the_goal")


def _mostly_noted(setting: Setting, number: int) -> bool:
    """Whether enough turns say to whom for a pair without any to tell something."""
    session = setting.record.sessions.filter(pl.col("number") == number)["session_id"][0]
    whom = setting.record.turns.filter(pl.col("session_id") == session)["addressee_id"]
    return whom.null_count() <= (1 - KNOWN_ENOUGH) * len(whom)


def _spoke(setting: Setting, person: str, number: int) -> bool:
    session = setting.record.sessions.filter(pl.col("number") == number)["session_id"][0]
    own = setting.record.turns.filter((pl.col("session_id") == session) & (pl.col("speaker_id") == person))
    return not own.is_empty()


def _figure(setting: Setting, people: Sequence[str], counts: Counts, title: str) -> Figure:
    words, chairs = setting.words, set(setting.chairs_ever())
    labels = [setting.labels[p].strip(".") or setting.labels[p] for p in people]
    seat_of = {p: k for k, p in enumerate(people)}
    lines = [
        Line(seat_of[who], None if whom == GROUP else seat_of[whom], n) for (who, whom), n in counts.items() if who in seat_of
    ]
    seats = [Sitting(label, p in chairs) for label, p in zip(labels, people, strict=True)]
    return Figure(
        key="talk-circle",
        title=title,
        caption=words.say("talk.how_to_read"),
        text_alternative=words.say("talk.picture", title=title, seats=words.listed([setting.name(p) for p in people])),
        specification=talk_chart(seats, lines, words.say("talk.group")),
        table=_table(setting, people, counts),
        table_caption=words.say("talk.table", title=title),
    )


def _table(setting: Setting, people: Sequence[str], counts: Counts) -> pl.DataFrame:
    """Turns from whom (rows) to whom (columns), in the order of the ring."""
    words = setting.words
    columns = [(setting.name(p), p) for p in people] + [(words.say("talk.group"), GROUP)]
    named = _apart([name for name, _ in columns])
    rows = [
        (setting.name(who), *("–" if who == whom else str(counts.get((who, whom), "")) for _, whom in columns))
        for who in people
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys([words.say("talk.from_to"), *named], pl.String), orient="row")


def _apart(names: Sequence[str]) -> list[str]:
    """Names as columns of a table, which must differ: the second of two alike is numbered."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
