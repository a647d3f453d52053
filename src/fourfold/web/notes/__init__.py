"""Notes: one for the group, a paragraph for each member, locked and co-signed; process notes apart."""
