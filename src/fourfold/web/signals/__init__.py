"""Signals: what needs an answer, what was answered, and how often it was right."""
