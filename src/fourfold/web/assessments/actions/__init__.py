"""Importing wording, asking, answering at the door, typing from paper."""
