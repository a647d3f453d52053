"""How long the pages of staff take: the brief and the group of a two-year group of twelve, cold, warm and after a check-in.

python -m bench.pages            # in a database and keys of its own, thrown away afterwards

Cold: nothing is held by the process; estimates are in the database. New: a check-in came in since. Warm: the median of 50.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

_FOLDER = Path(tempfile.mkdtemp(prefix="fourfold-bench-"))
os.environ |= {
    "FOURFOLD_HOME": str(_FOLDER / "home"),
    "FOURFOLD_KEYS": str(_FOLDER / "keys"),
    "FOURFOLD_DEMO": "1",
    "FOURFOLD_HOSTS": "testserver",
    "DJANGO_SETTINGS_MODULE": "fourfold.web.settings",
    "OPENBLAS_NUM_THREADS": "1",
}
SESSIONS, MEMBERS = 104, 12


def main() -> None:
    """Measure and print a table."""
    from fourfold.web.storage.keys import make_key

    (_FOLDER / "home").mkdir()
    make_key(_FOLDER / "keys")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    groups, client = _world()
    two_years = groups[0]
    print(f"{'page':<34}{'cold':>9}{'new':>9}{'warm':>9}{'bytes':>10}")
    for name, address in (
        ("group, two years of twelve", f"/groups/{two_years}/"),
        ("brief, two years of twelve", f"/briefs/{two_years}/"),
        ("sheet, two years of twelve", f"/briefs/{two_years}/sheet.pdf"),
        ("group, twelve weeks of eight", f"/groups/{groups[1]}/"),
        ("brief, twelve weeks of eight", f"/briefs/{groups[1]}/"),
        ("today, six groups", "/"),
    ):
        group = groups[1] if "eight" in name else two_years
        _measure(name, lambda address=address: client.get(address), group)


def _measure(name: str, get: Callable[[], Any], group: int) -> None:
    from fourfold.web.estimates.queries import estimates_of

    get()
    estimates_of(group)
    _forget()
    cold = _timed(get)
    _check_in(group)
    new = _timed(get)
    answer = get()
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    warm = statistics.median(_timed(get) for _ in range(50))
    size = len(answer.content)
    print(f"{name:<34}{1000 * cold:>6.0f} ms{1000 * new:>6.0f} ms{1000 * warm:>6.1f} ms{size:>10,}")


def _timed(get: Callable[[], Any]) -> float:
    start = time.perf_counter()
    get()
    return time.perf_counter() - start


def _forget() -> None:
    """Empty what the process holds, as after a start."""
    from fourfold.feedback import charts
    from fourfold.web.briefs import queries as briefs
    from fourfold.web.estimates import queries as estimates
    from fourfold.web.overview import pages as group_page
    from fourfold.web.overview import queries as overview

    estimates.forget()
    charts.forget_pictures()
    for shelf in (briefs.pages, briefs.sheets, overview.pages, group_page.rendered):
        shelf.clear()


def _check_in(group: int) -> None:
    """One more answer in the last session, from somebody who had answered otherwise."""
    from fourfold.web.models import Submission

    given = Submission.objects.filter(group=group, instrument="member_check_in").latest("session__number", "pk")
    answers = json.loads(given.answers)
    answers["bond.group"] = 1 + answers.get("bond.group", 3) % 7
    given.delete()
    given.pk, given.answers = None, json.dumps(answers)
    given.save(force_insert=True)


def _world() -> tuple[list[int], Any]:
    """Six groups of one facilitator, the first two years old, and a client signed in as the facilitator."""
    from django.test import Client
    from django.utils import timezone

    from fourfold.simulate import Design, Talking, seats, simulate_group
    from fourfold.vocabulary import Group, Role
    from fourfold.web.access import Viewer
    from fourfold.web.models import Appointment, Membership, Person, Programme, Site, User
    from fourfold.web.records.actions import store

    site = Site.objects.create(name="Simulated clinic")
    programme = Programme.objects.create(site=site, name="Simulated programme")
    person = Person.objects.create(site=site, label="Facilitator 9")
    user = User.objects.create_user("bench@example.invalid", "a-long-word-for-bench", name="Bench", person=person)
    Appointment.objects.create(user=user, role=Role.FACILITATOR, site=site, since=timezone.now())
    groups = []
    for k in range(6):
        sessions, members, chairs = (SESSIONS, MEMBERS, 2) if k == 0 else (12, 8, 1)
        design = Design(
            Group(f"g{k}", f"Group {k + 1}", "Simulated programme", simulated=True), seats(members, chairs, f"g{k}-"),
            sessions=sessions, planned_sessions=1, talking=Talking(observed=1.0),
        )  # fmt: skip
        groups.append(store(simulate_group(design, seed=k).record, programme.pk, by=Viewer(None)))
        Membership.objects.create(group_id=groups[-1], person=person, seat="facilitator", joined_on=date.today())
    client = Client()
    client.force_login(user)
    return groups, client


if __name__ == "__main__":
    import shutil

    try:
        main()
    finally:
        shutil.rmtree(_FOLDER, ignore_errors=True)
