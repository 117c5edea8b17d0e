"""Pages for what went wrong: what happened, what is kept, what to do."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    return _unseen(render(request, "kernel/error.html", {"what": f"kernel.error.{name}"}, status=status))


def _unseen(answer: HttpResponse) -> HttpResponse:
    """Keep the address from style sheets and wherever somebody goes next: it may be a link that opens something, and is broken.

    Not ``no-referrer``: with it browsers send no origin either, and the forms of the page would be refused.
    """
    answer["Referrer-Policy"] = "strict-origin"
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where it was too large."""
    return _page(request, "too_large", 413) if isinstance(exception, RequestDataTooBig) else _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    del exception
    return _page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: also where something exists and the reader may not know it."""
    del exception
    return _page(request, "not_found", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, without a word from the database: that may be what failed."""
    context = {"what": "kernel.error.server_error", "plain": True}
    return _unseen(render(request, "kernel/server_error.html", context, status=500))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form had lain open for too long."""
    del reason
    return _page(request, "csrf", 403)
