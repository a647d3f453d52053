"""My page: what is a member's own."""
