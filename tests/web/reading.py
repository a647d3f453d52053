"""A group with a history for the tests of what is read: the open group of the demonstration, led by the world's facilitator."""

from dataclasses import replace
from datetime import date

from fourfold.web.models import Group, Membership, Person
from fourfold.web.records.actions import store
from tests.feedback.stage import demonstration
from tests.web.personas import World


def told_group(world: World, case: int = 1, leader: str = "facilitator") -> Group:
    """The group of the demonstration (1: one signal is open), stored, with one more facilitator who does not answer."""
    record, _ = demonstration()[case]
    record = replace(record, group=replace(record.group, programme=world.programme.name))
    group = Group.objects.get(pk=store(record, world.programme.pk, by=world.viewer("administrator")))
    person = Person.objects.get(account=world.users[leader])
    Membership.objects.create(group=group, person=person, seat="facilitator", joined_on=date.today())
    return group
