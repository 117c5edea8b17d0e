"""What counts as trying too often, and the page for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer 429: nobody learns whether the address exists."""
    del response, credentials
    return render(request, "kernel/error.html", {"what": "accounts.error.locked"}, status=429)


def address_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the e-mail address that somebody tries to come in with, in one spelling."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    # No address holds NUL, and PostgreSQL refuses to be asked for one.
    return str(given).replace("\0", "").strip().casefold()


def client_address(request: HttpRequest) -> str | None:
    """Return where a request comes from, read from as many proxies as the settings name and no more."""
    found: str | None = get_client_ip(request)
    return found
