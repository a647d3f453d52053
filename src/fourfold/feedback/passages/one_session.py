"""What the talk of one session shows, also where to whom turns went is inferred; for staff only."""

import numpy as np

from fourfold.conversation.followed import Followed, followed_sessions
from fourfold.conversation.talk import NOT_KNOWN
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.through_chairs import share_in
from fourfold.feedback.passages.who_spoke import Counts, who_spoke_in
from fourfold.feedback.report import Section, Statement
from fourfold.vocabulary import GROUP


def one_session(setting: Setting, number: int) -> tuple[Section, ...]:
    """Who spoke to whom in a session, and how much ran through the facilitators; empty where nobody followed its talk."""
    session = next((found for found in followed_sessions(setting.record) if found.number == number), None)
    if session is None:
        return ()
    spoken = who_spoke_in(setting, number, _likely(session))
    shares = list(share_in(setting, session))
    if session.inferred:
        shares.append(Statement(setting.words.say("chairs.inferred", 1, numbers=str(number))))
    through = Section("chairs", setting.words.say("chairs.title"), tuple(shares))
    return (spoken, through) if shares else (spoken,)


def _likely(session: Followed) -> Counts:
    """Turns from whom to whom; inferred ones are counted by how likely they are, and a sum below one half is none."""
    talk, seats = session.talk, [*session.people, GROUP]
    chances = talk.probability
    if chances is None:
        known = talk.addressee != NOT_KNOWN
        chances = np.zeros((len(talk.addressee), len(seats)))
        chances[np.flatnonzero(known), talk.addressee[known]] = 1.0
    sums = np.zeros((len(session.people), len(seats)))
    np.add.at(sums, talk.speaker, chances)
    whole = np.rint(sums).astype(int)
    return {(seats[a], seats[b]): int(whole[a, b]) for a, b in zip(*np.nonzero(whole), strict=True)}
