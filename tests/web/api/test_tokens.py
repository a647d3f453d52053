"""Tokens: made by staff, shown once, with a scope and an end; and everything that ends one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.accounts.actions import agree_to_look, ask_to_look, end, set_password
from fourfold.web.api.actions import MOST_TOKENS, make_token, withdraw_token
from fourfold.web.api.queries import tokens, viewer_behind
from fourfold.web.api.scopes import AREAS
from fourfold.web.audit.queries import seen_by
from fourfold.web.models import ApiToken, Appointment, AuditEntry
from fourfold.web.refusal import Refused
from tests.web.api.programs import Program, program_of
from tests.web.personas import World, account

SignIn = Callable[[str], Client]
NONE = {f"area_{area.replace('-', '_')}": "nothing" for area in AREAS}


def status(program: Program) -> int:
    return int(program.ask("GET /groups").status_code)


def test_a_token_is_made_on_the_page_shown_once_and_opens_what_it_was_made_for(world: World, signed_in: SignIn) -> None:
    browser = signed_in("facilitator")
    made = browser.post(
        "/api/tokens/", {"name": "Night export", "days": "30", **NONE, "area_groups": "read", "area_check_ins": "write"}
    )
    word = made.content.decode().split("<code>")[1].split("</code>")[0]
    assert made.headers["Cache-Control"] == "no-store"
    listed = browser.get("/api/tokens/").content.decode()
    assert "Night export" in listed
    assert "check-ins:write" in listed
    assert word not in listed
    assert status(Program(word)) == 200
    assert Program(word).ask("POST /groups", {}).status_code == 403
    assert "last used" in browser.get("/api/tokens/").content.decode()


def test_of_a_token_only_a_digest_is_kept(world: World) -> None:
    word = program_of(world, "facilitator").word
    row = ApiToken.objects.get()
    assert word.rpartition("_")[2] not in str(vars(row))
    assert row.digest not in word


def test_a_token_without_anything_to_do_is_refused(world: World, signed_in: SignIn) -> None:
    answer = signed_in("facilitator").post("/api/tokens/", {"name": "Idle", "days": "30", **NONE})
    assert "Choose at least one thing" in answer.content.decode()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", [0, 366])
def test_no_token_works_longer_than_a_year(world: World, days: int) -> None:
    with pytest.raises(Refused):
        make_token("Long", ["groups:read"], days, by=world.viewer("facilitator"))


def test_an_account_has_so_many_tokens_and_no_more(world: World) -> None:
    for _ in range(MOST_TOKENS):
        program_of(world, "facilitator")
    with pytest.raises(Refused, match="Withdraw one"):
        program_of(world, "facilitator")


def test_members_have_no_tokens(world: World) -> None:
    with pytest.raises(Missing):
        program_of(world, "member")


def test_an_expired_token_opens_nothing(world: World) -> None:
    program = program_of(world, "facilitator")
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert status(program) == 401


def test_a_withdrawn_token_opens_nothing_and_only_its_owner_withdraws_it(world: World, signed_in: SignIn) -> None:
    program, token = program_of(world, "facilitator"), ApiToken.objects.get()
    assert signed_in("colleague").post(f"/api/tokens/{token.pk}/withdraw/").status_code == 404
    assert status(program) == 200
    signed_in("facilitator").post(f"/api/tokens/{token.pk}/withdraw/")
    assert status(program) == 401
    with pytest.raises(Missing):
        withdraw_token(token.pk, by=world.viewer("facilitator"))


def test_tokens_end_with_the_password(world: World) -> None:
    program, user = program_of(world, "facilitator"), world.users["facilitator"]
    set_password(user, "another-long-word-for-tests", by=world.viewer("facilitator"))
    assert status(program) == 401


def test_a_password_that_is_changed_past_our_action_ends_tokens_too(world: World) -> None:
    program, user = program_of(world, "facilitator"), world.users["facilitator"]
    user.set_password("another-long-word-for-tests")
    user.save()
    assert ApiToken.objects.get().withdrawn_at is None
    assert status(program) == 401


def test_a_closed_account_has_no_programs(world: World) -> None:
    program, user = program_of(world, "facilitator"), world.users["facilitator"]
    user.is_active = False
    user.save()
    assert status(program) == 401


def test_tokens_end_with_the_role(world: World) -> None:
    program = program_of(world, "facilitator")
    end(Appointment.objects.get(user=world.users["facilitator"]).pk, by=world.viewer("administrator"))
    assert status(program) == 401


@pytest.mark.parametrize(
    "word",
    [
        "",
        "fourfold_1_" + "A" * 43,
        "fourfold_999999999999999999_" + "A" * 43,
        "Bearer",
        "\N{SNOWMAN}",
        "fourfold_１_" + "A" * 43,
    ],
)
def test_a_word_that_is_no_token_opens_nothing(world: World, word: str) -> None:
    assert viewer_behind(word) is None


def test_a_secret_of_one_token_does_not_open_another(world: World) -> None:
    first, second = program_of(world, "facilitator").word, program_of(world, "colleague").word
    head, secret = first.rpartition("_")[0], second.rpartition("_")[2]
    assert viewer_behind(f"{head}_{secret}") is None


def test_a_browsers_session_does_not_open_the_interface(world: World, signed_in: SignIn) -> None:
    answer = signed_in("facilitator").get("/api/1/groups")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json() == {"problem": answer.json()["problem"], "place": ""}


def test_what_a_program_reads_and_does_stands_in_the_log_under_its_token(world: World) -> None:
    program, token = program_of(world, "facilitator"), ApiToken.objects.get()
    program.told(f"GET /groups/{world.group.pk}/members")
    entry = AuditEntry.objects.get(verb="read members")
    assert (entry.actor, entry.group_id) == (f"token:{token.pk}", world.group.pk)
    seen = seen_by(world.viewer("member"), world.members[0])
    assert [(s.name, s.roles) for s in seen] == [("Facilitator (A program)", ("facilitator",))]


def test_use_is_noted_at_most_once_a_minute(world: World) -> None:
    program = program_of(world, "facilitator")
    assert tokens(world.viewer("facilitator"))[0].used_at is None
    status(program)
    first = ApiToken.objects.get().used_at
    status(program)
    assert ApiToken.objects.get().used_at == first


def test_an_administrators_broken_glass_is_not_for_programs(world: World) -> None:
    world.users["second"] = account("second", Role.ADMINISTRATOR, world.site)
    look = ask_to_look(world.group.pk, "A reason", by=world.viewer("administrator"))
    agree_to_look(look.pk, by=world.viewer("second"))
    assert world.viewer("administrator").glass
    assert program_of(world, "administrator").ask(f"GET /groups/{world.group.pk}/brief").status_code == 404
