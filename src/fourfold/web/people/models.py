"""People who sit in groups, and what they agreed to."""

import secrets
from datetime import date
from uuid import uuid4

from django.db import models

CONSENTS = ("taking_part", "being_rated", "research")


def consent_choices() -> list[tuple[str, str]]:
    """The kinds of consent."""
    return [(kind, kind) for kind in CONSENTS]


def new_code() -> str:
    """A short random name for a row, that says nothing of anybody."""
    return secrets.token_hex(5)


class Person(models.Model):
    """Somebody known to a site. `label` is what staff pages show; the full name is sealed with the person's own key."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey("web.Site", on_delete=models.PROTECT, related_name="people")
    code = models.CharField(max_length=40, default=new_code)
    label = models.CharField(max_length=40)
    sealed_name = models.BinaryField(null=True, blank=True)
    language = models.CharField(max_length=5, default="en")
    shapes = models.BooleanField(default=False)
    created_on = models.DateField(default=date.today)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["site", "code"], name="person_code_once_a_site"),)


class Consent(models.Model):
    """One agreement of one person: to what, in which wording, from when, and until when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=16, choices=consent_choices)
    wording = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("web.User", null=True, on_delete=models.PROTECT)
