"""Cards that open the door for one person once, and the answers that came through it."""

from django.db import models


class Card(models.Model):
    """One person's way into one session's check-in, once.

    What is asked is fixed with the card: `asked` are the ids of the peers and `leading` of the facilitators asked about, in
    order; `place` is the member's place in the circle. A code that is given anew raises `issue`, which ends the old address.
    """

    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="cards", db_index=False)
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="cards")
    code = models.CharField(max_length=12, unique=True)
    issue = models.PositiveSmallIntegerField(default=1)
    asked = models.JSONField(default=list)
    leading = models.JSONField(default=list)
    place = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "person"], name="card_once"),)


class Submission(models.Model):
    """One check-in as it was handed in: never changed. `answers` is JSON, question key to value, null: prefers not to say.

    `key` makes a repeated sending harmless; `source` is phone, kiosk, staff, paper or import; `offset_minutes` is the
    answering device's distance from UTC. Group and session are found by the two keys below; an index of their own would cost
    every check-in a page to write.
    """

    key = models.CharField(max_length=64, unique=True)
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="submissions", db_index=False)
    session = models.ForeignKey("web.Session", on_delete=models.PROTECT, related_name="submissions", db_index=False)
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="submissions")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    source = models.CharField(max_length=8)
    answers = models.TextField()
    private_word = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    offset_minutes = models.SmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "person", "instrument"], name="one_check_in_a_session_and_person"),
        )
        indexes = (models.Index(fields=["group", "id"]),)
