"""Who may see a page of a mapping. A stranger gets the same answer as for a mapping that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django_scopes import scope

from samspill_web.accounts import access
from samspill_web.accounts.access import ask_for_second_factor, beyond_any, second_factor
from samspill_web.kernel import audit, clock
from samspill_web.kernel.access import Access, mark
from samspill_web.projects.enums import NEEDS_SECOND_FACTOR, ProjectRole
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import role_of


class Request(access.Request):
    """A request of somebody who holds a role in the mapping that the address names."""

    role: Role


def for_project(roles: Iterable[ProjectRole]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in those who hold one of the roles in the mapping that the address names.

    The view gets the mapping, and ``request.role`` is what the reader is in it.
    """
    allowed = frozenset(roles)

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def guarded(request: Request, project_id: int, **rest: Any) -> HttpResponse:
            held = None if beyond_any(project_id, *rest.values()) else role_of(request.user, project_id)
            if held is None:
                raise Http404
            if ProjectRole(held.role) not in allowed:
                raise PermissionDenied
            if held.role in NEEDS_SECOND_FACTOR and not second_factor(request):
                return ask_for_second_factor(request)
            request.role = held
            with scope(tenant=held.project.tenant_id):
                _note_view(request, held.project)
                return view(request, held.project, **rest)

        return mark(guarded, Access("project", allowed))  # type: ignore[no-any-return]

    return decorate


def _note_view(request: Request, project: Project) -> None:
    """Write in the log that somebody has looked at a mapping, once a day and session: more would hide what matters."""
    key, day = f"viewed:{project.pk}", clock.now().date().isoformat()
    if request.session.get(key) != day:
        audit.record("project.viewed", request.user, project.tenant_id, project.pk, role=request.role.role)
        request.session[key] = day
