"""One-time links: signed, stored nowhere, and worth nothing once used."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from samspill_web.accounts.models import User
from samspill_web.kernel import clock

SALT = "accounts.link"
LASTS = 7 * 24 * 60 * 60
"""Seconds."""


def link_for(user: User) -> str:
    """Return an address that lets somebody in once. Opening it changes nothing: a button on the page does."""
    return f"{settings.ADDRESS}{reverse('link', args=[token_for(user)])}"


def token_for(user: User) -> str:
    """Return the token of a link."""
    return signing.dumps([user.pk, _print(user)], salt=SALT)


def user_of(token: str) -> User | None:
    """Return whose link it is; None where it is false, too old or used."""
    try:
        pk, given = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first() if isinstance(pk, int) else None
    return user if user is not None and constant_time_compare(str(given), _print(user)) else None


def spend(user: User) -> bool:
    """Make all links of somebody worthless; tell whether they were still good.

    A link is spent when its button is pressed, also where the second factor is then not given: of two who press at the same
    time, one comes in.
    """
    now = clock.now()
    was_good = User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=now)
    user.last_login = now
    return bool(was_good)


def _print(user: User) -> str:
    """Return what makes a link worthless when it changes: every log-in, a new password, a new address, a new stamp."""
    state = f"{user.last_login.isoformat() if user.last_login else ''} {user.password} {user.email} {user.stamp}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:32]
