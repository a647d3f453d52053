"""What facilitators did about signals."""

from uuid import uuid4

from django.db import models


def answer_choices() -> list[tuple[str, str]]:
    """What can be done about a signal."""
    return [(word, word) for word in ("acknowledged", "acting", "dismissed")]


class SignalAnswer(models.Model):
    """The answer to one signal of one group; `mark` names the signal. `confirmed` is None until somebody has said."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="signal_answers")
    mark = models.CharField(max_length=120)
    answer = models.CharField(max_length=16, choices=answer_choices)
    confirmed = models.BooleanField(null=True, blank=True)
    reason = models.BinaryField(null=True, blank=True)
    answered_by = models.ForeignKey("web.User", on_delete=models.PROTECT)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["group", "mark"], name="one_answer_a_signal"),)
