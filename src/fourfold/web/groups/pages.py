"""Pages of the slice groups: the list, a group's own particulars, and its members."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fourfold.web.access import Missing, Right, may
from fourfold.web.audit.actions import note_read
from fourfold.web.groups import actions, forms, queries
from fourfold.web.people.queries import WORDING, erasable
from fourfold.web.programmes.queries import open_programmes, today_for
from fourfold.web.refusal import Refused
from fourfold.web.request import Request
from fourfold.web.templatetags.drawing import undo_address
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words


def start(request: Request) -> HttpResponse:
    """The viewer's groups."""
    may_begin = bool(open_programmes(request.viewer))
    if not may(request.viewer, Right.OVERSEE):
        raise Missing
    return render(request, "groups/groups.html", {"groups": queries.my_groups(request.viewer), "may_begin": may_begin})


def new(request: Request) -> HttpResponse:
    """A form for a group that begins."""
    viewer = request.viewer
    programmes = [(p.id, p.name) for p in open_programmes(viewer)]
    if not programmes:
        raise Missing
    suggested = {"kind": "open", "language": get_language(), "begins_on": today_for(viewer), "programme": programmes[0][0]}
    form = forms.NewGroupForm(
        request.POST or None, programmes=programmes, colleagues=queries.colleagues(viewer), initial=suggested
    )
    begun: list[int] = []

    def begin() -> None:
        told = form.cleaned_data
        group = actions.begin_group(
            told["programme"], form.details(), told["begins_on"], told.get("colleagues") or (), by=viewer
        )
        begun.append(group.pk)

    if form.carried_out(begin):
        messages.success(request, _say("groups.begun", name=form.cleaned_data["name"]))
        return redirect("group-members", begun[0])
    return render(request, "groups/new.html", {"form": form})


def edit(request: Request, group_id: int) -> HttpResponse:
    """A form for what is written down about a group, and its closing."""
    group, _ = queries.led_group(request.viewer, group_id)
    kept = ("name", "kind", "language", "minutes", "peer_items")
    told = {**{name: getattr(group, name) for name in kept}, "usual_gap_days": round(group.usual_gap_days)}
    form = forms.GroupForm(request.POST or None, initial=told)
    if form.carried_out(lambda: actions.change_group(group_id, form.details(), by=request.viewer)):
        messages.success(request, _say("groups.changed", name=form.cleaned_data["name"]))
        return redirect("group-members", group_id)
    return render(request, "groups/edit.html", {"form": form, "group": group})


@require_POST
def close(request: Request, group_id: int) -> HttpResponse:
    """Closes a group; the message can undo it."""
    group, _ = queries.led_group(request.viewer, group_id)
    actions.close_group(group_id, by=request.viewer)
    undo = reverse("group-reopen", args=[group_id])
    messages.success(request, _say("groups.closed", name=group.name), extra_tags=f"undo:{undo}")
    return redirect("groups")


@require_POST
def reopen(request: Request, group_id: int) -> HttpResponse:
    """Reopens a group."""
    group, _ = queries.led_group(request.viewer, group_id)
    actions.reopen_group(group_id, by=request.viewer)
    messages.success(request, _say("groups.reopened", name=group.name))
    return redirect("group-members", group_id)


def members(request: Request, group_id: int) -> HttpResponse:
    """Who belongs to a group, and who did."""
    found = queries.members_of(request.viewer, group_id)
    note_read(request.viewer, "members", f"group:{group_id}", group=group_id)
    told = any(undo_address(message.extra_tags) for message in messages.get_messages(request))
    return render(request, "groups/members.html", {"found": found, "group": found.group, "told_undo": told})


def enrol_new(request: Request, group_id: int) -> HttpResponse:
    """A form for somebody who is new to the site."""
    group, today = queries.led_group(request.viewer, group_id)
    form = forms.NewcomerForm(request.POST or None, initial={"joined_on": today, "language": group.language})

    def enrol() -> None:
        told = form.cleaned_data
        confirmed = told["confirmed"]
        actions.enrol_newcomer(group_id, form.newcomer(), told["joined_on"], confirmed=confirmed, by=request.viewer)

    given = {"form": form, "group": group, "wording": WORDING}
    return _change(request, form, enrol, ("groups/enrol.html", given), lambda: ("enrolled", form.cleaned_data["label"]))


def enrol_known(request: Request, group_id: int) -> HttpResponse:
    """A form for somebody known to the viewer, or to a colleague who has told the code."""
    group, today = queries.led_group(request.viewer, group_id)
    people = queries.known_people(request.viewer, group_id)
    form = forms.KnownForm(request.POST or None, people=people, initial={"joined_on": today})
    enrolled: list[str] = []

    def enrol() -> None:
        told = form.cleaned_data
        confirmed = told["confirmed"]
        person, code, day = told.get("person"), told["code"], told["joined_on"]
        if not person and not code:
            raise Refused("code", "groups.choose_or_code")
        if person:
            spell = actions.enrol(group_id, person, "member", day, confirmed=confirmed, by=request.viewer)
        else:
            spell = actions.enrol_by_code(group_id, code, day, confirmed=confirmed, by=request.viewer)
        enrolled.append(spell.person.label)

    given = {"form": form, "group": group, "people": people}
    return _change(request, form, enrol, ("groups/known.html", given), lambda: ("enrolled", enrolled[0]))


