"""One action: written, read, changed, given another status."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.actions import services
from samspill_web.actions.about import Subject, ends_of, subject_of
from samspill_web.actions.digest import comes_back
from samspill_web.actions.enums import Aim, Kind, Status
from samspill_web.actions.forms import ActionForm, LetGoForm, initial_of
from samspill_web.actions.helped import helped
from samspill_web.actions.models import Action
from samspill_web.actions.progress import tells_values
from samspill_web.actions.selectors import action_for, possible_owners
from samspill_web.actions.sharing import WRITERS, may_write
from samspill_web.actions.shown import line_of, today_of
from samspill_web.actions.views.board import PAGE, nothing_yet
from samspill_web.analysis.told import latest_release, told_to
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

DIGITS = re.compile("[0-9]{1,9}")


@for_project(WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: Request, project: Project) -> HttpResponse:
    """Write an action down. Other pages lead here with what it is about.

    Of the address ``tie`` names two groups of the last result, ``A>B``, or one, ``A``, by the ids of its units; ``dimension`` a
    dimension of its questionnaire; ``wave`` the round whose result it comes from, the last where it is left out; ``aim`` is
    ``keep`` where something that holds should spread. What no result has is left open, and said so.
    """
    subject = subject_of(project, reader(), request.role)
    if subject is None:
        return nothing_yet(request, project, 409 if request.method == "POST" else 200)
    if request.method != "POST":
        initial, unknown = _asked_for(request, subject)
        return _form_page(request, project, _form(request, subject, initial=initial), unknown=unknown)
    form, status = _form(request, subject, data=request.POST), _status(request, Status.IDEA)
    if form.is_valid():
        try:
            made = services.write(project, subject, form.given, status, by=request.role)
        except UsageError as error:
            form.refuse(error)
        else:
            messages.success(request, told(f"actions.written.{status}"))
            return redirect("action", project_id=project.pk, action_id=made.pk)
    return _form_page(request, project, form, status=422)


@for_project(EVERYONE)
@require_safe
def action(request: Request, project: Project, action_id: int) -> HttpResponse:
    """Show an action."""
    subject, found = _found(request, project, action_id)
    return _page(request, project, subject, found)


@for_project(WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: Request, project: Project, action_id: int) -> HttpResponse:
    """Change what an action says."""
    subject, found = _written(request, project, action_id)
    if request.method != "POST":
        form = _form(request, subject, found, initial=initial_of(found))
        return _form_page(request, project, form, found, seen=found.version)
    form, status = _form(request, subject, found, data=request.POST), _status(request, Status(found.status))
    if form.is_valid():
        try:
            services.change(found, subject, form.given, status, seen=_version(request), by=request.role)
        except UsageError as error:
            form.refuse(error)
        else:
            messages.success(request, told("actions.saved"))
            return redirect("action", project_id=project.pk, action_id=found.pk)
    return _form_page(request, project, form, found, seen=found.version, status=422)


@for_project(WRITERS)
@require_POST
def action_status(request: Request, project: Project, action_id: int, status: str) -> HttpResponse:
    """Give an action another status."""
    subject, found = _written(request, project, action_id)
    if status not in set(Status):
        raise Http404
    try:
        services.move(found, subject, Status(status), by=request.role)
    except UsageError as error:
        form = _form(request, subject, found, data=initial_of(found))
        form.is_valid()
        form.refuse(error)
        return _form_page(request, project, form, found, seen=found.version, status=422)
    return _back(request, project, found)


@for_project(WRITERS)
@require_POST
def action_let_go(request: Request, project: Project, action_id: int) -> HttpResponse:
    """Let an action go, with a line why."""
    subject, found = _written(request, project, action_id)
    form = LetGoForm(request.POST)
    if not form.is_valid():
        return _page(request, project, subject, found, form, status=422)
    services.let_go(found, subject, form.cleaned_data["reason"], by=request.role)
    return _back(request, project, found)


@for_project(WRITERS)
@require_POST
def action_undo(request: Request, project: Project, action_id: int) -> HttpResponse:
    """Give an action the status back that it had."""
    subject, found = _written(request, project, action_id)
    try:
        services.undo(found, subject, by=request.role)
    except UsageError as error:
        form = _form(request, subject, found, data=initial_of(found))
        form.is_valid()
        form.refuse(error)
        return _form_page(request, project, form, found, seen=found.version, status=422)
    messages.success(request, told("actions.undone"))
    return redirect(PAGE, project_id=project.pk)


def _found(request: Request, project: Project, action_id: int) -> tuple[Subject, Action]:
    subject = subject_of(project, reader(), request.role)
    found = action_for(subject, request.role, action_id) if subject else None
    if subject is None or found is None:
        raise Http404
    return subject, found


def _written(request: Request, project: Project, action_id: int) -> tuple[Subject, Action]:
    """Return an action that somebody may change; who may only read it is told so."""
    subject, found = _found(request, project, action_id)
    if not may_write(subject, request.role, found):
        raise PermissionDenied
    return subject, found


def _status(request: Request, otherwise: Status) -> Status:
    """Return as what somebody wants to save an action: which button was pressed."""
    asked = request.POST.get("as", "")
    return Status(asked) if asked in {Status.IDEA, Status.AGREED} else otherwise


def _version(request: Request) -> int:
    """Return the version that somebody has changed; what is no number is a version that nobody has seen."""
    asked = request.POST.get("seen", "")
    return int(asked) if DIGITS.fullmatch(asked) else 0


def _asked_for(request: Request, subject: Subject) -> tuple[dict[str, object], bool]:
    """Return what an address asks to write about, and whether it names what no result has."""
    asked = {name: request.GET.get(name, "") for name in ("dimension", "wave", "aim")}
    rater, target = ends_of(request.GET.get("tie", ""))
    good = {
        "rater": rater if subject.has(rater) else "",
        "target": target if subject.has(target) and subject.has(rater) and target != rater else "",
        "dimension": asked["dimension"] if asked["dimension"] in subject.dimensions else "",
        "wave": asked["wave"] if asked["wave"] in map(str, subject.waves) else "",
        "aim": asked["aim"] if asked["aim"] in set(Aim) else "",
    }
    unknown = any(wanted and not good[name] for name, wanted in {"rater": rater, "target": target, **asked}.items())
    usual = {"wave": str(subject.waves[-1]), "aim": Aim.BETTER.value, "kind": Kind.RELATIONAL.value}
    return {**usual, **{name: value for name, value in good.items() if value}}, unknown


def _form(request: Request, subject: Subject, before: Action | None = None, **more: Any) -> ActionForm:
    people = possible_owners(request.role, before)
    return ActionForm(subject=subject, role=request.role, people=people, before=before, **more)


def _form_page(
    request: Request, project: Project, form: ActionForm, found: Action | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    address = reverse("action_edit", args=[project.pk, found.pk]) if found else reverse("action_new", args=[project.pk])
    context = {
        "form": form,
        "found": found,
        "address": address,
        "is_idea": found is None or found.status == Status.IDEA,
        "idea_only": form.is_bound and form.idea_only,
        **more,
    }
    return show(request, project, PAGE, "actions/form.html", context, status=status)


def _page(
    request: Request, project: Project, subject: Subject, found: Action, form: LetGoForm | None = None, status: int = 200
) -> HttpResponse:
    row, line = latest_release(project), line_of(subject, request.role, found, today_of(subject))
    values = row is not None and tells_values(line, found)
    context = {
        "line": line,
        "ways": helped(subject, found, told_to(row, request.role)) if row and values else (),
        "comes_back": line.may_write and comes_back(found),
        "again": subject.waves[-1] > found.wave,
        "let_go": form or LetGoForm(),
    }
    return show(request, project, PAGE, "actions/action.html", context, status=status)


def _back(request: Request, project: Project, found: Action) -> HttpResponse:
    """Go back to the board, which tells what was done and how to undo it."""
    del request
    return redirect(f"{reverse(PAGE, args=[project.pk])}?done={found.pk}#done")
