"""The fixed second factor of a demonstration: accepted from the own machine alone."""

from __future__ import annotations

from ipaddress import ip_address

from allauth.core import context

DEMO_CODE = "246810"


def is_loopback() -> bool:
    """Tell whether the present request comes from this machine, and from no proxy on it."""
    request = context.request
    try:
        own = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return own and "HTTP_X_FORWARDED_FOR" not in request.META and "HTTP_FORWARDED" not in request.META
