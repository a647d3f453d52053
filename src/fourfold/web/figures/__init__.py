"""Figures: what a programme's managers see of it, in cells that are large enough."""
