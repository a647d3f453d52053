"""Instruments: what is asked, how it is scored, and our own check-in with its rota. The standard library only."""

from fourfold.instruments.check_in import (
    MOST_FACILITATORS,
    NO_CONTACT,
    PREFER_NOT,
    PRIVATE_WORD,
    Meaning,
    Question,
    QuestionKind,
    check_in_of,
    guessed_level,
    meaning_of,
    negative_asked,
    questions_for,
)
from fourfold.instruments.instrument import (
    Choice,
    CutOff,
    Instrument,
    Item,
    Method,
    MissingRule,
    Norm,
    Scale,
    TargetKind,
    WorkedExample,
)
from fourfold.instruments.loader import catalogue, instrument, load
from fourfold.instruments.rota import next_asked
from fourfold.instruments.scoring import AnswerRefused, Score, check_answers, reverse, score, score_scale
from fourfold.instruments.toml_table import InstrumentRefused

__all__ = [
    "MOST_FACILITATORS",
    "NO_CONTACT",
    "PREFER_NOT",
    "PRIVATE_WORD",
    "AnswerRefused",
    "Choice",
    "CutOff",
    "Instrument",
    "InstrumentRefused",
    "Item",
    "Meaning",
    "Method",
    "MissingRule",
    "Norm",
    "Question",
    "QuestionKind",
    "Scale",
    "Score",
    "TargetKind",
    "WorkedExample",
    "catalogue",
    "check_answers",
    "check_in_of",
    "guessed_level",
    "instrument",
    "load",
    "meaning_of",
    "negative_asked",
    "next_asked",
    "questions_for",
    "reverse",
    "score",
    "score_scale",
]
