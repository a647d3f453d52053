"""Practices on the site: planned in a session, assigned, logged with minutes and a state check before and after."""
