"""Accounts: who may sign in, as what, and how they prove it."""
