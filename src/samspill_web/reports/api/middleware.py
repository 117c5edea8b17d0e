"""Requests to the API go past sessions and all that asks who somebody is by a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

from samspill.terms import Language
from samspill_web.kernel.speech import preferred
from samspill_web.reports.api.problems import problem

ROOT = "/api/"
READING = ("GET", "HEAD")


class ApiMiddleware:
    """Leads a request to the API straight to its view, which reads and does nothing else. No cookie is looked at, and none set.

    So no page of another site can have somebody's browser ask for anything: a browser has no token to send.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not request.path_info.startswith(ROOT):
            return self._get_response(request)
        language = preferred(request.headers.get("Accept-Language", ""), list(Language)) or settings.LANGUAGE_CODE
        with translation.override(language):
            answer = _answer(request)
        answer["Content-Language"] = language
        return answer


def _answer(request: HttpRequest) -> HttpResponse:
    method = request.method
    if method not in READING:
        refused = problem("method")
        refused["Allow"] = ", ".join(READING)
        return refused
    try:
        match = request.resolver_match = resolve(request.path_info)
    except Resolver404:
        return problem("not_found")
    # What is asked for its head alone is made as a whole; the server sends the head.
    request.method = READING[0]
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    request.method = method
    return answer
