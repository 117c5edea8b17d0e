"""The plan as a file: taken out, and brought in again after a look at what would change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill.design.edit.write import to_toml
from samspill.errors import SamspillError
from samspill_web.kernel import audit
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.conflicts import worded
from samspill_web.projects.drafts import Table
from samspill_web.projects.enums import EDITORS, PREPARING
from samspill_web.projects.forms.file import TomlForm
from samspill_web.projects.history import in_words
from samspill_web.projects.models import Project
from samspill_web.projects.reading import table_of_file
from samspill_web.projects.selectors import draft
from samspill_web.projects.views.changing import done, editors_only, version_seen
from samspill_web.projects.views.pages import show

PAGE = "file"
TEMPLATE = "projects/file.html"
PREVIEWED = 100
"""Lines of what a file would change."""


@for_project(PREPARING)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Request, project: Project) -> HttpResponse:
    """Show the two ways, and what a file would change. Nothing is stored here."""
    if request.method != "POST":
        return show(request, project, PAGE, TEMPLATE, {"form": TomlForm()})
    editors_only(request)
    form = TomlForm(request.POST, request.FILES)
    table = _read(form)
    if table is None:
        return show(request, project, PAGE, TEMPLATE, {"form": form}, status=422)
    lines = in_words(draft(project).table, table, PREVIEWED)
    context = {"form": form, "source": to_toml(table), "version": project.version, "lines": lines}
    return show(request, project, PAGE, "projects/file_preview.html" if lines else TEMPLATE, {**context, "same": not lines})


@for_project(EDITORS)
@require_POST
def replace(request: Request, project: Project) -> HttpResponse:
    """Put a file in the place of the plan; what others have changed since the look stays."""
    form = TomlForm(request.POST)
    table = _read(form)
    seen = version_seen(request, project)
    if table is None or seen is None:
        return show(request, project, PAGE, TEMPLATE, {"form": form}, status=422)
    try:
        edited = services.edit(project, lambda _base: table, "file", by=request.user, seen=seen)
    except SamspillError as error:
        _add(form, error)
        return show(request, project, PAGE, TEMPLATE, {"form": form}, status=422)
    if edited.conflicts:
        project.refresh_from_db()
        kept = [worded(conflict, draft(project).table) for conflict in edited.conflicts]
        return show(request, project, "history", "projects/history_kept.html", {"kept": kept}, status=409)
    messages.success(request, told("groups.file.replaced"))
    return done(project, "groups", edited)


def _read(form: TomlForm) -> Table | None:
    if not form.is_valid():
        return None
    try:
        return table_of_file(form.cleaned_data["text"])
    except SamspillError as error:
        _add(form, error)
        return None


def _add(form: TomlForm, error: SamspillError) -> None:
    for wrong in wrongs(error):
        form.add_error(None, wrong)


@for_project(PREPARING)
@require_safe
def download(request: Request, project: Project) -> HttpResponse:
    """Give the plan as a file, and write down who took it."""
    audit.record("project.exported", request.user, project.tenant_id, project.pk, version=project.version)
    answer = HttpResponse(to_toml(draft(project).table), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mapping.toml"'
    answer["Cache-Control"] = "no-store"
    return answer
