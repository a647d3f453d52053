"""Today: what a facilitator does next."""
