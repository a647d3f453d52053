"""Whether what a brief said was discussed in the group."""

from django.db import models


def discussed_choices() -> list[tuple[str, str]]:
    """The three answers to 'was it discussed?'."""
    return [(word, word) for word in ("yes", "in_part", "not_yet")]


class Discussion(models.Model):
    """One answer for one session."""

    session = models.OneToOneField("web.Session", on_delete=models.CASCADE, related_name="discussion")
    discussed = models.CharField(max_length=8, choices=discussed_choices)
    answered_by = models.ForeignKey("web.User", on_delete=models.PROTECT)
    answered_at = models.DateTimeField()
