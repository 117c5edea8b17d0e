"""What allauth asks us."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import cache
from hashlib import blake2b
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from nacl.secret import SecretBox

from samspill.language import has
from samspill_web.accounts.models import User
from samspill_web.accounts.realms import is_vouched_for
from samspill_web.accounts.sessions import came_lately_by
from samspill_web.kernel.speech import told

SEALED = "box1:"


class Refusals(dict[str, str]):
    """What allauth says when it refuses, in the reader's language: its own catalogue lacks some of ours."""

    def __missing__(self, code: str) -> str:
        """Return the text of a code."""
        return told(f"accounts.refused.{code}") if has(f"accounts.refused.{code}") else told("accounts.refused.other")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: people are invited."""

    error_messages = Refusals()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse."""
        del request
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who somebody is before a change that matters.

        Whoever has neither a password nor a second factor yet has nothing to show but the link or the sign-on of just now.
        """
        request = context.request
        if get_reauthentication_flows(request.user):
            return bool(super().is_reauthentication_required(app=app, **kwargs))
        if came_lately_by(request, "link", "socialaccount"):
            return False
        raise ImmediateHttpResponse(redirect("come_in_again"))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways in the reader's language."""
        found = super().get_reauthentication_methods(user)
        return [{**way, "description": told(f"accounts.again.{way['id'].rpartition(':')[2]}")} for way in found]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go to the reader's own page."""
        del request
        return reverse("profile")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on lets in people who were invited by the same address, and nobody else."""

    error_messages = Refusals()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse whoever has no account here."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse to tie a sign-on to the account that happens to be logged in: the address alone ties them."""
        if sociallogin.state.get("process") in {AuthProcess.CONNECT, AuthProcess.REDIRECT}:
            messages.error(request, told("accounts.refused.connect"))
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Believe a provider only about the addresses and the people of its own domains."""
        return bool(super().can_authenticate_by_email(login, email)) and is_vouched_for(
            login.provider.app.settings, login.account.extra_data, email
        )

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say it on our own page: allauth's context may hold what the provider answered."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors."""

    error_messages = Refusals()

    def get_totp_label(self, user: User) -> str:
        """Return the address: what an authenticator app calls the account."""
        return str(user.email)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- allauth's name
        """Return a first name for a key."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return told("accounts.key.name", number=number)

    def _get_site_name(self) -> str:
        return "Samspill"

    def encrypt(self, text: str) -> str:
        """Seal a secret: a copy of the database does not hold the second factors."""
        return SEALED + b64encode(_box().encrypt(text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return _box().decrypt(b64decode(encrypted_text.removeprefix(SEALED))).decode()


@cache
def _box() -> SecretBox:
    return SecretBox(blake2b(settings.SECRET_KEY.encode(), digest_size=SecretBox.KEY_SIZE, person=b"second-factor").digest())
