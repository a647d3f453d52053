"""Notes of sessions, and process notes apart from them.

A paragraph about a member is sealed with the member's key, the note of the group with the group's, a process note with a key
that only its author can open.
"""

from uuid import uuid4

from django.db import models


class Note(models.Model):
    """The note of a session (`person` is null) or the paragraph about one member in it. Once locked it never changes."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey("web.Session", on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey("web.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    sealed_text = models.BinaryField()
    author = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey("web.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "person"], name="one_paragraph_a_member"),
            models.UniqueConstraint(fields=["session"], condition=models.Q(person=None), name="one_note_a_session"),
        )


class Addendum(models.Model):
    """What was added to a locked note, by whom and when; sealed like the note. It never changes."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="addenda")
    sealed_text = models.BinaryField()
    author = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()


class CoSignature(models.Model):
    """A request that a second person signs the locked notes of a session; `digest` is of the texts that were signed.

    It ends in one of three ways: signed, sent back with an addendum, or withdrawn.
    """

    session = models.ForeignKey("web.Session", on_delete=models.PROTECT, related_name="co_signatures")
    asked_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class ProcessKey(models.Model):
    """The key of one author's process notes, itself sealed with a passphrase that only the author knows.

    `sealed_for_recovery` is the same key, sealed with the word of a sheet that the author printed.
    """

    user = models.OneToOneField("web.User", on_delete=models.PROTECT, related_name="process_key")
    sealed_key = models.BinaryField()
    sealed_for_recovery = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField()


class ProcessNote(models.Model):
    """One process note: its author's alone, no part of the record; of whom or of what it is stands in the sealed text only.

    Source: 45 CFR 164.501 (psychotherapy notes).
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    author = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="process_notes")
    sealed_text = models.BinaryField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
