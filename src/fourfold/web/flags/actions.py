"""Answering what waits for a person: take it on, ask a colleague, say that it is done, take the last step back."""

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.flags.models import Flag
from fourfold.web.flags.queries import colleagues, flags
from fourfold.web.storage.writing import write_transaction


def raise_safety(administration_id: int, group_id: int, person_id: int, *, is_news: bool, by: Viewer | str) -> None:
    """A flag for an answer about safety, once for each self-assessment. Nothing takes it back but somebody who has spoken.

    `is_news`: the answer is another one than before, so that it waits again where somebody had spoken already.
    """
    with write_transaction():
        now = timezone.now()
        flag, is_new = Flag.objects.get_or_create(
            administration_id=administration_id,
            defaults={"group_id": group_id, "person_id": person_id, "kind": "safety", "raised_at": now},
        )
        waits_again = not is_new and is_news and flag.done_at is not None
        if waits_again:
            flag.raised_at, flag.done_at, flag.taken_by, flag.taken_at = now, None, None, None
            flag.save(update_fields=["raised_at", "done_at", "taken_by", "taken_at"])
        if is_new or waits_again:
            note(by, "raise flag", f"flag:{flag.pk}", group=group_id, person=person_id)


def take_on(flag_id: int, *, by: Viewer) -> Flag:
    """The flag, taken on by the viewer; whoever took it on before stays if it was somebody else. Raises `Missing`."""
    with write_transaction():
        flag = _flag(flag_id, by)
        if flag.taken_by_id is None and flag.done_at is None:
            flag.taken_by_id, flag.taken_at = by.user_id, timezone.now()
            _save(flag, "take on", by, "taken_by", "taken_at")
        return flag


def ask(flag_id: int, colleague: int, *, by: Viewer) -> Flag:
    """The flag, with a colleague who leads the group too asked to speak. Raises `Missing`."""
    with write_transaction():
        flag = _flag(flag_id, by)
        if colleague not in {c.user_id for c in colleagues([flag.group_id], by).get(flag.group_id, [])}:
            raise Missing
        flag.asked_of_id, flag.taken_by_id, flag.taken_at = colleague, None, None
        return _save(flag, "ask a colleague about", by, "asked_of", "taken_by", "taken_at")


def done(flag_id: int, *, by: Viewer) -> Flag:
    """The flag, done: somebody has spoken. Taken on by the viewer where nobody had. Raises `Missing`."""
    with write_transaction():
        flag = _flag(flag_id, by)
        if flag.done_at is None:
            now = timezone.now()
            if flag.taken_by_id is None:
                flag.taken_by_id, flag.taken_at = by.user_id, now
            flag.done_at = now
            _save(flag, "finish", by, "taken_by", "taken_at", "done_at")
        return flag


def undo(flag_id: int, *, by: Viewer) -> Flag:
    """The flag with its last step taken back: done, else taken on, else asked. Raises `Missing`."""
    with write_transaction():
        flag = _flag(flag_id, by)
        if flag.done_at:
            flag.done_at = None
        elif flag.taken_by_id:
            flag.taken_by_id = flag.taken_at = None
        else:
            flag.asked_of_id = None
        return _save(flag, "take back a step of", by, "done_at", "taken_by", "taken_at", "asked_of")


def _flag(flag_id: int, by: Viewer) -> Flag:
    return access.one(flags(by).select_for_update(of=("self",)).select_related("person"), pk=flag_id)


def _save(flag: Flag, verb: str, by: Viewer, *fields: str) -> Flag:
    flag.save(update_fields=fields)
    note(by, f"{verb} flag", f"flag:{flag.pk}", group=flag.group_id, person=flag.person_id)
    return flag
