"""The manager's page of a programme of 500 groups: the count of the night, the query, and the page with its rendering.

The rows are simulated: a year of weekly sessions of eight members and a facilitator in each group. The floor in the same run is
one row read from the same encrypted database.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

GROUPS = int(sys.argv[1]) if len(sys.argv) > 1 else 500
MEMBERS, SESSIONS, REPEATS = 8, 52, 20


def begin() -> "tempfile.TemporaryDirectory[str]":
    """A site of its own in a folder that is thrown away."""
    folder = tempfile.TemporaryDirectory(prefix="fourfold-bench-")
    os.environ |= {
        "FOURFOLD_HOME": f"{folder.name}/home",
        "FOURFOLD_KEYS": f"{folder.name}/keys",
        "DJANGO_SETTINGS_MODULE": "fourfold.web.settings",
        "FOURFOLD_DEMO": "1",
    }
    Path(folder.name, "home").mkdir()
    from fourfold.web.storage.keys import make_key

    make_key(Path(folder.name, "keys"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return folder


def build() -> None:
    """One programme with all its groups, and its manager."""
    from django.utils import timezone

    from fourfold.vocabulary import Level, Role
    from fourfold.web.models import (
        Appointment,
        Attendance,
        Estimate,
        Group,
        Membership,
        Person,
        Programme,
        Session,
        Site,
        Submission,
        User,
    )  # fmt: skip

    drawn, now, today = random.Random(2026), timezone.now(), timezone.localdate()
    site = Site.objects.create(name="Simulated site")
    programme = Programme.objects.create(site=site, name="Simulated programme")
    user = User.objects.create_user("manager@example.invalid", name="Manager")
    Appointment.objects.create(user=user, role=Role.MANAGER, site=site)
    for k in range(GROUPS):
        group = Group.objects.create(programme=programme, name=f"Group {k}", simulated=True)
        people = Person.objects.bulk_create(Person(site=site, label=f"P{j}") for j in range(MEMBERS + 1))
        Membership.objects.bulk_create(
            Membership(
                group=group, person=p, seat="member" if j else "facilitator", joined_on=today - timedelta(days=400),
                left_on=today - timedelta(days=drawn.randrange(400)) if j and drawn.random() < 0.15 else None,
            )
            for j, p in enumerate(people)
        )  # fmt: skip
        sessions = Session.objects.bulk_create(
            Session(group=group, number=n + 1, held_on=today - timedelta(days=7 * (SESSIONS - n)), status="held")
            for n in range(SESSIONS)
        )
        pairs = [(s, p, drawn.random() < 0.85) for s in sessions for p in people]
        Attendance.objects.bulk_create(
            Attendance(session=s, person=p, presence="present" if came else "absent") for s, p, came in pairs
        )
        Submission.objects.bulk_create(
            Submission(
                key=f"{s.pk}-{p.pk}", group=group, session=s, person=p, instrument="member_check_in", version="1",
                language="en", source="import", answers="{}", answered_at=now, received_at=now,
            )
            for s, p, came in pairs if came and p != people[0]
        )  # fmt: skip
        Estimate.objects.create(
            group=group, revision=0, last_submission=0, fingerprint="0", version="0", made_at=now, tables=bytes(40_000),
            n_signals=drawn.randrange(3), **{f"reading_{level}": drawn.gauss(5, 0.5) for level in Level},
        )  # fmt: skip


def milliseconds(what: Callable[[], object], repeats: int = REPEATS) -> float:
    """The median of some repeats."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        what()
        times.append(time.perf_counter() - begun)
    return sorted(times)[repeats // 2] * 1000


def main() -> None:
    """Print the table."""
    with begin():
        from django.test import Client

        from fourfold.web.access import viewer_of
        from fourfold.web.figures.actions import count
        from fourfold.web.figures.queries.programmes import figures
        from fourfold.web.models import Programme, User

        build()
        programme, user = Programme.objects.get(), User.objects.get()
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        rows = {
            "one row read (floor)": milliseconds(User.objects.get),
            "count of the night": milliseconds(lambda: count(programme.pk), 3),
            "the page's queries": milliseconds(lambda: figures(viewer_of(user))),
            "the page, signed in, rendered, audited": milliseconds(lambda: client.get("/programmes/")),
        }
        print(f"{GROUPS} groups of {MEMBERS}, {SESSIONS} sessions each: median milliseconds")
        for what, value in rows.items():
            print(f"{what:42s} {value:10.1f}")
        page = client.get("/programmes/")
        print(f"{'the page in bytes':42s} {len(page.content):10d}   (status {page.status_code})")


if __name__ == "__main__":
    main()
