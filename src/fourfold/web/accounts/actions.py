"""Making, appointing and closing accounts; every change stands in the audit log."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import F, Q
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import NOBODY, Right, Viewer
from fourfold.web.accounts.models import Appointment, BreakGlass, Invitation, User, WayIn
from fourfold.web.accounts.queries import (
    belongs_to_member,
    digest_of,
    holder_of,
    kept_appointments,
    kept_invitations,
    kept_looks,
    kept_users,
    led_members,
    way_in,
)
from fourfold.web.accounts.queries import invitation as open_invitation
from fourfold.web.audit.actions import note
from fourfold.web.people.models import Person
from fourfold.web.programmes.models import Programme, Site
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

INVITED_FOR = timedelta(days=7)
LOOK_FOR = timedelta(minutes=60)
WAY_IN_FOR = timedelta(hours=24)
BOTH_WITHIN = timedelta(days=7)
MOST_TRIES = 5
LABEL = 40


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody to be invited."""

    name: str
    email: str
    role: Role
    site: int
    programme: int | None = None


def invite(invited: Invited, *, by: Viewer) -> str:
    """The word of a new invitation of staff, said this once; an earlier one of the same kind ends. Raises `Missing`, `Refused`.

    Who holds the word of a member's invitation could open the member's page: an administrator never does.
    """
    if invited.role is Role.MEMBER:
        raise Refused("role", "accounts.member_by_invitation")
    with write_transaction():
        site, programme = _place(invited.site, invited.programme, by=by)
        _must_fit(invited.role, programme)
        _must_be_new(invited, by)
        return _invite(invited, site, programme, None, by)


def invite_member(person_id: int, email: str, *, by: Viewer) -> str:
    """The word of an invitation of a member of the facilitator's own group. Raises `Missing`, `Refused`."""
    with write_transaction():
        person = access.one(led_members(by).select_related("site"), pk=person_id)
        _must_have_no_account(person)
        invited = Invited(person.label, email.lower(), Role.MEMBER, person.site_id)
        return _invite(invited, person.site, None, person, by)


def first_administrator(email: str, name: str, site: str = "", time_zone: str = "") -> str:
    """The word of the invitation of an administrator, from the command line of whoever holds the site's key.

    A site is made where there is none yet, named `site` or after nothing in particular, with its clocks in a zone or at UTC.
    """
    with write_transaction():
        place = Site.objects.order_by("pk").first() or Site.objects.create(
            name=site or "Fourfold", time_zone=time_zone or "UTC"
        )
        invited = Invited(name, email.lower(), Role.ADMINISTRATOR, place.pk)
        return _invite(invited, place, None, None, None)


def withdraw(invitation_id: int, *, by: Viewer) -> None:
    """Ends an invitation that nobody has used. Raises `Missing`."""
    with write_transaction():
        rows = kept_invitations(by).filter(used_at=None, withdrawn_at=None)
        invitation = access.one(rows, pk=invitation_id)
        rows.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
        note(by, "withdraw invitation", f"invitation:{invitation.pk}")


def accept(word: str, password: str | None, *, by: Viewer) -> User:
    """The account that an invitation opens: a new one with a password, or that of the viewer, with the role it brings.

    Raises `Missing` for a word that opens nothing, and `Refused` where the address has an account that is not the viewer's.
    """
    with write_transaction():
        invitation = open_invitation(word)
        now = timezone.now()
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None).update(used_at=now):
            raise access.Missing
        user = _entering(invitation, password, by)
        appointment = _give(user, Role(invitation.role), invitation.site, invitation.programme)
        note(f"user:{user.pk}", "accept invitation", f"invitation:{invitation.pk}", detail=f"appointment:{appointment.pk}")
        return user


def appoint(user_id: int, role: Role, place: tuple[int, int | None], *, by: Viewer) -> Appointment:
    """One more role for an account, at a site and perhaps for one programme only. Raises `Missing`, `Refused`."""
    with write_transaction():
        user = access.one(kept_users(by), pk=user_id)
        site, programme = _place(*place, by=by)
        _must_fit(role, programme)
        if user.pk == by.user_id:
            raise Refused("", "accounts.not_yourself")
        if role is Role.MEMBER and user.person_id is None:
            raise Refused("role", "accounts.member_by_invitation")
        appointment = _give(user, role, site, programme)
        note(by, "appoint", f"appointment:{appointment.pk}", detail=f"user:{user.pk} {role}")
        return appointment


