"""The page for somebody who has tried too often."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """Answer 429: nobody learns whether the address exists."""
    del response, credentials
    return render(request, "kernel/error.html", {"what": "accounts.error.locked"}, status=429)
