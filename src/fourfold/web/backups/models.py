"""Backups that were made, and whether they were restored and checked."""

from django.db import models


class BackupCheck(models.Model):
    """One backup. It counts only once `restored_at` is set: it was opened again and everything in it was found sound."""

    made_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    audit_count = models.BigIntegerField()
    audit_head = models.CharField(max_length=64)
    restored_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True)
