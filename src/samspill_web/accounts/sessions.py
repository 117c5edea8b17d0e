"""A person's other sessions end when the second factors change.

So every session of somebody who has a second factor has either given it, or set it up itself after giving the password again:
a session that a thief opened with the password alone does not live on.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from samspill_web.accounts.models import User
from samspill_web.kernel import clock

LATELY = 60 * 60
"""Seconds in which a link, or single sign-on, counts as having just shown who one is."""


@receiver([authenticator_added, authenticator_removed], dispatch_uid="accounts.end_other_sessions")
def end_other_sessions(request: HttpRequest, user: User, **_rest: object) -> None:
    """Let the present session go on alone."""
    user.renew_stamp()
    update_session_auth_hash(request, user)


def came_by(request: HttpRequest, *methods: str) -> bool:
    """Tell whether the reader came into this session by one of the ways."""
    return any(record.get("method") in methods for record in _records(request))


def came_lately_by(request: HttpRequest, *methods: str) -> bool:
    """Tell whether the reader came in by one of the ways, not long ago."""
    since = clock.now().timestamp() - LATELY
    return any(record.get("method") in methods and record.get("at", 0) >= since for record in _records(request))


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return records
