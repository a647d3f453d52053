"""Pages of the check-in: the door for members, the code page and kiosk, the facilitator's own, what staff open and print."""
