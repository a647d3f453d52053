"""Pages of asking in a group: the tab, whom what, schedules, cards, and taking it back."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourfold.web.access import Missing
from fourfold.web.assessments.actions import asking as actions
from fourfold.web.assessments.forms.asking import AskForm, ScheduleForm
from fourfold.web.assessments.queries import asking as queries
from fourfold.web.audit.actions import note_read
from fourfold.web.request import Request, posted_number
from fourfold.web.words import site_words

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})
_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def group_page(request: Request, group_id: int) -> HttpResponse:
    """Who is asked what, how far it has come, and what is asked by itself."""
    found = queries.on_group(request.viewer, group_id, request.LANGUAGE_CODE)
    note_read(request.viewer, "assessments", f"group:{group_id}", group=group_id)
    return render(request, "assessments/group.html", {"found": found, "group": found.group})


@require_http_methods(_METHODS)
def ask(request: Request, group_id: int) -> HttpResponse:
    """Which instruments, of whom; asked at once."""
    found = _led(request, group_id)
    form = AskForm(request.POST or None, found)
    made: list[int] = []

    def act() -> None:
        told = form.cleaned_data
        made.append(actions.ask(group_id, told["instruments"], told["people"], by=request.viewer))

    if form.carried_out(act):
        before, after = found.waiting, queries.on_group(request.viewer, group_id, request.LANGUAGE_CODE).waiting
        new = {one.id for one in after} - {one.id for one in before}
        undo = f"undo:{reverse('assessment-ask-undo', args=[group_id])}?of={'.'.join(map(str, sorted(new)))}" if new else ""
        messages.success(request, _say("assessments.asked", made[0]), extra_tags=undo)
        return redirect("assessment-cards", group_id)
    shown = {"form": form, "group": found.group, "found": found}
    return render(request, "assessments/ask.html", shown, status=422 if form.errors else 200)


@require_POST
def ask_undo(request: Request, group_id: int) -> HttpResponse:
    """Those who were asked together by mistake, not asked any more."""
    ids = [posted_number(one) or 0 for one in request.GET.get("of", "").split(".")]
    taken_back = actions.withdraw_asked(group_id, ids, by=request.viewer)
    messages.success(request, _say("assessments.asked_undone", taken_back))
    return redirect("group-assessments", group_id)


@require_http_methods(_METHODS)
def schedule(request: Request, group_id: int) -> HttpResponse:
    """An instrument that is asked by itself from now on."""
    found = _led(request, group_id)
    form = ScheduleForm(request.POST or None, found)
    made: list[int] = []

    def act() -> None:
        told = form.cleaned_data
        made.append(actions.set_schedule(group_id, told["instrument"], told["moment"], told["weeks"], by=request.viewer).pk)

    if form.carried_out(act):
        is_new = made[0] not in {one.id for one in found.planned}
        messages.success(request, _say("assessments.scheduled"), extra_tags=_undo("schedule-unset", made[0]) if is_new else "")
        return redirect("group-assessments", group_id)
    shown = {"form": form, "group": found.group, "found": found}
    return render(request, "assessments/schedule.html", shown, status=422 if form.errors else 200)


@require_POST
def unset_schedule(request: Request, schedule_id: int) -> HttpResponse:
    """What was planned by mistake, as it was before."""
    row, is_undone = actions.unset_schedule(schedule_id, by=request.viewer)
    messages.success(request, _say("assessments.schedule_unset" if is_undone else "assessments.schedule_has_ended"))
    return redirect("group-assessments", row.group_id)


@require_POST
def end_schedule(request: Request, schedule_id: int) -> HttpResponse:
    """A schedule that asks no more; can be undone."""
    row = actions.end_schedule(schedule_id, by=request.viewer)
    messages.success(request, _say("assessments.schedule_ended"), extra_tags=_undo("schedule-undo", schedule_id))
    return redirect("group-assessments", row.group_id)


@require_POST
def go_on_with_schedule(request: Request, schedule_id: int) -> HttpResponse:
    """A schedule that goes on after all."""
    row = actions.go_on_with_schedule(schedule_id, by=request.viewer)
    messages.success(request, _say("assessments.another_runs" if row.ended_at else "assessments.schedule_goes_on"))
    return redirect("group-assessments", row.group_id)


@require_POST
def withdraw(request: Request, administration_id: int) -> HttpResponse:
    """An asking taken back; can be undone."""
    row = actions.withdraw(administration_id, by=request.viewer)
    if row.withdrawn_at is None:
        messages.info(request, _say("assessments.is_finished"))
    else:
        words = "assessments.typed_withdrawn" if row.finished_at else "assessments.withdrawn"
        messages.success(request, _say(words, name=row.person.label), extra_tags=_undo("assessment-undo", administration_id))
    return _back_from(row.person_id, row.group_id, typed=bool(row.finished_at))


@require_POST
def restore(request: Request, administration_id: int) -> HttpResponse:
    """An asking that is open after all."""
    row = actions.restore(administration_id, by=request.viewer)
    kept = "assessments.typed_in" if row.finished_at else "assessments.restored"
    words = kept if row.withdrawn_at is None else "assessments.asked_anew_meanwhile"
    messages.success(request, _say(words, name=row.person.label))
    return _back_from(row.person_id, row.group_id, typed=bool(row.finished_at))


@require_POST
def reissue(request: Request, administration_id: int) -> HttpResponse:
    """Another code, which ends the one there was."""
    row = actions.give_anew(administration_id, by=request.viewer)
    open_words = "assessments.withdrawn" if row.withdrawn_at else "assessments.given_anew"
    messages.info(request, _say("assessments.is_finished" if row.finished_at else open_words, name=row.person.label))
    return redirect("assessment-cards", row.group_id)


@require_safe
def cards(request: Request, group_id: int) -> HttpResponse:
    """The cards of what waits, to print and hand over."""
    group, waiting = queries.to_print(request.viewer, group_id, request.LANGUAGE_CODE)
    note_read(request.viewer, "assessment cards", f"group:{group_id}", group=group_id)
    shown = {
        "group": group,
        "printed": [{"asked": one, "drawing": _drawing(request, one.token)} for one in waiting],
        "address": request.build_absolute_uri(reverse("assessment-code")).partition("://")[2],
        "only_here": split_domain_port(request.get_host())[0] in _THIS_MACHINE,
    }
    return render(request, "assessments/cards.html", shown)


def _led(request: Request, group_id: int) -> queries.OnGroup:
    found = queries.on_group(request.viewer, group_id, request.LANGUAGE_CODE)
    if not found.leads:
        raise Missing
    return found


def _back_from(person_id: int, group_id: int, *, typed: bool) -> HttpResponse:
    """To the member where something was typed from paper, which stands on their page; else to the group."""
    return redirect("member-assessments", person_id, group_id) if typed else redirect("group-assessments", group_id)


def _drawing(request: Request, token: str) -> str:
    """A QR code of a door's address as SVG that stands in the page."""
    address = request.build_absolute_uri(reverse("assessment", args=[token]))
    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True))


def _undo(name: str, row_id: int) -> str:
    return f"undo:{reverse(name, args=[row_id])}"


def _say(key: str, count: int | None = None, **given: object) -> str:
    return site_words(get_language()).say(key, count, **given)
