"""Erasing a person: what names them goes for good, in backups too; ratings stay as numbers under a new code."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import F, Q
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.accounts.models import Invitation, User
from fourfold.web.audit.actions import note
from fourfold.web.groups.models import FACILITATOR, Group
from fourfold.web.people.models import Person, new_code
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.sealing import erase
from fourfold.web.storage.writing import write_transaction
from fourfold.web.words import site_words

ERASING_REASONS = ("own_wish", "time_is_over", "by_mistake", "ordered")


def erase_person(person_id: int, reason: str, *, by: Viewer) -> str:
    """The label that is left of a person of the administrator's sites. Cannot be undone. Raises `Missing`, `Refused`."""
    with write_transaction():
        kept = Person.objects.filter(site__in=access.sites(by, Right.KEEP).values("pk"), erased_at=None)
        person = access.one(kept.select_related("site"), pk=person_id)
        if reason not in ERASING_REASONS:
            raise Refused("reason", "forms.choose")
        if person.memberships.filter(seat=FACILITATOR).exists():
            raise Refused("code", "people.leads_a_group")
        if person.flags.filter(kind="safety", taken_by=None).exists():
            raise Refused("code", "people.something_waits")
        forget(person)
        Group.objects.filter(memberships__person=person).update(revision=F("revision") + 1)
        note(by, "erase person", f"person:{person.pk}", person=person.pk, detail=reason)
        erase(person.pk)
    return person.label


def forget(person: Person) -> None:
    """Take out of the database what names a person; done again after an older backup was brought back."""
    _forget(person)
    _end_invitations(person)
    _close_account(person)


def _forget(person: Person) -> None:
    today = today_at(person.site.time_zone)
    number = Person.objects.filter(site=person.site_id).exclude(erased_at=None).count() + 1
    person.label = site_words(person.site.language).say("people.former", number=number)
    person.sealed_name, person.shapes, person.code, person.erased_at = None, False, new_code(), timezone.now()
    person.save()
    person.memberships.update(sealed_reason=None)
    person.memberships.filter(joined_on__gt=today).delete()
    person.memberships.filter(left_on=None).update(left_on=today)
    person.consents.filter(withdrawn_on=None).update(withdrawn_on=today)
    person.attendance.update(sealed_reason=None)
    person.cards.filter(used_at=None).delete()
    person.administrations.all().delete()
    person.assigned_practices.all().delete()
    person.practice_logs.filter(planned=None).delete()
    person.practice_logs.update(before=None, after=None)
    for kept in (person.facets, person.goals, person.own_statements, person.recorded_totals, person.support_contacts):
        kept.all().delete()
    for spell in person.memberships.filter(leaving_plan__isnull=False):
        spell.leaving_plan.delete()


def _end_invitations(person: Person) -> None:
    """Invitations of the person, used or not, keep no name and no address, and open nothing any more."""
    account = User.objects.filter(person=person).values("email")
    for invitation in Invitation.objects.filter(Q(person=person) | Q(email__in=account)):
        invitation.email, invitation.name = f"former-{invitation.pk}@invalid.invalid", person.label
        invitation.withdrawn_at = invitation.withdrawn_at or timezone.now()
        invitation.save(update_fields=["email", "name", "withdrawn_at"])


def _close_account(person: Person) -> None:
    """A member's own account keeps no name and no address, and nobody signs in with it again."""
    account = getattr(person, "account", None)
    if account is None:
        return
    account.email, account.name, account.is_active = f"former-{account.pk}@invalid.invalid", person.label, False
    account.set_unusable_password()
    account.save()
    account.ways_in.all().delete()
    EmailAddress.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    account.appointments.filter(ended_at=None).update(ended_at=timezone.now())
