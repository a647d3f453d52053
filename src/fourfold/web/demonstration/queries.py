"""The accounts of the demonstration, to be shown on its sign-in page and in the terminal, and nowhere else."""

from django.conf import settings

from fourfold.vocabulary import Role

PASSWORD = "simulated-groups-only"
ROLES = (Role.FACILITATOR, Role.SUPERVISOR, Role.MANAGER, Role.RESEARCHER, Role.ADMINISTRATOR, Role.MEMBER)


def sign_ins() -> tuple[tuple[str, str, str], ...]:
    """Role, e-mail address and password of each account; nothing on a real site."""
    return tuple((str(role), email_of(role), PASSWORD) for role in ROLES) if settings.DEMO else ()


def email_of(role: Role) -> str:
    """The address of the account of a role; no mail can reach it."""
    return f"{role}@demonstration.invalid"
