"""The interface for programs, with tokens that have a scope and an end."""
