"""Research in the demonstration: simulated people who agreed to it, and one simulated release that stands in the ledger."""

from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import viewer_of
from fourfold.web.accounts.models import User
from fourfold.web.audit.actions import note
from fourfold.web.demonstration.queries import email_of
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.people.models import Consent
from fourfold.web.research.actions import Asked, make_release
from fourfold.web.research.queries.proposal import Wanted
from fourfold.web.storage.writing import write_transaction

_DOES_NOT_AGREE = 9
"""Every ninth simulated member does not agree to research."""


def release_for_research(programme_id: int) -> None:
    """Most simulated members agreed to research on their first day; a simulated study has taken one release."""
    rows = (
        Membership.objects.filter(group__programme=programme_id, seat=MEMBER).select_related("person").order_by("person", "pk")
    )
    people = {row.person_id: row.person for row in rows}
    with write_transaction():
        Consent.objects.bulk_create(
            Consent(person=one, kind="research", wording="import", language=one.language, given_on=one.created_on)
            for place, one in enumerate(people.values(), start=1)
            if place % _DOES_NOT_AGREE
        )
        note("system", "agree to research of demonstration", f"programme:{programme_id}")
    researcher = viewer_of(User.objects.get(email=email_of(Role.RESEARCHER)))
    wanted = Wanted(programme_id, timezone.localdate())
    asked = Asked(wanted, "Simulated study", "Simulated: to see what a release looks like in the ledger", "csv")
    make_release(asked, "en", 0, by=researcher)
