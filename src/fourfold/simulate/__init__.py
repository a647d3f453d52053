"""Simulate: groups whose truth is known, for tests, the demonstration and power."""
