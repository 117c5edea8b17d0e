"""Organisations, sites and groups: the tree, and every change to it at its own address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from samspill.design.edit.order import move
from samspill.design.edit.remove import remove_group, remove_organisation, remove_site
from samspill.errors import DesignError
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.beside import beside
from samspill_web.projects.conflicts import worded
from samspill_web.projects.drafts import Table
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.forms.groups import GroupForm, NameForm, PartForm, SizesForm
from samspill_web.projects.forms.regrouping import MergeForm, SplitForm
from samspill_web.projects.history import done_in_words
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft, latest_wave
from samspill_web.projects.tree import KINDS, launched_keys, name_of, tree_of
from samspill_web.projects.views.changing import done, entry_or_404, form_for, form_page, saved
from samspill_web.projects.views.pages import show

PAGE = "groups"
REMOVE: dict[str, Callable[[Table, str], Table]] = {
    "organisation": remove_organisation,
    "site": remove_site,
    "group": remove_group,
}
BACK = {"groups", "needs", "history"}


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: Request, project: Project) -> HttpResponse:
    """Show the tree, and save its sizes."""
    tree = tree_of(draft(project).table)
    context = {
        "tree": tree,
        "done": done_in_words(project, request.GET.get("done")),
        "launched": latest_wave(project) is not None,
        "beside": beside(project) if tree.groups else None,
    }
    form = form_for(request, project, SizesForm)
    then = saved(request, project, PAGE)
    return form_page(request, project, PAGE, form, "projects/groups.html", then=then, context=context)


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_part(request: Request, project: Project, kind: str) -> HttpResponse:
    """Add an organisation, a site or a group."""
    if kind == "group" and not draft(project).table.get("organisation"):
        return redirect(PAGE, project_id=project.pk)
    form = form_for(request, project, _form_of(kind), kind=kind, reserved=launched_keys(project, KINDS[kind]))
    return _part_page(request, project, form, kind, on_top=True)


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: Request, project: Project, kind: str, key: str) -> HttpResponse:
    """Change an organisation, a site or a group. Its key stays, whatever it is called."""
    name = name_of(entry_or_404(draft(project).table, kind, key))
    form = form_for(request, project, _form_of(kind), kind=kind, key=key)
    return _part_page(request, project, form, kind, name=name, key=key)


def _form_of(kind: str) -> type[PartForm]:
    return GroupForm if kind == "group" else NameForm


def _part_page(
    request: Request, project: Project, form: PartForm, kind: str, *, on_top: bool = False, **about: str
) -> HttpResponse:
    context = {"kind": kind, "heading": about.get("name") or told(f"groups.{kind}.add"), "key": about.get("key", "")}
    template = f"projects/groups_{'group' if kind == 'group' else 'name'}.html"
    return form_page(
        request,
        project,
        PAGE,
        form,
        template,
        then=lambda edited: done(project, PAGE, edited),
        on_top=on_top,
        context=context,
    )


@for_project(EDITORS)
@require_POST
def remove_part(request: Request, project: Project, kind: str, key: str) -> HttpResponse:
    """Take an organisation, a site or a group away; it can be undone."""
    return _change(request, project, lambda table: REMOVE[kind](table, key))


@for_project(EDITORS)
@require_POST
def move_part(request: Request, project: Project, kind: str, key: str, way: str) -> HttpResponse:
    """Move an organisation, a site or a group one place up or down."""
    return _change(request, project, lambda table: _moved(table, kind, key, -1 if way == "up" else 1))


def _moved(table: Table, kind: str, key: str, by: int) -> Table:
    if kind != "group":
        return move(table, KINDS[kind], key, by)
    # A group moves among those of its organisation: that is the order a reader sees.
    owner = entry_or_404(table, kind, key).get("organisation")
    order = [str(entry.get("key")) for entry in table["group"]]
    inside = [str(entry.get("key")) for entry in table["group"] if entry.get("organisation") == owner]
    place = inside.index(key) + by
    if not 0 <= place < len(inside):
        return table
    return move(table, "group", key, order.index(inside[place]) - order.index(key))


def _change(request: Request, project: Project, change: Callable[[Table], Table]) -> HttpResponse:
    try:
        edited = services.edit(project, change, PAGE, by=request.user)
    except DesignError as error:
        for wrong in wrongs(error):
            messages.error(request, wrong)
        return redirect(PAGE, project_id=project.pk)
    return done(project, PAGE, edited)


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, project: Project) -> HttpResponse:
    """Make several groups one."""
    return _regroup(request, project, form_for(request, project, MergeForm), "projects/groups_merge.html")


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: Request, project: Project, key: str) -> HttpResponse:
    """Make one group several."""
    name = name_of(entry_or_404(draft(project).table, "group", key))
    form = form_for(request, project, SplitForm, key=key)
    return _regroup(request, project, form, "projects/groups_split.html", name=name)


def _regroup(request: Request, project: Project, form: Any, template: str, **context: str) -> HttpResponse:
    if latest_wave(project) is not None:
        # A key that was asked about must keep its meaning, or two waves would be compared that cannot be.
        messages.error(request, told("groups.launched"))
        return redirect(PAGE, project_id=project.pk)
    return form_page(request, project, PAGE, form, template, then=lambda edited: done(project, PAGE, edited), context=context)


@for_project(EDITORS)
@require_POST
def undo(request: Request, project: Project, number: int) -> HttpResponse:
    """Take back one change."""
    if not 1 < number <= project.version:
        raise Http404
    back = request.POST.get("back", "")
    try:
        edited = services.undo(project, number, by=request.user)
    except DesignError as error:
        for wrong in wrongs(error):
            messages.error(request, wrong)
        return redirect(back if back in BACK else "history", project_id=project.pk)
    if edited.conflicts:
        project.refresh_from_db()
        table = draft(project).table
        kept = [worded(conflict, table) for conflict in edited.conflicts]
        return show(request, project, "history", "projects/history_kept.html", {"kept": kept}, status=409)
    messages.success(request, told("groups.undone"))
    return redirect(back if back in BACK else "history", project_id=project.pk)
