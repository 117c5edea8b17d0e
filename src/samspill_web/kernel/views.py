"""Whether the server is well, the language of pages, and who can use them."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language

from samspill_web.kernel.access import public


@public
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language that a reader chose, and go back to the page."""
    if request.user.is_authenticated:
        request.user.choose_language(request.POST.get("language", ""))
    return set_language(request)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say who can use these pages, and whom to tell about what is in the way."""
    return render(request, "kernel/accessibility.html")
