"""Private words and safety items that wait for a person."""

from django.db import models


def flag_choices() -> list[tuple[str, str]]:
    """What may be raised."""
    return [(word, word) for word in ("private_word", "safety")]


class Flag(models.Model):
    """Raised by a check-in or by an answer of a self-assessment, one of the two, in the same transaction.

    It is answered by a facilitator who says that they will speak.
    """

    submission = models.OneToOneField("web.Submission", null=True, blank=True, on_delete=models.CASCADE, related_name="flag")
    administration = models.OneToOneField(
        "web.Administration", null=True, blank=True, on_delete=models.CASCADE, related_name="flag"
    )
    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="flags")
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=16, choices=flag_choices)
    raised_at = models.DateTimeField()
    taken_by = models.ForeignKey("web.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    asked_of = models.ForeignKey("web.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
