"""Home pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samspill_web.kernel.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do next; to strangers, what this is."""
    return render(request, "workspace/home.html", {})
