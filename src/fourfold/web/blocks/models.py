"""Block feedback to members: frozen once published."""

from django.db import models


class BlockFeedback(models.Model):
    """Four sessions of one group in one rounded number for each level and quality, or the reason why there is none.

    `readings` maps `level.quality` to a number rounded to a half; `withheld` says why it is empty. `raters` maps the same keys
    to the uids of those who answered, against whom later blocks are compared: codes end with an erasure. Nobody is shown them.
    """

    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="blocks")
    first_session = models.PositiveIntegerField()
    last_session = models.PositiveIntegerField()
    readings = models.JSONField(default=dict)
    raters = models.JSONField(default=dict)
    withheld = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["group", "first_session"], name="one_feedback_a_block"),)