def end(appointment_id: int, *, by: Viewer) -> None:
    """Ends an appointment now. Raises `Missing`, and `Refused` for one's own."""
    with write_transaction():
        appointment = access.one(kept_appointments(by).filter(ended_at=None), pk=appointment_id)
        if appointment.user_id == by.user_id:
            raise Refused("", "accounts.not_yourself")
        Appointment.objects.filter(pk=appointment.pk).update(ended_at=timezone.now())
        _withdraw_links(appointment.user)
        note(by, "end appointment", f"appointment:{appointment.pk}", detail=f"user:{appointment.user_id} {appointment.role}")


def close(user_id: int, *, by: Viewer) -> None:
    """Closes an account: nobody enters it any more, and who is in it is out. Raises `Missing`, `Refused`."""
    with write_transaction():
        user = access.one(kept_users(by), pk=user_id)
        if user.pk == by.user_id:
            raise Refused("", "accounts.not_yourself")
        _must_be_ours_alone(user, by)
        User.objects.filter(pk=user.pk).update(is_active=False)
        _end_ways_in(user)
        note(by, "close account", f"user:{user.pk}")


def reopen(user_id: int, *, by: Viewer) -> None:
    """Lets an account be entered again; sessions and tokens of before stay ended. Raises `Missing`, `Refused`."""
    with write_transaction():
        user = access.one(kept_users(by), pk=user_id)
        _must_be_ours_alone(user, by)
        User.objects.filter(pk=user.pk).update(is_active=True)
        note(by, "reopen account", f"user:{user.pk}")


def sign_out_everywhere(user_id: int, *, by: Viewer) -> None:
    """Ends all sessions and tokens of an account of the administrator's sites. Raises `Missing`, `Refused`.

    Who works here no more and at another site instead is for that site's administrators.
    """
    with write_transaction():
        user = access.one(kept_users(by), pk=user_id)
        if not kept_appointments(by).filter(user=user, ended_at=None).exists():
            _must_be_ours_alone(user, by)
        _end_ways_in(user)
        note(by, "sign out everywhere", f"user:{user.pk}")


def set_password(user: User, password: str, *, by: Viewer) -> None:
    """A new password; sessions elsewhere end with the old one, and so do tokens and invitations of the account."""
    with write_transaction():
        user.set_password(password)
        user.save(update_fields=["password"])
        _withdraw_links(user)
        note(by if by.user_id else f"user:{user.pk}", "set password", f"user:{user.pk}")


def check_way_in(user_id: int, lost: str, *, by: Viewer) -> User:
    """The account to which a way back in may be handed over. Raises `Missing`, `Refused`.

    Who hands over a new password cannot also take the second factor away within days: alone they could enter the account.
    An administrator never hands over that of a member: `accounts.member_way_in` is for those who lead the group.
    """
    user = access.one(kept_users(by), pk=user_id)
    if user.pk == by.user_id:
        raise Refused("", "accounts.not_own_way_in")
    if belongs_to_member(user):
        raise Refused("", "accounts.way_in_of_member")
    _must_be_ours_alone(user, by)
    if not user.is_active:
        raise Refused("", "accounts.open_it_first")
    if lost == "factor" and not Authenticator.objects.filter(user=user).exists():
        raise Refused("lost", "accounts.no_factor_to_lose")
    lately = WayIn.objects.filter(user=user, made_by=by.user_id, created_at__gt=timezone.now() - BOTH_WITHIN)
    if lately.exclude(lost=lost).exists():
        raise Refused("lost", "accounts.second_for_both")
    return user


def hand_over_way_in(user_id: int, lost: str, reason: str, *, by: Viewer) -> str:
    """The word of a way back in, said this once, for a day; all sessions and tokens of the account end now.

    Raises `Missing`, `Refused`.
    """
    with write_transaction():
        return make_way_in(check_way_in(user_id, lost, by=by), lost, reason, by=by)


