"""One person on the list: added, changed, moved, withdrawn and taken back; their own copy, and their erasure."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill.errors import UsageError
from samspill_web.collection.enums import Standing
from samspill_web.collection.models import Person
from samspill_web.collection.roster import doubles, services
from samspill_web.collection.roster.forms import GroupsForm, NewPersonForm, PersonForm
from samspill_web.collection.roster.selectors import reach_of
from samspill_web.collection.roster.views.shared import asking_or_404, page, person_or_404, tell_codes
from samspill_web.collection.roster.wave import KEEPERS, Asking
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.models import Project


@for_project(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_add(request: Request, project: Project) -> HttpResponse:
    """Put somebody on the list."""
    wave = asking_or_404(request, project)
    form = NewPersonForm(request.POST if request.method == "POST" else None, asking=wave, initial={"language": wave.language})
    if form.is_valid():
        try:
            values = form.cleaned_data
            person = services.add_person(wave, values, [values["main"]], by=request.user)
        except UsageError as error:
            form.add_error("email", wrongs(error))
        else:
            # To whoever keeps a part of the list it is not said that somebody is invited: they may be asked from another.
            code = "roster.person.added_invited" if wave.open and not wave.organisation else "roster.person.added"
            messages.success(request, told(code, name=_called(person)))
            tell_codes(request, wave, person.nodes)
            return redirect("roster", project_id=project.pk)
    return page(request, project, "add.html", {"form": form, "wave": wave}, status=422 if form.is_bound else 200)


@for_project(KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_person(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Show what is known of somebody, and change it."""
    wave = asking_or_404(request, project)
    person = person_or_404(wave, person_id)
    if request.method != "POST":
        return _person_page(request, wave, person)
    form = PersonForm(request.POST, asking=wave)
    if form.is_valid():
        try:
            services.change_person(wave, person, form.cleaned_data, by=request.user)
        except UsageError as error:
            form.add_error("email", wrongs(error))
        else:
            return _done(request, person, "changed")
    person.refresh_from_db()
    return _person_page(request, wave, person, form=form)


@for_project(KEEPERS)
@require_POST
def roster_move(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Let somebody belong to other groups."""
    wave = asking_or_404(request, project)
    person = person_or_404(wave, person_id)
    form = GroupsForm(request.POST, asking=wave)
    if not form.is_valid():
        return _person_page(request, wave, person, groups=form)
    services.move_person(wave, person, form.nodes, by=request.user)
    tell_codes(request, wave, person.nodes)
    return _done(request, person, "moved")


@for_project(KEEPERS)
@require_POST
def roster_withdraw(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Take somebody off the list."""
    wave = asking_or_404(request, project)
    person = person_or_404(wave, person_id)
    if person.standing != Standing.WITHDRAWN:
        services.withdraw(wave, person, by=request.user)
    return _done(request, person, "withdrawn")


@for_project(KEEPERS)
@require_POST
def roster_take_back(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Let somebody who was taken off the list be asked again."""
    wave = asking_or_404(request, project)
    person = person_or_404(wave, person_id)
    if person.standing == Standing.WITHDRAWN:
        services.take_back(wave, person, by=request.user)
        tell_codes(request, wave, person.nodes)
    return _done(request, person, "taken_back")


@for_project(KEEPERS)
@require_safe
def roster_export(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Give what is kept of somebody as a file, for them."""
    wave = asking_or_404(request, project)
    kept = services.export_person(wave, person_or_404(wave, person_id), by=request.user)
    whole = json.dumps(kept, ensure_ascii=False, indent=2)
    answer = HttpResponse(whole, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="person.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@for_project(KEEPERS)
@require_POST
def roster_erase(request: Request, project: Project, person_id: int) -> HttpResponse:
    """Erase what is kept of somebody."""
    wave = asking_or_404(request, project)
    person = person_or_404(wave, person_id)
    if request.POST.get("sure") != "on":
        messages.error(request, told("roster.person.erase_unsure"))
        return redirect("roster_person", project_id=project.pk, person_id=person.pk)
    name = _called(person)
    services.erase_person(wave, person, by=request.user)
    messages.success(request, told("roster.person.erased", name=name))
    return redirect("roster", project_id=project.pk)


def _done(request: Request, person: Person, what: str) -> HttpResponse:
    messages.success(request, told(f"roster.person.{what}", name=_called(person)))
    return redirect("roster_person", project_id=person.project_id, person_id=person.pk)


def _person_page(
    request: Request, wave: Asking, person: Person, *, form: PersonForm | None = None, groups: GroupsForm | None = None
) -> HttpResponse:
    context = {
        "wave": wave,
        "person": person,
        "called": _called(person),
        "form": form or groups or PersonForm.of(person, wave),
        "about": form or PersonForm.of(person, wave),
        "groups": groups or GroupsForm.of(person, wave),
        "main": wave.name(person.nodes[0]) if person.nodes else "",
        "withdrawn": person.standing == Standing.WITHDRAWN,
        "reach": reach_of(person).value,
        "double": _double(wave, person),
    }
    return page(request, wave.project, "person.html", context, status=422 if form or groups else 200)


def _double(wave: Asking, person: Person) -> dict[str, object] | None:
    """Return who somebody is a double of, for a reader who sees both."""
    other = next((each for _, each in doubles.found(wave, [person])), None)
    return {"person": other, "group": wave.name(other.nodes[0])} if other and other.nodes else None


def _called(person: Person) -> str:
    return person.name or person.email or person.phone
