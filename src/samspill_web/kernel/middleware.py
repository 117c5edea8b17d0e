"""What holds for every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


class UnkeptMiddleware:
    """Forbids browsers and caches to keep an answer to somebody who is logged in: others may use the same machine later."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the rule."""
        answer = self._get_response(request)
        # Where it fails early there is nobody yet.
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            patch_cache_control(answer, no_store=True, private=True)
        return answer
