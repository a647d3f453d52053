"""Talk: who spoke to whom, and the acts that an observer marked."""
