"""People and the organisations that own mappings."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from samspill.terms import Language
from samspill_web.accounts.enums import TenantRole


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are compared without regard to case."""

    def create_user(self, email: str, name: str = "", password: str | None = None, language: str = Language.NB) -> User:
        """Make a person; without a password the person comes in by a link or single sign-on."""
        user = self.model(email=email.strip().casefold(), name=name, language=language)
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

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

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
