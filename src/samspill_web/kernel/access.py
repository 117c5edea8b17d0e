"""Every view says who may see it. A test takes all addresses and asks each of them who it lets in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
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
    """Write on a view who may see it."""
    view.access = access
    return view


def public(view: View) -> View:
    """Let everybody in."""
    return mark(view, Access("public"))  # type: ignore[no-any-return]
