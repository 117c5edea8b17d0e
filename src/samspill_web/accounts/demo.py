"""The fixed second factor of a demonstration: accepted from the own machine alone."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from allauth.core import context
from django.conf import settings
from django.http import HttpRequest

DEMO_CODE = "246810"

BY_PROXY = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def is_demo() -> bool:
    """Tell whether the present request may use the printed code.

    The workspace must be a demonstration with an address of this machine, and the request must come from this machine and
    through no proxy on it: whoever puts a demonstration on the net gets no open door.
    """
    request: HttpRequest | None = context.request
    return (
        settings.DEMO
        and request is not None
        and _is_own(urlsplit(settings.ADDRESS).hostname or "")
        and _is_own(request.META.get("REMOTE_ADDR", ""))
        and not any(name in request.META for name in BY_PROXY)
    )


def _is_own(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
