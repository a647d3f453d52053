"""What members change about themselves: they end an agreement."""

from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.actions import touch
from fourfold.web.groups.models import Membership
from fourfold.web.mypage.queries import WITHDRAWN_HERE, own_person
from fourfold.web.people.models import Consent
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction


def withdraw(kind: str, *, by: Viewer) -> None:
    """Ends the member's own agreement from today on. Raises `Missing` for a kind that is not ended here, or not in force."""
    if kind not in WITHDRAWN_HERE:
        raise Missing
    with write_transaction():
        person = own_person(by)
        today = today_at(person.site.time_zone)
        running = list(Consent.objects.filter(person=person, kind=kind, withdrawn_on=None))
        if not running:
            raise Missing
        for consent in running:
            consent.withdrawn_on = max(today, consent.given_on)
            consent.save(update_fields=["withdrawn_on"])
            note(by, "withdraw consent", f"consent:{consent.pk}", person=person.pk, detail=kind)
        for group_id in Membership.objects.filter(person=person).values_list("group", flat=True).distinct():
            touch(group_id)
