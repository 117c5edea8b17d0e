"""Which groups need each other: the matrix, and the same one group at a time."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from samspill.design.edit.ties import set_need
from samspill.errors import DesignError
from samspill.terms import Need
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.beside import beside
from samspill_web.projects.drafts import Table, draft_of
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.forms.needs import RaterForm
from samspill_web.projects.history import to_undo
from samspill_web.projects.matrix import SIGNS, differing, matrix_of, sentence
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft
from samspill_web.projects.tree import tree_of
from samspill_web.projects.views.changing import form_for, form_page, version_seen
from samspill_web.projects.views.pages import show

PAGE = "needs"
WHATS = ("needs",)


@for_project(PREPARING)
@require_safe
def needs(request: Request, project: Project) -> HttpResponse:
    """Show the matrix."""
    return show(request, project, PAGE, "projects/needs.html", _context(request, project))


def _context(request: Request, project: Project) -> dict[str, object]:
    may_edit = request.role.role in EDITORS
    matrix = matrix_of(draft(project).table, may_edit=may_edit)
    return {
        "matrix": matrix,
        "legend": [(SIGNS[need], told(f"groups.need.{need}"), told(f"groups.need_about.{need}")) for need in Need],
        "undo": to_undo(project, request.user, WHATS) if may_edit else None,
        "beside": beside(project) if matrix.whole else None,
    }


@for_project(EDITORS)
@require_POST
def set_cell(request: Request, project: Project) -> HttpResponse:
    """Set one need: ``tie`` is rater, target and need, ``seen`` the version that the reader saw."""
    rater, target, need = _tie(request.POST.get("tie", ""))
    version = version_seen(request, project)
    try:
        edited = services.edit(project, lambda table: set_need(table, rater, target, need), PAGE, by=request.user, seen=version)
    except DesignError as error:
        return _not_set(request, project, wrongs(error))
    project.refresh_from_db()
    table = draft(project).table
    if edited.conflicts:
        kept = told("groups.needs.kept", said=_said(table, rater, target))
        return _cells(request, project, version, kept) if request.htmx else _not_set(request, project, [kept])
    if request.htmx:
        return _cells(request, project, version, _said(table, rater, target))
    return redirect(PAGE, project_id=project.pk)


def _tie(sent: str) -> tuple[str, str, Need]:
    parts = sent.split(" ")
    if len(parts) != len(("rater", "target", "need")) or parts[2] not in list(Need):
        raise Http404
    return parts[0], parts[1], Need(parts[2])


def _said(table: Table, rater: str, target: str) -> str:
    need = matrix_of(table, may_edit=False).need(rater, target)
    return sentence(table, rater, target, need)


def _not_set(request: Request, project: Project, wrong: list[str]) -> HttpResponse:
    if request.htmx:
        return render(request, "projects/needs_cells.html", {"wrong": wrong, "version": project.version})
    return show(request, project, PAGE, "projects/needs.html", {**_context(request, project), "wrong": wrong}, status=422)


def _cells(request: Request, project: Project, seen: int | None, said: str) -> HttpResponse:
    """Answer with every cell that is not as the reader saw it, or with the whole page where the groups are others."""
    matrix = matrix_of(draft(project).table, may_edit=True)
    base = project.revisions.filter(number=seen).first() if seen else None
    pairs = differing(matrix_of(draft_of(base.source).table, may_edit=True), matrix) if base else None
    if pairs is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "project": project,
        "cells": [matrix.pair(*pair).replace("<button ", '<button hx-swap-oob="true" ', 1) for pair in pairs],
        "said": said,
        "version": project.version,
        "undo": to_undo(project, request.user, WHATS),
    }
    answer = render(request, "projects/needs_cells.html", context)
    return trigger_client_event(answer, "plan-changed", after="settle")


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def needs_of(request: Request, project: Project, key: str) -> HttpResponse:
    """Show what one group needs from every other, and save it."""
    order = tree_of(draft(project).table).groups
    place = next((number for number, group in enumerate(order) if group.key == key), None)
    if place is None:
        raise Http404
    before = order[place - 1] if place else None
    after = order[place + 1] if place + 1 < len(order) else None
    form = form_for(request, project, RaterForm, rater=key)
    way = {"next": after, "before": before}.get(request.POST.get("then", ""))

    def then(_edited: services.Edited) -> HttpResponse:
        return redirect("needs_of", project.pk, way.key) if way else redirect(PAGE, project_id=project.pk)

    context = {"group": order[place], "before": before, "after": after, "place": place + 1, "count": len(order)}
    return form_page(request, project, PAGE, form, "projects/needs_of.html", then=then, context=context)


@for_project(PREPARING)
@require_safe
def beside_part(request: Request, project: Project) -> HttpResponse:
    """Show what the plan asks of people and what it is likely to show, for pages that are open already."""
    return render(request, "projects/beside.html", {"project": project, "beside": beside(project)})
