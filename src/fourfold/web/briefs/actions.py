"""Answering whether the group talked about what the brief said."""

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.briefs.models import Discussion, discussed_choices
from fourfold.web.sessions.models import Session
from fourfold.web.storage.writing import write_transaction


def discussed(session_id: int, word: str, *, by: Viewer) -> Session:
    """The session, with whether last time's feedback was talked about in it; a later answer takes the place of an earlier one.

    Raises `Missing` for a session of no group that `by` leads, and for a word that is no answer.
    """
    if word not in dict(discussed_choices()):
        raise Missing
    session = access.one(Session.objects.filter(group__in=access.groups(by, Right.LEAD)), pk=session_id)
    with write_transaction():
        content = {"discussed": word, "answered_by_id": by.user_id, "answered_at": timezone.now()}
        Discussion.objects.update_or_create(session=session, defaults=content)
        note(by, "answer discussed", f"session:{session.pk}", group=session.group_id, detail=word)
    return session
