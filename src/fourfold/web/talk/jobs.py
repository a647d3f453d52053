"""What the slice does once a day."""

from fourfold.web.talk.actions.codings import end_forgotten
from fourfold.web.talk.actions.imports import forget_old_imports


def nightly() -> str:
    """Boards that nobody ended are ended with their last tap and counted; files that waited too long are thrown away."""
    ended, gone = end_forgotten(), forget_old_imports()
    return f"{ended} boards that nobody ended are ended; {gone} files that waited are thrown away"
