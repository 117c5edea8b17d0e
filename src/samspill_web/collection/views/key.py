"""The key of the wave that is being prepared, and the keys of those that are open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.collection import ceremony, keys, services
from samspill_web.collection.codes import code_picture
from samspill_web.collection.enums import Kept
from samspill_web.collection.forms.ceremony import HoldersForm, SheetForm
from samspill_web.collection.models import WaveKey
from samspill_web.kernel import audit
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.selectors import latest_wave
from samspill_web.projects.views.pages import show

LINE = 4
"""Groups of four letters in a line of a sheet."""
DIGITS = 4
"""Of a number that a form sends; Python refuses to read very long ones."""


@for_project(EDITORS)
@require_safe
def key(request: Request, project: Project) -> HttpResponse:
    """Show whether there is a key, and whether it is safe."""
    return _page(request, project)


@for_project(EDITORS)
@require_POST
def make_key(request: Request, project: Project) -> HttpResponse:
    """Make the key as a file, and show its sheet."""
    try:
        made = services.make_key(project, _wave(project), by=request.user)
    except UsageError as error:
        return _refused(request, project, error)
    return redirect("key_sheet" if made.kept == Kept.FILE else "key", project_id=project.pk)


@for_project(EDITORS)
@never_cache
@require_safe
def key_sheet(request: Request, project: Project) -> HttpResponse:
    """Show the sheet to print. Once it has been put away, it is shown no more."""
    found = _key(project)
    private = services.private_half(found) if found and found.backed_up is None else None
    if found is None or private is None:
        raise Http404
    audit.record("key.shown", request.user, project.tenant_id, project.pk, wave=found.wave)
    paper = keys.on_paper(private)
    context = {"key": found, "lines": _lines(paper), "picture": code_picture(paper)}
    return show(request, project, "key", "collection/key_sheet.html", context)


@for_project(EDITORS)
@require_POST
def confirm_key(request: Request, project: Project) -> HttpResponse:
    """Remember that the sheet has been printed and put away."""
    found = _key(project)
    if found is None or found.kept != Kept.FILE:
        raise Http404
    services.confirm_key(found, by=request.user)
    messages.success(request, told("collection.key.confirmed"))
    return redirect("key", project_id=project.pk)


@for_project(EDITORS)
@never_cache
@require_POST
def make_shares(request: Request, project: Project) -> HttpResponse:
    """Make the key in three shares, and show them once: this answer is all there is of them."""
    form = HoldersForm(request.POST)
    if not form.is_valid():
        return _page(request, project, holders=form, status=422)
    try:
        made, papers = ceremony.make_shares(
            project, _wave(project), form.holders, by=request.user, seen=form.cleaned_data["seen"]
        )
    except UsageError as error:
        return _refused(request, project, error)
    sheets = [
        {"number": number, "name": name, "lines": _lines(paper), "picture": code_picture(paper)}
        for number, (name, paper) in enumerate(zip(form.holders, papers, strict=True), 1)
    ]
    return show(request, project, "key", "collection/key_shares.html", {"key": made, "sheets": sheets})


@for_project(EDITORS)
@require_POST
def confirm_share(request: Request, project: Project) -> HttpResponse:
    """Remember that a holder has the sheet."""
    found, number = _key(project), request.POST.get("number", "")
    if found is None:
        raise Http404
    place = int(number) if number.isdecimal() and len(number) <= DIGITS else 0
    try:
        kept = ceremony.confirm_share(found, place, by=request.user, seen=request.POST.get("seen", ""))
    except UsageError as error:
        return _refused(request, project, error)
    messages.success(request, told("ceremony.all_confirmed" if kept.backed_up else "ceremony.confirmed"))
    return redirect("key", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def discard_key(request: Request, project: Project) -> HttpResponse:
    """Throw the key away, to make another."""
    found = _key(project)
    if found is None:
        raise Http404
    try:
        ceremony.discard_key(found, by=request.user)
    except UsageError as error:
        return _refused(request, project, error)
    messages.success(request, told("ceremony.discarded"))
    return redirect("key", project_id=project.pk)


@for_project(EDITORS)
@never_cache
@require_POST
def key_restore(request: Request, project: Project) -> HttpResponse:
    """Write the lost file of a key again, from its sheet."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _page(request, project, sheet=form, status=422)
    found = get_object_or_404(project.keys, wave=form.cleaned_data["wave"])
    try:
        ceremony.restore_key(found, form.cleaned_data["letters"], by=request.user)
    except UsageError as error:
        form.add_error("letters", wrongs(error))
        return _page(request, project, sheet=form, status=422)
    messages.success(request, told("ceremony.restore.done", wave=found.wave))
    return redirect("key", project_id=project.pk)


def _page(
    request: Request, project: Project, *, holders: HoldersForm | None = None, sheet: SheetForm | None = None, status: int = 200
) -> HttpResponse:
    found = _key(project)
    all_keys = list(project.keys.order_by("wave"))
    earlier = [each for each in all_keys if each != found and not ceremony.is_over(each)]
    context: dict[str, Any] = {
        "key": found,
        "holders": holders or HoldersForm(initial=_initial(found)),
        "earlier": earlier,
        "latest": earlier[-1] if earlier else None,
        "lost": [(each, _sheet_form(each, sheet)) for each in all_keys if ceremony.lost(each)],
        "bound": holders or sheet,
    }
    return show(request, project, "key", "collection/key.html", context, status=status)


def _initial(found: WaveKey | None) -> dict[str, str]:
    """Return the form of the holders as it was filled in for the shares that are to be made again."""
    if found is None:
        return {}
    return {"seen": found.public, **{f"holder_{place}": each["name"] for place, each in enumerate(found.holders, 1)}}


def _sheet_form(lost: WaveKey, bound: SheetForm | None) -> SheetForm:
    if bound is not None and bound["wave"].value() == str(lost.wave):
        return bound
    return SheetForm(initial={"wave": lost.wave}, auto_id=f"id_{lost.wave}_%s")


def _refused(request: Request, project: Project, error: UsageError) -> HttpResponse:
    messages.error(request, " ".join(wrongs(error)))
    return redirect("key", project_id=project.pk)


def _wave(project: Project) -> int:
    plan = examine_project(project).plan
    if plan is not None:
        return plan.wave
    latest = latest_wave(project)
    return latest.number + 1 if latest else 1


def _key(project: Project) -> WaveKey | None:
    return project.keys.filter(wave=_wave(project)).first()


def _lines(paper: str) -> list[str]:
    parts = paper.split()
    return [" ".join(parts[start : start + LINE]) for start in range(0, len(parts), LINE)]
