"""Pages of what staff type from paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from fourfold.instruments import Kind
from fourfold.web.assessments.actions.typing import type_answers, type_totals
from fourfold.web.assessments.forms.typing import AnswersForm, ChooseForm, TotalsForm
from fourfold.web.assessments.offered import title_of
from fourfold.web.assessments.queries.typing import read_beside, to_choose, typed
from fourfold.web.audit.actions import note_read
from fourfold.web.programmes.queries import today_at
from fourfold.web.request import Request
from fourfold.web.words import site_words

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def choose(request: Request, group_id: int) -> HttpResponse:
    """Of whom, and which instrument; leads to the form."""
    group, people, instruments = to_choose(request.viewer, group_id, request.LANGUAGE_CODE)
    note_read(request.viewer, "assessments", f"group:{group_id}", group=group_id)
    form = ChooseForm(request.POST or None, people, instruments, initial={"person": request.GET.get("person", "")})
    if form.is_valid():
        return redirect("assessment-type", form.cleaned_data["person"], group_id, form.cleaned_data["instrument"])
    return render(request, "assessments/choose.html", {"form": form, "group": group}, status=422 if form.errors else 200)


@require_http_methods(_METHODS)
def from_paper(request: Request, person_id: int, group_id: int, instrument_key: str) -> HttpResponse:
    """The answers of a paper form one by one, or its totals."""
    where = (person_id, group_id, instrument_key)
    found = typed(request.viewer, *where)
    only_totals = not found.instrument.items or found.instrument.kind is Kind.RECORDED
    by_totals = only_totals or request.GET.get("by") == "totals"
    note_read(request.viewer, "member assessments", f"person:{person_id}", group=group_id, person=person_id)
    today = today_at(found.group.programme.site.time_zone)
    given = request.POST or None
    form: AnswersForm | TotalsForm
    if by_totals:
        form = TotalsForm(given, found.instrument, today)
    else:
        form = AnswersForm(given, found.instrument, read_beside(found, request.LANGUAGE_CODE), today)
    kept: list[int] = []

    def act() -> None:
        day = form.cleaned_data["day"]
        if isinstance(form, TotalsForm):
            kept.append(type_totals(where, day, form.totals(), by=request.viewer).pk)
        else:
            kept.append(type_answers(where, day, form.answers(), by=request.viewer).pk)

    if form.carried_out(act):
        undo = f"undo:{reverse('assessment-withdraw', args=kept)}"
        messages.success(
            request, site_words(get_language()).say("assessments.typed_in", name=found.person.label), extra_tags=undo
        )
        return redirect("member-assessments", person_id, group_id)
    shown = {
        "form": form,
        "found": found,
        "group": found.group,
        "title": title_of(found.instrument, request.LANGUAGE_CODE),
        "by_totals": by_totals,
        "may_choose": not only_totals and bool(found.instrument.scales),
    }
    return render(request, "assessments/type.html", shown, status=422 if form.errors else 200)
