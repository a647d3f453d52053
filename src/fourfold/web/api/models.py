"""Tokens with which a program acts for an account."""

from django.db import models
from django.utils import timezone


class ApiToken(models.Model):
    """A token of one account: what it may do, until when. Only a digest of it is kept."""

    user = models.ForeignKey("web.User", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
