"""Pages of the slice people: the basics about somebody, and what they agreed to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override

from fourfold.feedback.words import LANGUAGES
from fourfold.web.access import Missing, Right, may
from fourfold.web.audit.actions import note_read
from fourfold.web.people import actions, queries
from fourfold.web.people.forms import ConsentForm, PersonForm, WithdrawForm
from fourfold.web.people.queries import WORDING, PersonCard
from fourfold.web.request import Request
from fourfold.web.words import site_words


def person(request: Request, person_id: int) -> HttpResponse:
    """The basics about one person."""
    found = queries.card(request.viewer, person_id)
    note_read(request.viewer, "person", f"person:{person_id}", person=person_id)
    return render(request, "people/person.html", {"person": found})


def edit(request: Request, person_id: int) -> HttpResponse:
    """A form for the basics."""
    found = _changeable(request, person_id)
    name = found.full_name if found.name_opens else ""
    told = {"label": found.label, "full_name": name, "language": found.language, "shapes": found.shapes}
    form = PersonForm(request.POST or None, initial=told)
    if form.carried_out(lambda: actions.change_person(person_id, form.details(), by=request.viewer)):
        messages.success(request, _say("people.changed", name=form.cleaned_data["label"]))
        return redirect("person", person_id)
    return render(request, "people/edit.html", {"form": form, "person": found})


def give_consent(request: Request, person_id: int) -> HttpResponse:
    """A form for an agreement that was signed."""
    found = _changeable(request, person_id)
    told = {"given_on": found.today, "consent_language": found.language, "kind": next(iter(found.not_given), None)}
    form = ConsentForm(request.POST or None, kinds=found.not_given, initial=told)

    def give() -> None:
        signed = form.cleaned_data
        actions.give_consent(person_id, signed["kind"], signed["given_on"], signed["consent_language"], by=request.viewer)

    if form.carried_out(give):
        messages.success(request, _say("people.consent_given", name=found.label))
        return redirect("person", person_id)
    return render(request, "people/give_consent.html", {"form": form, "person": found, "wording": WORDING})


def withdraw_consent(request: Request, consent_id: int) -> HttpResponse:
    """A form for the day from which an agreement no longer holds. Who no longer takes part is led to the last day."""
    consent, person_id, label = queries.consent(request.viewer, consent_id)
    found = _changeable(request, person_id)
    form = WithdrawForm(request.POST or None, initial={"withdrawn_on": found.today})
    if form.carried_out(lambda: actions.withdraw_consent(consent_id, form.cleaned_data["withdrawn_on"], by=request.viewer)):
        messages.success(request, _say(f"people.withdrawn_{consent.kind}", name=label))
        return redirect(_after_withdrawal(found) if consent.kind == "taking_part" else reverse("person", args=[person_id]))
    return render(request, "people/withdraw.html", {"form": form, "person": found, "consent": consent})


def consent_sheet(request: Request, language: str) -> HttpResponse:
    """The consent form to print, in the member's language. No name stands on it."""
    if not may(request.viewer, Right.OVERSEE) or language not in LANGUAGES:
        raise Missing
    other = next(code for code in LANGUAGES if code != language)
    with override(language):
        return render(request, "people/consent_sheet.html", {"language": language, "other": other, "wording": WORDING})


def _changeable(request: Request, person_id: int) -> PersonCard:
    found = queries.card(request.viewer, person_id)
    if not found.may_change or found.erased:
        raise Missing
    note_read(request.viewer, "person", f"person:{person_id}", person=person_id)
    return found


def _after_withdrawal(found: PersonCard) -> str:
    """The page on which the spell that is still open gets its last day."""
    for spell in found.groups:
        if spell.seat == "member" and (spell.left_on is None or spell.left_on >= found.today):
            return reverse("member-leave", args=[spell.id, spell.spell_id])
    return reverse("person", args=[found.id])


def _say(words: str, **given: object) -> str:
    return site_words(get_language()).say(words, None, **given)