def make_way_in(user: User, lost: str, reason: str, *, by: Viewer) -> str:
    """The word of a way back in. Internal: access was checked in the transaction that is open. Raises `Refused`."""
    if not reason.strip():
        raise Refused("why", "accounts.why_missing")
    _end_ways_in(user)
    word, now = secrets.token_urlsafe(24), timezone.now()
    given = {"lost": lost, "reason": reason.strip()[:300], "made_by_id": by.user_id, "expires_at": now + WAY_IN_FOR}
    WayIn.objects.create(digest=digest_of(word), user=user, created_at=now, **given)
    note(by, "hand over way in", f"user:{user.pk}", person=user.person_id, detail=lost)
    return word


def use_way_in(word: str, password: str, *, by: Viewer) -> User:
    """The account with the new password, or, where the password is the account's own, without its lost second factors.

    Raises `Missing` for a word that opens nothing, `Refused` for a wrong password; after five of them the word is spent.
    """
    found = way_in(word)
    is_right = found.lost == "password" or found.user.check_password(password)
    with write_transaction():
        way = way_in(word)
        is_right = is_right and way.lost == found.lost and way.user.password == found.user.password
        _use(way, password) if is_right else _count_try(way, by)
    if not is_right:
        raise Refused("password", "accounts.wrong_password")
    return way.user


def note_entry(verb: str, who: Any = None, email: str = "") -> None:
    """One entry about coming in and going out; of an address that nobody has, only that it was tried."""
    user = holder_of(email) if email else who
    with write_transaction():
        actor = f"user:{user.pk}" if user is not None and user.pk and not email else NOBODY.actor
        note(actor, verb, f"user:{user.pk}" if user is not None and user.pk else "")


def ask_to_look(group_id: int, reason: str, *, by: Viewer) -> BreakGlass:
    """A request to look into a group of the administrator's sites; nothing is open yet. Raises `Missing`, `Refused`."""
    if not reason.strip():
        raise Refused("reason", "accounts.reason_missing")
    with write_transaction():
        access.one(access.programmes(by, Right.KEEP), groups=group_id)
        look = BreakGlass.objects.create(group_id=group_id, asked_by_id=by.user_id or 0, reason=reason.strip()[:400])
        note(by, "ask to look", f"glass:{look.pk}", group=group_id)
        return look


def agree_to_look(look_id: int, *, by: Viewer) -> None:
    """Opens a group to the administrator who asked, for an hour; only somebody else can. Raises `Missing`, `Refused`."""
    with write_transaction():
        look = access.one(kept_looks(by).filter(agreed_at=None, closed_at=None), pk=look_id)
        if look.asked_by_id == by.user_id:
            raise Refused("", "accounts.second_person")
        now = timezone.now()
        BreakGlass.objects.filter(pk=look.pk).update(agreed_by=by.user_id, agreed_at=now, ends_at=now + LOOK_FOR)
        note(by, "agree to look", f"glass:{look.pk}", group=look.group_id, detail=f"asked by user:{look.asked_by_id}")


def close_look(look_id: int, *, by: Viewer) -> None:
    """Refuses a request, takes it back, or ends a look before its hour is over. Raises `Missing`."""
    with write_transaction():
        look = access.one(kept_looks(by).filter(closed_at=None), pk=look_id)
        BreakGlass.objects.filter(pk=look.pk).update(closed_at=timezone.now())
        note(by, "close look", f"glass:{look.pk}", group=look.group_id)


def _use(way: WayIn, password: str) -> None:
    user = way.user
    WayIn.objects.filter(pk=way.pk).update(used_at=timezone.now())
    if way.lost == "password":
        user.set_password(password)
        user.save(update_fields=["password"])
    else:
        Authenticator.objects.filter(user=user).delete()
    _end_ways_in(user)
    note(f"user:{user.pk}", "use way in", f"user:{user.pk}", person=user.person_id, detail=way.lost)


def _count_try(way: WayIn, by: Viewer) -> None:
    spent = timezone.now() if way.tries + 1 >= MOST_TRIES else None
    WayIn.objects.filter(pk=way.pk).update(tries=F("tries") + 1, withdrawn_at=spent)
    note(by, "refuse way in", f"user:{way.user_id}")


