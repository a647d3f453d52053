"""Check-ins: the door through which members and facilitators answer."""
