"""Practices: what a group or a member can do to practise compassion, as data, and which one fits what was seen."""

from fourfold.practices.loader import PracticeRefused, catalogue, load, practice
from fourfold.practices.practice import Evidence, Kind, Practice, Setting, Suits
from fourfold.practices.suggest import Suggestion, suggest

__all__ = [
    "Evidence",
    "Kind",
    "Practice",
    "PracticeRefused",
    "Setting",
    "Suggestion",
    "Suits",
    "catalogue",
    "load",
    "practice",
    "suggest",
]
