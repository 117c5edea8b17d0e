"""A file of people: chosen, looked at, and only then kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import SamspillError, UsageError
from samspill.tabular.held import Held
from samspill_web.collection.roster import services
from samspill_web.collection.roster.forms import FileForm, ReadingForm, choice_of
from samspill_web.collection.roster.looking import Look, first_choice, look
from samspill_web.collection.roster.reading import Table, read_table
from samspill_web.collection.roster.sealed import seal, unseal
from samspill_web.collection.roster.selectors import people_of
from samspill_web.collection.roster.shown import shown_look, shown_skipped
from samspill_web.collection.roster.views.shared import asking_or_404, page, tell_codes
from samspill_web.collection.roster.wave import KEEPERS, Asking
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.models import Project


@for_project(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_file(request: Request, project: Project) -> HttpResponse:
    """Ask for a file, and show what it would do. Nothing is kept here."""
    wave = asking_or_404(request, project)
    if request.method != "POST":
        return page(request, project, "file.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, project, "file.html", {"form": form}, status=422)
    upload = form.cleaned_data["upload"]
    try:
        table = read_table(Held(upload.name, upload.read()), wave.phones)
        choice = first_choice(table, wave, services.remembered(wave))
        return _preview(request, wave, look(table, choice, wave, people_of(wave)))
    except SamspillError as error:
        for wrong in wrongs(error):
            form.add_error("upload", wrong)
        return page(request, project, "file.html", {"form": form}, status=422)


@for_project(KEEPERS)
@require_POST
def roster_look(request: Request, project: Project) -> HttpResponse:
    """Show what a file would do under another choice. Nothing is kept here either."""
    wave = asking_or_404(request, project)
    table = _unsealed(request, project)
    if table is None:
        return redirect("roster_file", project_id=project.pk)
    choice, wrong = choice_of(request.POST, table, wave, services.remembered(wave))
    return _preview(request, wave, look(table, choice, wave, people_of(wave)), wrong)


@for_project(KEEPERS)
@require_POST
def roster_store(request: Request, project: Project) -> HttpResponse:
    """Keep what was seen."""
    wave = asking_or_404(request, project)
    table = _unsealed(request, project)
    if table is None:
        return redirect("roster_file", project_id=project.pk)
    choice, wrong = choice_of(request.POST, table, wave, services.remembered(wave))
    if wrong:
        return _preview(request, wave, look(table, choice, wave, people_of(wave)), wrong)
    seen, leave_out = request.POST.get("seen", ""), request.POST.get("leave_out") == "on"
    try:
        taken = services.take_in(wave, table, choice, seen=seen, leave_out=leave_out, by=request.user)
    except services.WrongRowsError as error:
        return _preview(request, wave, error.found, [told("roster.preview.wrong_left")])
    except services.OtherwiseError as error:
        return _preview(request, wave, error.found, [told("roster.preview.otherwise")])
    tell_codes(request, wave, map(str, wave.nodes))
    if taken.left_out:
        # Shown at once and kept nowhere: what is wrong with a row quotes what stands in it.
        context = {"taken": taken, "problems": wrongs(UsageError(taken.found.problems)), "skipped": shown_skipped(taken.found)}
        return page(request, project, "stored.html", context)
    messages.success(request, told("roster.stored_all", added=taken.added, changed=taken.changed))
    return redirect("roster", project_id=project.pk)


def _unsealed(request: Request, project: Project) -> Table | None:
    try:
        return unseal(request.POST.get("sealed", ""), project.pk, request.user.pk)
    except UsageError as error:
        messages.error(request, " ".join(wrongs(error)))
        return None


def _preview(request: Request, wave: Asking, found: Look, wrong: list[str] | None = None) -> HttpResponse:
    """Show what a file would do; the file itself travels in the form, sealed."""
    context: dict[str, Any] = {
        "sealed": seal(found.table, wave.project.pk, request.user.pk),
        "reading": ReadingForm(found, wave),
        "look": found,
        "wave": wave,
        "wrong": wrong or [],
        "leave_out": request.POST.get("leave_out") == "on",
        **shown_look(found, wave),
    }
    return page(request, wave.project, "preview.html", context, status=422 if wrong else 200)
