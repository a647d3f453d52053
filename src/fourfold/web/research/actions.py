"""Making a release: the file once, its row in the ledger, and for each person the entry that it held their answers."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone

from fourfold.formats.exchange import FORMS, zipped
from fourfold.formats.research_set import data_set
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.programmes.models import Programme
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.research.models import Release
from fourfold.web.research.queries.ledger import earlier, row_digest
from fourfold.web.research.queries.participants import participants
from fourfold.web.research.queries.proposal import Proposal, Wanted, proposal
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """What a researcher asks for, for which study, to which end, and in which form."""

    wanted: Wanted
    study: str
    purpose: str
    form: str


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made: the file, which is kept nowhere, and what the ledger says of it."""

    id: int
    name: str
    body: bytes
    digest: str


def make_release(asked: Asked, language: str, n_seen: int | None, *, by: Viewer) -> Made:
    """The file of a release, once. Raises `Missing`, and `Refused` where it may not leave.

    `n_seen` is how many releases of the programme had left when they looked at what would leave. A button pressed twice sends
    the same number twice, and the second time nothing is made.

    The names in it are drawn for it alone and kept nowhere. The file is made before the transaction, which asks again
    whether people and ledger are still those that were audited.
    """
    if asked.form not in FORMS:
        raise Refused("form", "forms.choose")
    _check_ledger(_programme(asked.wanted, by), n_seen)
    found = proposal(by, asked.wanted)
    if found.obstacle is not None or found.content is None:
        raise _refused(found)
    body = zipped(data_set(found.content, found.tables, language, simulated=found.simulated), asked.form)
    digest = sha256(body).hexdigest()
    with write_transaction():
        _check_unchanged(found, n_seen, by)
        release = Release.objects.create(**_row(asked, found, digest), made_by_id=by.user_id or 0, made_at=timezone.now())
        told = f"programme:{found.programme.pk} {digest[:16]} sha256 {row_digest(release)}"
        note(by, "make research release", f"release:{release.pk}", detail=told)
        for person in sorted(found.whom):
            note(by, "read research release", f"release:{release.pk}", person=person)
    return Made(release.pk, f"fourfold-release-{release.pk}-{digest[:12]}.zip", body, digest)


def _refused(found: Proposal) -> Refused:
    obstacle = found.obstacle
    if obstacle is None:
        return Refused("", "research.tables")
    return Refused("", obstacle.words, release=obstacle.release, day=obstacle.made_on)


def _check_unchanged(found: Proposal, n_seen: int | None, by: Viewer) -> None:
    programme = _programme(found.wanted, by)
    _check_ledger(programme, n_seen)
    now = participants(programme, found.wanted.last_day, today_at(programme.site.time_zone))
    if not found.whom <= now.keys():
        raise Refused("", "research.changed")


def _check_ledger(programme: Programme, n_seen: int | None) -> None:
    """Refused where the ledger is not as long as it was for whoever looked."""
    releases = earlier(programme.pk)
    if n_seen is None or n_seen > len(releases):
        raise Refused("", "research.look_first")
    if n_seen < len(releases):
        raise Refused("", "research.made_since", release=releases[n_seen].pk)


def _programme(wanted: Wanted, by: Viewer) -> Programme:
    return access.one(access.programmes(by, Right.STUDY).select_related("site"), pk=wanted.programme_id)


def _row(asked: Asked, found: Proposal, digest: str) -> dict[str, object]:
    made = found.content
    if made is None:
        raise Refused("", "research.tables")
    tables = [table.as_json() for table in (*found.tables, made.of_kinds)]
    return {
        "programme": found.programme,
        "study": asked.study,
        "purpose": asked.purpose,
        "form": asked.form,
        "last_day": asked.wanted.last_day,
        "people": {d: {"kind": list(kind), "levels": dict(made.levels[d])} for d, kind in made.kinds.items()},
        "tables": tables,
        "findings": {"told": found.n_told, "left_out": found.n_left_out, "earlier": found.n_before},
        "digest": digest,
    }
