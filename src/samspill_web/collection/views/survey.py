"""The survey itself. Nobody is logged in, no cookie is set, and what opens it stands in the body of a request (B1, B6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from samspill_web.kernel.access import public


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def survey(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    return render(request, "collection/enter.html")
