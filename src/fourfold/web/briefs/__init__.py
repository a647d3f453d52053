"""Briefs: the page to read before a session, and whether it was discussed."""