def guest(request: Request, group_id: int) -> HttpResponse:
    """A form for a guest of one session."""
    group, today = queries.led_group(request.viewer, group_id)
    people = queries.known_people(request.viewer, group_id)
    form = forms.GuestForm(request.POST or None, people=people, initial={"guest_day": today})
    admitted: list[str] = []

    def admit() -> None:
        whom = form.guest()
        if whom is None:
            raise Refused("guest_label", "groups.choose_or_name")
        spell = actions.admit_guest(group_id, whom, form.cleaned_data["guest_day"], by=request.viewer)
        admitted.append(spell.person.label)

    return _change(
        request, form, admit, ("groups/guest.html", {"form": form, "group": group}), lambda: ("admitted", admitted[0])
    )


def facilitator(request: Request, group_id: int) -> HttpResponse:
    """A form for another facilitator."""
    group, today = queries.led_group(request.viewer, group_id)
    possible = queries.possible_facilitators(request.viewer, group_id)
    form = forms.FacilitatorForm(request.POST or None, colleagues=possible, initial={"joined_on": today})

    def add() -> None:
        actions.add_facilitator(group_id, form.cleaned_data["colleague"], form.cleaned_data["joined_on"], by=request.viewer)

    given = {"form": form, "group": group, "possible": possible}
    return _change(
        request,
        form,
        add,
        ("groups/facilitator.html", given),
        lambda: ("leads_too", dict(possible)[form.cleaned_data["colleague"]]),
    )


def leave(request: Request, group_id: int, spell_id: int) -> HttpResponse:
    """A form for somebody's last day."""
    group, today = queries.led_group(request.viewer, group_id)
    spell = queries.led_spell(request.viewer, spell_id, group_id)
    form = forms.LeaveForm(request.POST or None, initial={"left_on": spell.left_on or today})

    def end() -> None:
        actions.leave(spell_id, form.cleaned_data["left_on"], form.reason(), by=request.viewer)

    given = {"form": form, "group": group, "spell": spell}
    return _change(request, form, end, ("groups/leave.html", given), lambda: ("left", spell.label))


def come_back(request: Request, group_id: int, person_id: int) -> HttpResponse:
    """A form for the first day of somebody who is back."""
    group, today = queries.led_group(request.viewer, group_id)
    label = queries.was_here(request.viewer, group_id, person_id)
    form = forms.ReturnForm(request.POST or None, initial={"joined_on": today})

    def begin() -> None:
        told = form.cleaned_data
        confirmed = told["confirmed"]
        actions.return_to(group_id, person_id, told["joined_on"], confirmed=confirmed, by=request.viewer)

    given = {"form": form, "group": group, "label": label, "person_id": person_id}
    return _change(request, form, begin, ("groups/return.html", given), lambda: ("returned", label))


def transfer(request: Request, group_id: int, spell_id: int) -> HttpResponse:
    """A form for a move to another group of the site."""
    group, today = queries.led_group(request.viewer, group_id)
    spell = queries.led_spell(request.viewer, spell_id, group_id)
    others = queries.groups_to_move_to(request.viewer, spell_id)
    form = forms.TransferForm(request.POST or None, groups=others, initial={"last_day": today, "first_day": today})

    def move() -> None:
        told = form.cleaned_data
        actions.transfer(
            spell_id,
            told["to_group"],
            told["first_day"],
            told["last_day"],
            reason=form.reason(),
            confirmed=told["confirmed"],
            by=request.viewer,
        )

    given = {"form": form, "group": group, "spell": spell, "others": others}
    return _change(request, form, move, ("groups/transfer.html", given), lambda: ("moved", spell.label))


@require_POST
def undo(request: Request, group_id: int) -> HttpResponse:
    """Takes back the last change of who belongs to a group."""
    try:
        change = actions.undo_last(group_id, by=request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
    else:
        messages.success(request, _say("groups.undone", name=change.label))
    return redirect("group-members", group_id)


def erase(request: Request) -> HttpResponse:
    """Two steps for an administrator: whose name goes, by their code; then whether it is meant."""
    if not may(request.viewer, Right.KEEP):
        raise Missing
    form = forms.EraseForm(request.POST or None)
    gone: list[str] = []

    def go() -> None:
        told = form.cleaned_data
        person_id = erasable(request.viewer, told["code"])
        if person_id is None:
            raise Refused("code", "people.unknown_code")
        if request.POST.get("meant") == "yes":
            gone.append(actions.erase_person(person_id, told["erase_reason"], by=request.viewer))

    if not form.carried_out(go):
        return render(request, "people/erase.html", {"form": form})
    if gone:
        messages.success(request, _say("people.erased", name=gone[0]))
        return redirect("person-erase")
    return render(request, "people/erase_meant.html", {"form": form})


def _change(
    request: Request,
    form: WordedForm,
    act: Callable[[], None],
    page: tuple[str, dict[str, Any]],
    told: Callable[[], tuple[str, str]],
) -> HttpResponse:
    """One change of who belongs to a group: done and told with a way to undo it, or the form again."""
    template, given = page
    group_id = given["group"].pk
    if form.carried_out(act):
        words, label = told()
        undo = reverse("members-undo", args=[group_id])
        messages.success(request, _say(f"groups.{words}", name=label), extra_tags=f"undo:{undo}")
        back = request.GET.get("next", "")
        known = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if known else reverse("group-members", args=[group_id]))
    forms.ask_only_what_was_refused(form)
    note_read(request.viewer, "members", f"group:{group_id}", group=group_id)
    return render(request, template, given)


def _say(words: str, **given: object) -> str:
    return site_words(get_language()).say(words, None, **given)
