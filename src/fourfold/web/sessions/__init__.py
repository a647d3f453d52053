"""Sessions: the planned series, and who came."""
