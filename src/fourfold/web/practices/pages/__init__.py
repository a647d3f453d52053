"""Pages of practices: the library, a session's and a group's practices, and a member's own."""
