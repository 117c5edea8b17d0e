"""The actions of a mapping: by status, and as a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from samspill_web.actions.about import Subject, subject_of
from samspill_web.actions.enums import TOLD, Status
from samspill_web.actions.forms import FilterForm
from samspill_web.actions.selectors import seen_by, wanted
from samspill_web.actions.sharing import BOARD, WRITERS
from samspill_web.actions.shown import columns_of, lines_of
from samspill_web.actions.suggesting import suggestions
from samspill_web.kernel.speech import reader
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

PAGE = "actions"


@for_project(EVERYONE)
@require_safe
def actions(request: Request, project: Project) -> HttpResponse:
    """Show actions in columns by status; to those who read what was agreed alone, as a list."""
    return _page(request, project, "board" if request.role.role in BOARD else "list")


@for_project(EVERYONE)
@require_safe
def actions_list(request: Request, project: Project) -> HttpResponse:
    """Show actions as a list."""
    return _page(request, project, "list")


def nothing_yet(request: Request, project: Project, status: int = 200) -> HttpResponse:
    """Say that there is no result yet that actions could come from."""
    return show(request, project, PAGE, "actions/nothing_yet.html", status=status)


def _page(request: Request, project: Project, name: str) -> HttpResponse:
    subject = subject_of(project, reader(), request.role)
    if subject is None:
        return nothing_yet(request, project)
    seen, as_board = seen_by(subject, request.role), name == "board"
    statuses = tuple(Status) if request.role.role in BOARD else tuple(status for status in Status if status in TOLD)
    form = FilterForm(request.GET, subject, (action.owner_name for action in seen), statuses)
    lines = lines_of(subject, request.role, wanted(subject, seen, form.wanted))
    context: dict[str, Any] = {
        "filter": form,
        "chosen": form.wanted,
        "lines": lines,
        "columns": columns_of(lines),
        "any": bool(seen),
        "as_board": as_board,
        "has_board": request.role.role in BOARD,
        "may_write_some": request.role.role in WRITERS,
        "done": _done(request, subject, lines),
        "suggested": suggestions(subject, request.role) if as_board else None,
    }
    return show(request, project, PAGE, f"actions/{name}.html", context)


def _done(request: Request, subject: Subject, lines: list[Any]) -> Any:
    """Return the action whose status was just changed, where that can be undone."""
    del subject
    key = request.GET.get("done", "")
    return next((line for line in lines if str(line.pk) == key and line.was), None)
