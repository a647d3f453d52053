"""Accounts, the roles they hold, and invitations."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fourfold.vocabulary import Role


def role_choices() -> list[tuple[str, str]]:
    """The roles by their word."""
    return [(str(role), str(role)) for role in Role]


class Accounts(BaseUserManager["User"]):
    """Makes accounts; there is none with powers of its own."""

    def create_user(self, email: str, password: str | None = None, **given: Any) -> "User":
        """A new account. Without a password it can only be entered by invitation or passkey."""
        user = self.model(email=self.normalize_email(email).lower(), **given)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """The account of an address, however it is written."""
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """Somebody who signs in: staff, or a member with a page of their own (`person` set)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=5, default="en")
    person = models.OneToOneField("web.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    sign_outs = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = Accounts()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must know to go on: a new password, or one more `sign_outs`, ends all sessions of the account."""
        return salted_hmac("fourfold.session", f"{self.password}\x1f{self.sign_outs}", algorithm="sha256").hexdigest()


class Appointment(models.Model):
    """One role of one account at one site, for all its programmes or for one of them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=16, choices=role_choices)
    site = models.ForeignKey("web.Site", on_delete=models.PROTECT, related_name="appointments")
    programme = models.ForeignKey("web.Programme", null=True, blank=True, on_delete=models.PROTECT)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)


class Invitation(models.Model):
    """A way in, sent or handed over once; only a digest of its word is kept."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=role_choices)
    site = models.ForeignKey("web.Site", on_delete=models.PROTECT)
    programme = models.ForeignKey("web.Programme", null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey("web.Person", null=True, blank=True, on_delete=models.PROTECT)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


def losses() -> list[tuple[str, str]]:
    """What somebody can lose of their way in: the password, or all second factors."""
    return [(word, word) for word in ("password", "factor")]


class WayIn(models.Model):
    """A way back in for somebody who lost theirs, handed over once; only a digest of its word is kept.

    `tries` counts the wrong passwords that were typed behind the link to a new second factor.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ways_in")
    lost = models.CharField(max_length=16, choices=losses)
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)


class BreakGlass(models.Model):
    """An administrator's look into one group: asked for with a reason, agreed to by a second person, over after an hour."""

    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="glass")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["asked_by", "ends_at"]),)
