"""Beginning, opening and writing process notes. The log tells who opened one and when, never of whom or of what it is."""

import json
from dataclasses import replace

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.accounts.models import User
from fourfold.web.audit.actions import in_one_quarter, note
from fourfold.web.notes.actions.sessions import writer
from fourfold.web.notes.models import ProcessKey, ProcessNote
from fourfold.web.notes.process_keys import OpenKey, Shut, as_word, locked_with, made, opened_with, recovery_word
from fourfold.web.notes.queries.process import own_key, own_notes, version_of
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

SHORTEST = 12
TRIES, TRIES_SECONDS = 5, 15 * 60


def begin(passphrase: str, again: str, *, by: Viewer) -> OpenKey:
    """The author's own key, sealed with a passphrase. Raises `Refused`, `Missing` for whoever leads no groups."""
    _check(passphrase, again, by)
    key = made(writer(by))
    sealed = locked_with(key, passphrase)
    with write_transaction():
        if own_key(by) is not None:
            raise Refused("passphrase", "process_notes.begun_already")
        row = ProcessKey.objects.create(user_id=key.user_id, sealed_key=sealed, made_at=timezone.now())
        note(by, "begin process notes", f"user:{by.user_id}")
    return replace(key, row=row.pk)


def open_with(passphrase: str, *, by: Viewer, field: str = "passphrase") -> OpenKey:
    """The author's key, by passphrase or by the word of the recovery sheet. Raises `Refused`, `Missing`.

    A try is counted before it is made, so that tries at the same moment are no more tries.
    """
    sealed = own_key(by)
    if sealed is None:
        raise Refused(field, "process_notes.not_begun")
    _count_try(by, field)
    key = _tried(sealed, passphrase)
    with write_transaction():
        if key is not None:
            cache.delete(_counter(by))
        note(by, "open process notes" if key else "fail to open process notes", f"user:{by.user_id}")
    if key is None:
        raise Refused(field, "process_notes.wrong", left=_left(by))
    return key


def change_passphrase(now: str, passphrase: str, again: str, *, by: Viewer) -> OpenKey:
    """The same key, sealed with another passphrase. Raises `Refused`, `Missing`."""
    key = open_with(now, by=by, field="now")
    _check(passphrase, again, by)
    sealed = locked_with(key, passphrase)
    with write_transaction():
        _still(key, by, "now")
        ProcessKey.objects.filter(pk=key.row).update(sealed_key=sealed)
        note(by, "change passphrase of process notes", f"user:{by.user_id}")
    return key


def make_recovery_word(passphrase: str, *, by: Viewer) -> str:
    """A new word that opens the notes too; the one before it opens nothing any more. Raises `Refused`, `Missing`.

    It asks for the passphrase again: notes left open on a screen must not become a way in for good.
    """
    key, word = open_with(passphrase, by=by), recovery_word()
    sealed = locked_with(key, word)
    with write_transaction():
        _still(key, by, "passphrase")
        ProcessKey.objects.filter(pk=key.row).update(sealed_for_recovery=sealed)
        note(by, "make recovery sheet of process notes", f"user:{by.user_id}")
    return word


def begin_anew(password: str, number: int, *, by: Viewer) -> int:
    """How many notes were destroyed for good, and their key with them. Raises `Refused`, `Missing`.

    It asks for the account's password: a browser left open must not be enough. A try at it counts like one at the passphrase.
    `number` of notes was told before; where there are others by now, nothing is destroyed.
    """
    if own_key(by) is None:
        raise Refused("password", "process_notes.not_begun")
    _count_try(by, "password")
    if not User.objects.get(pk=writer(by)).check_password(password):
        with write_transaction():
            note(by, "fail to begin process notes anew", f"user:{by.user_id}")
        raise Refused("password", "process_notes.wrong_password", left=_left(by))
    with write_transaction():
        gone = own_notes(by)
        if gone.count() != number:
            raise Refused("", "process_notes.other_number")
        gone.delete()
        ProcessKey.objects.filter(user=by.user_id).delete()
        cache.delete(_counter(by))
        note(by, "begin process notes anew", f"user:{by.user_id}", detail=f"{number} destroyed")
    return number


