"""Telling that a group's record has changed."""

from django.db.models import F

from fourfold.web.groups.models import Group


def touch(group_id: int) -> None:
    """Raises a group's revision: something that its record holds has changed. Belongs in the transaction of the change."""
    Group.objects.filter(pk=group_id).update(revision=F("revision") + 1)
