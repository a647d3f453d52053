"""Staff well-being: a person's own trend, and a team only in cells of five or more."""
