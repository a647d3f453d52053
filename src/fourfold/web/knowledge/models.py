"""Resources that a site added to its list."""

from uuid import uuid4

from django.db import models


class Resource(models.Model):
    """Something worth reading, hearing or calling; `where` is text that people read, no request is made to it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey("web.Site", on_delete=models.CASCADE, related_name="resources")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    where = models.CharField(max_length=300)
    language = models.CharField(max_length=5)
    for_members = models.BooleanField(default=False)
    added_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