def write(key: OpenKey, title: str, text: str, *, by: Viewer) -> ProcessNote:
    """A new note. Raises `Missing`; `Refused` where the author began anew since the key was opened."""
    now = timezone.now()
    with write_transaction():
        _still(key, by, "text")
        made_now = ProcessNote(author_id=writer(by), written_at=now, changed_at=now)
        made_now.sealed_text = key.seal(made_now.uid, _told(title, text))
        made_now.save(force_insert=True)
        note(by, "write process note", f"process_note:{made_now.pk}")
    return made_now


def rewrite(key: OpenKey, note_id: int, told: tuple[str, str, str], *, by: Viewer) -> ProcessNote:
    """A note with another title and text; `told` ends with the version that was on the page. Raises `Missing`, `Refused`.

    The log tells of it once in each quarter of an hour.
    """
    title, text, version = told
    with write_transaction():
        row = access.one(own_notes(by).select_for_update(of=("self",)), pk=note_id)
        sealed = key.seal(row.uid, _told(title, text))
        if _is_same(key, row, title, text):
            return row
        if version != version_of(row):
            raise Refused("text", "process_notes.meanwhile")
        before, row.sealed_text, row.changed_at = row.changed_at, sealed, timezone.now()
        row.save(update_fields=["sealed_text", "changed_at"])
        if not in_one_quarter(before, row.changed_at):
            note(by, "write process note", f"process_note:{row.pk}")
    return row


def delete(note_id: int, *, by: Viewer) -> None:
    """The note is gone for good. Raises `Missing`."""
    with write_transaction():
        access.one(own_notes(by), pk=note_id).delete()
        note(by, "delete process note", f"process_note:{note_id}")


def _still(key: OpenKey, by: Viewer, field: str) -> None:
    """Whether the key is still the author's: what is sealed with one that was destroyed could never be read."""
    kept = own_key(by)
    if kept is None or kept.pk != key.row:
        raise Refused(field, "process_notes.begun_anew")


def _told(title: str, text: str) -> str:
    if not (title.strip() or text.strip()):
        raise Refused("text", "process_notes.empty")
    return json.dumps({"title": title.strip(), "text": text.replace("\r\n", "\n").strip()}, ensure_ascii=False)


def _is_same(key: OpenKey, row: ProcessNote, title: str, text: str) -> bool:
    try:
        return key.unseal(row.uid, bytes(row.sealed_text)) == _told(title, text)
    except Shut:
        raise Refused("text", "process_notes.does_not_open") from None


def _check(passphrase: str, again: str, by: Viewer) -> None:
    """A passphrase nobody guesses, that is not the password as well: who resets a password must not open the notes."""
    if passphrase != again:
        raise Refused("again", "process_notes.not_alike")
    if len(passphrase.strip()) < SHORTEST:
        raise Refused("passphrase", "process_notes.too_short", shortest=SHORTEST)
    try:
        CommonPasswordValidator().validate(passphrase)
    except ValidationError:
        raise Refused("passphrase", "process_notes.too_common") from None
    if User.objects.get(pk=writer(by)).check_password(passphrase):
        raise Refused("passphrase", "process_notes.not_the_password")


def _tried(sealed: ProcessKey, passphrase: str) -> OpenKey | None:
    ways = [(sealed.sealed_key, passphrase), (sealed.sealed_for_recovery, as_word(passphrase))]
    for kept, word in ways:
        try:
            if kept:
                return replace(opened_with(sealed.user_id, bytes(kept), word), row=sealed.pk)
        except Shut:
            continue
    return None


def _count_try(by: Viewer, field: str) -> None:
    with write_transaction():
        tried = cache.get(_counter(by), 0)
        if tried >= TRIES:
            raise Refused(field, "process_notes.wait", minutes=TRIES_SECONDS // 60)
        cache.set(_counter(by), tried + 1, TRIES_SECONDS)


def _left(by: Viewer) -> int:
    return max(TRIES - cache.get(_counter(by), 0), 0)


def _counter(by: Viewer) -> str:
    return f"process-notes-tries:{by.user_id}"
