"""Whoever answers is nobody to the workspace."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse


class NobodyMiddleware:
    """Leads a request to the survey straight to its page, past sessions, log-ins and whatever else asks who somebody is (B6).

    What stands outside of it holds for the survey as well; what stands inside is never run. It is what a survey's request spent
    most of its time on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._survey = reverse("survey")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        if not request.path_info.startswith(self._survey):
            return self._get_response(request)
        match = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
