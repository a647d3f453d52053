"""Backups: made, restored, checked."""
