"""The talk of a session by hand, so that every sentence about it can be called for. Nobody here exists."""

from collections.abc import Iterable, Sequence

from fourfold.conversation.summary import summary
from fourfold.conversation.talk import TO_GROUP, Source, Talk, talk_of
from fourfold.feedback import Report
from fourfold.feedback.passages.talk_scene import Basis, Scene
from fourfold.feedback.reports import talk as report
from fourfold.feedback.words import words
from fourfold.vocabulary import GROUP
from tests.feedback.stage import demonstration

Turn = tuple[str, float, str]
"""Who speaks, for how many seconds, to whom (a name or GROUP)."""


def talk(names: Sequence[str], turns: Iterable[Turn], chairs: Sequence[str] = (), source: Source = Source.TRANSCRIPT) -> Talk:
    """Turns one after the other, two seconds between them."""
    start, end, who, whom, clock = [], [], [], [], 0.0
    for speaker, seconds, addressee in turns:
        start.append(clock)
        end.append(clock + seconds)
        clock += seconds + 2
        who.append(names.index(speaker))
        whom.append(TO_GROUP if addressee == "GROUP" else names.index(addressee))
    facilitators = [name in chairs for name in names]
    return talk_of(start, end, who, facilitators=facilitators, addressee=whom, source=source)


def scene(
    names: Sequence[str],
    turns: Iterable[Turn],
    chairs: Sequence[str] = (),
    *,
    language: str = "en",
    source: Source = Source.TRANSCRIPT,
    basis: Basis | None = None,
) -> Scene:
    """The scene of such a talk."""
    said = talk(names, turns, chairs, source)
    found = summary(said)
    assert found.shares is not None
    return Scene(
        words(language), "simulated.csv", tuple(names), said, found, found.shares, basis or Basis(len(said.start_s), 0)
    )


def demonstrated(language: str) -> Scene:
    """The last followed session of the first simulated group, as its observer wrote it down."""
    record = demonstration()[0][0]
    label = dict(record.people.select("person_id", "label").iter_rows())
    turns = record.turns.filter(session_id=record.turns["session_id"].max()).drop_nulls("addressee_id")
    people = turns["speaker_id"].unique().sort().to_list()
    seat = {person: k for k, person in enumerate(people)} | {GROUP: TO_GROUP}
    turns = turns.filter(turns["addressee_id"].is_in([*people, GROUP]))
    said = talk_of(
        turns["start_s"].to_numpy(),
        turns["end_s"].to_numpy(),
        [seat[person] for person in turns["speaker_id"]],
        facilitators=[label[person].startswith("Facilitator") for person in people],
        addressee=[seat[person] for person in turns["addressee_id"]],
    )
    found = summary(said)
    assert found.shares is not None
    names = tuple(label[person] for person in people)
    return Scene(words(language), "simulated.csv", names, said, found, found.shares, Basis(len(turns), 0))


def sentences(report_: Report, key: str) -> list[str]:
    """The sentences of one section; none where there is no such section."""
    section = report_.section(key)
    return [] if section is None else [s.text for s in section.statements]


def written(*given: object, **options: object) -> Report:
    """The report of such a scene."""
    return report.write(scene(*given, **options))


HUB = [
    turn
    for k in range(12)
    for turn in (("Ann", 10.0, "ABCD"[k % 4]), ("ABCD"[k % 4], 20.0, "Ann"), ("A", 4.0, "B"), ("B", 4.0, "A"))
]
"""A facilitator with each of four members in turn, and A with B."""
NAMES = ("Ann", "A", "B", "C", "D")
