"""Pages of goals and accountability."""
