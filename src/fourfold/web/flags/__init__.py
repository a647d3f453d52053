"""Flags: private words and safety items, shown to the facilitator at once."""
