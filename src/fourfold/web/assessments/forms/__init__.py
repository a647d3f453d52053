"""Forms of self-assessment."""
