"""The mark of a signal: its name in addresses, in the log and in what is kept of it."""

from django.utils.crypto import salted_hmac

from fourfold.alliance import Signal


def mark_of(group_id: int, signal: Signal) -> str:
    """The name of a signal. It cannot be turned back into whom the signal concerns."""
    told = (group_id, signal.kind, signal.quality, signal.person_id, signal.other_id, signal.session)
    return salted_hmac("fourfold.signal", "\x1f".join(map(str, told)), algorithm="sha256").hexdigest()[:32]
