"""What the slice does once a day."""

from django.contrib.sessions.models import Session
from django.utils import timezone


def nightly() -> str:
    """Sign-ins that have run out are deleted, so that nothing of them is left to be found."""
    count, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return f"{count} ended sign-ins deleted"