def _place(site_id: int, programme_id: int | None, *, by: Viewer) -> tuple[Site, Programme | None]:
    site = access.one(access.sites(by, Right.KEEP), pk=site_id)
    if programme_id is None:
        return site, None
    return site, access.one(access.programmes(by, Right.KEEP), pk=programme_id, site=site)


def _must_fit(role: Role, programme: Programme | None) -> None:
    if programme is not None and role in (Role.ADMINISTRATOR, Role.MEMBER, Role.FACILITATOR):
        raise Refused("programme", "accounts.whole_site")


def _must_be_new(invited: Invited, by: Viewer) -> None:
    """Of accounts at other sites nothing is said here: whoever holds the link is told."""
    if kept_users(by).filter(email=invited.email.lower()).exists():
        raise Refused("email", "accounts.has_account")


def _must_have_no_account(person: Person) -> None:
    if User.objects.filter(person=person).exists():
        raise Refused("", "accounts.has_account")


def _invite(invited: Invited, site: Site, programme: Programme | None, person: Person | None, by: Viewer | None) -> str:
    word, now = secrets.token_urlsafe(24), timezone.now()
    same = Q(email=invited.email.lower(), role=invited.role, site=site) | (Q(person=person) if person else Q(pk=None))
    Invitation.objects.filter(same, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        digest=digest_of(word),
        email=invited.email.lower(),
        name=invited.name,
        role=invited.role,
        site=site,
        programme=programme,
        person=person,
        invited_by_id=by.user_id if by else None,
        expires_at=now + INVITED_FOR,
    )
    seen = {"person": person.pk} if person else {}
    note(by or "system", "invite", f"invitation:{invitation.pk}", detail=str(invited.role), **seen)
    return word


def _entering(invitation: Invitation, password: str | None, by: Viewer) -> User:
    holder = holder_of(invitation.email)
    if holder is None and password:
        person = invitation.person
        return User.objects.create_user(
            invitation.email, password, name=invitation.name, person=person, language=invitation.site.language
        )
    if holder is None or holder.pk != by.user_id:
        raise Refused("", "accounts.sign_in_first")
    if invitation.person and holder.person_id not in (None, invitation.person_id):
        raise Refused("", "accounts.has_account")
    if invitation.person:
        User.objects.filter(pk=holder.pk).update(person=invitation.person)
        holder.person = invitation.person
    return holder


def _give(user: User, role: Role, site: Site, programme: Programme | None) -> Appointment:
    """The appointment; a facilitator who is nobody at the site yet gets a person of their own. Raises `Refused`."""
    held = set(Appointment.objects.filter(user=user, ended_at=None).values_list("role", flat=True))
    if held and (role is Role.ADMINISTRATOR) != (held == {Role.ADMINISTRATOR}):
        raise Refused("role", "accounts.not_both")
    if role is Role.FACILITATOR and user.person_id is None:
        user.person = Person.objects.create(site=site, label=user.name[:LABEL], language=user.language)
        user.save(update_fields=["person"])
    found, made = Appointment.objects.get_or_create(user=user, role=role, site=site, programme=programme, ended_at=None)
    if not made:
        raise Refused("role", "accounts.holds_already")
    return found


def _must_be_ours_alone(user: User, by: Viewer) -> None:
    here = access.sites(by, Right.KEEP)
    if Appointment.objects.filter(user=user, ended_at=None).exclude(site__in=here).exists():
        raise Refused("", "accounts.also_elsewhere")


def _end_ways_in(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    _withdraw_links(user)


def _withdraw_links(user: User) -> None:
    """Whatever opens a door in the account's name ends: tokens of programs, and invitations that it made."""
    now = timezone.now()
    user.tokens.filter(withdrawn_at=None).update(withdrawn_at=now)
    ways = WayIn.objects.filter(Q(user=user) | Q(made_by=user), used_at=None, withdrawn_at=None)
    ways.update(withdrawn_at=now)
    Invitation.objects.filter(invited_by=user, used_at=None, withdrawn_at=None).update(withdrawn_at=now)
