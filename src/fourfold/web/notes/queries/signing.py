"""Who has been asked to co-sign the notes of a session, who can be, and of which texts a signature is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.accounts.models import User
from fourfold.web.flags.queries import colleagues
from fourfold.web.notes.digests import digest_of_addendum, digest_of_all, digest_of_note
from fourfold.web.notes.models import Addendum, CoSignature, Note
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now

OPEN = Q(signed_at=None, withdrawn_at=None, sent_back_at=None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked: an account that oversees or leads the group."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `n_later` are the addenda that came after the signature and are not signed."""

    id: int
    asked_by: str
    asked_of: str
    is_for_me: bool
    asked_at: datetime
    signed_at: datetime | None
    sent_back_at: datetime | None
    withdrawn_at: datetime | None
    n_later: int

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it."""
        return not (self.signed_at or self.sent_back_at or self.withdrawn_at)


def requests_of(viewer: Viewer, session: Session) -> tuple[Request, ...]:
    """The requests of a session that the viewer oversees, the latest first."""
    mine = CoSignature.objects.filter(session__group__in=access.groups(viewer, Right.OVERSEE).values("pk"))
    rows = mine.filter(session=session).select_related("asked_by", "asked_of").order_by("-asked_at", "-pk")
    added = list(Addendum.objects.filter(note__session=session).values_list("written_at", flat=True)) if rows else []
    return tuple(_request(viewer, session, row, added) for row in rows)


def candidates(viewer: Viewer, session: Session) -> tuple[Candidate, ...]:
    """Who can be asked to co-sign: the supervisors of the group's programme and colleagues who lead the group too.

    Neither the viewer, nor who locked the notes, nor somebody of whom an answer is awaited or who signed all there is.
    """
    group = access.group(viewer, Right.LEAD, session.group_id)
    last = Addendum.objects.filter(note__session=session).aggregate(at=Max("written_at"))["at"]
    signed_all = Q(signed_at__gte=last) if last else Q(signed_at__isnull=False)
    asked = CoSignature.objects.filter(OPEN | signed_all, session=session).values("asked_of")
    locked_by = Note.objects.filter(session=session, locked_by__isnull=False).values("locked_by")
    here = Q(appointments__programme=None) | Q(appointments__programme=group.programme_id)
    held = {"appointments__role": Role.SUPERVISOR, "appointments__ended_at": None}
    overseeing = User.objects.filter(here, **held, appointments__site=group.programme.site_id, is_active=True)
    leading = [colleague.user_id for colleague in colleagues([group.pk], viewer).get(group.pk, [])]
    able = User.objects.filter(Q(pk__in=overseeing.values("pk")) | Q(pk__in=leading), is_active=True)
    rows = able.exclude(pk=viewer.user_id or 0).exclude(pk__in=asked).exclude(pk__in=locked_by).order_by("name", "pk")
    return tuple(Candidate(*row) for row in rows.values_list("pk", "name"))


def open_requests(viewer: Viewer, right: Right) -> QuerySet[CoSignature]:
    """Requests that nobody has answered, about the groups over which a viewer has a right."""
    groups = access.groups(viewer, right).values("pk")
    return CoSignature.objects.filter(OPEN, session__group__in=groups).select_related("session__group__programme__site")


def digest_of_session(session: Session, until: datetime | None = None) -> str:
    """The digest of a session's notes and of their addenda up to a time: what is signed. Internal: no viewer is asked."""
    notes = [digest_of_note(note) for note in Note.objects.filter(session=session)]
    rows = Addendum.objects.filter(note__session=session)
    added = rows if until is None else rows.filter(written_at__lte=until)
    return digest_of_all([*notes, *(digest_of_addendum(row) for row in added)])


def _request(viewer: Viewer, session: Session, row: CoSignature, added: list[datetime]) -> Request:
    def local(at: datetime | None) -> datetime | None:
        return local_now(session.group, at) if at else None

    return Request(
        id=row.pk,
        asked_by=row.asked_by.name,
        asked_of=row.asked_of.name,
        is_for_me=row.asked_of_id == viewer.user_id,
        asked_at=local_now(session.group, row.asked_at),
        signed_at=local(row.signed_at),
        sent_back_at=local(row.sent_back_at),
        withdrawn_at=local(row.withdrawn_at),
        n_later=sum(at > row.signed_at for at in added) if row.signed_at else 0,
    )
