"""People and the organisations that own mappings."""

from __future__ import annotations

from secrets import token_hex
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django_scopes import ScopedManager

from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole

STAMP = 16
"""Bytes of a stamp."""


def fresh_stamp() -> str:
    """Return a stamp that nobody has had before."""
    return token_hex(STAMP)


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are compared without regard to case."""

    def create_user(self, email: str, name: str = "", password: str | None = None, language: str = Language.NB) -> User:
        """Make a person; without a password the person comes in by a link or single sign-on."""
        # A line break in a name would begin a line of its own in mail and in lists.
        user = self.model(email=email.strip().casefold(), name=" ".join(name.split()), language=language)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find somebody by address."""
        return self.get(email=(username or "").strip().casefold())


class User(AbstractBaseUser):
    """Somebody who prepares, follows or reads mappings. Those who answer have no account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default=Language.NB)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(auto_now_add=True)
    # Sessions and links carry a print of it: a new stamp ends them all.
    stamp = models.CharField(max_length=2 * STAMP, default=fresh_stamp, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return salted_hmac("accounts.session", f"{self.password} {self.stamp}", secret=secret, algorithm="sha256").hexdigest()

    def renew_stamp(self) -> None:
        """End all sessions and links of this person."""
        self.stamp = fresh_stamp()
        self.save(update_fields=["stamp"])

    def choose_language(self, tag: str) -> None:
        """Remember the language that somebody reads."""
        if tag in list(Language):
            self.language = tag
            self.save(update_fields=["language"])


class Tenant(models.Model):
    """A municipality, a part of one, or a consultancy: it owns mappings, and nobody sees those of another."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default=Language.NB)
    made = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What somebody is in an organisation that owns mappings."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in TenantRole])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="one_membership")]


class Logo(models.Model):
    """The mark of an organisation, drawn anew from what was uploaded, and what it is called by who cannot see it."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="logo", primary_key=True)
    png = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Logo]] = ScopedManager(tenant="tenant")
