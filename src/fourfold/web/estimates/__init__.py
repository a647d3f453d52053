"""Estimates: what the library says of a group, kept until its record changes."""
