"""What a token looks like, and the keyed hash that it is known by. The token itself is shown once and kept nowhere."""

from __future__ import annotations

from secrets import token_urlsafe

from django.utils.crypto import salted_hmac

from samspill_web.analysis.tokens.models import SHOWN

SALT = "analysis.token"
PREFIX = "samspill_"
"""By which programmes that look for secrets in the wrong places know one of ours."""

SECRET = 32
"""Bytes of chance."""

LONGEST = 200
"""Letters that are looked at: a token has fewer."""


def fresh() -> str:
    """Return a token that nobody has had before."""
    return PREFIX + token_urlsafe(SECRET)


def beginning_of(token: str) -> str:
    """Return the first letters of a token after the prefix.

    Examples
    --------
    >>> beginning_of("samspill_AbCdEfGhIjKl")
    'AbCdEf'
    """
    return token.removeprefix(PREFIX)[:SHOWN]


def mark_of(token: str) -> str:
    """Return the keyed hash of a token.

    A token is looked up by it. Nobody without the machine's secret can tell which hash a guess has, so how long the database
    takes over it tells nothing of how near the guess was.
    """
    return salted_hmac(SALT, token[:LONGEST], algorithm="sha256").hexdigest()
