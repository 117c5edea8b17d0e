"""One-time links: signed, stored nowhere, and worth nothing once used."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from samspill_web.accounts.models import User

SALT = "accounts.link"
LASTS = 7 * 24 * 60 * 60
"""Seconds."""


def link_for(user: User) -> str:
    """Return an address that lets somebody in once. Opening it changes nothing: a button on the page does."""
    return f"{settings.ADDRESS}{reverse('link', args=[token_for(user)])}"


def token_for(user: User) -> str:
    """Return the token of a link."""
    return signing.dumps(_state(user), salt=SALT)


def user_of(token: str) -> User | None:
    """Return whose link it is; None where it is false, too old or used."""
    try:
        pk, _ = state = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and _state(user) == state else None


def _state(user: User) -> list[object]:
    """Return what makes a link worthless: every log-in changes it."""
    return [user.pk, user.last_login.isoformat() if user.last_login else ""]
