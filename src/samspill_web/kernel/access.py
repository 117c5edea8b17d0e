"""Every view says who may see it. A test takes all addresses and asks each of them who it lets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    htmx: HtmxDetails


View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a view: ``kind`` is public, signed_in, tenant or project; ``roles`` are those of the kind."""

    kind: str
    roles: frozenset[str] = frozenset()


def mark(view: Any, access: Access) -> Any:
    """Write on a view who may see it, and let no cache keep what it says to somebody who is logged in."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        return unkept(request, view(request, *args, **names))

    view.access = marked.access = access  # type: ignore[attr-defined]
    return marked


def unkept(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Forbid browsers and caches to keep an answer to somebody who is logged in: others may use the same machine later."""
    # Where it fails early there is nobody yet.
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        patch_cache_control(answer, no_store=True, private=True)
    return answer


def public(view: View) -> View:
    """Let everybody in."""
    return mark(view, Access("public"))  # type: ignore[no-any-return]
