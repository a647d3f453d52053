"""Reading notes: of a session, of a group, of a member, what waits to be signed; and process notes apart."""
