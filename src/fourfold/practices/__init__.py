"""Practices: what a group or a member can do to practise compassion, as data, and which one fits what was seen."""

from fourfold.practices.practice import Evidence, Kind, Practice, Setting, Suits

__all__ = ["Evidence", "Kind", "Practice", "Setting", "Suits"]
