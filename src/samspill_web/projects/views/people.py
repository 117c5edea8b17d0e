"""Who takes part in a mapping's preparation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import DesignError
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects import services
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.forms.ready import RoleForm
from samspill_web.projects.models import Project
from samspill_web.projects.names import named
from samspill_web.projects.selectors import roles_in
from samspill_web.projects.views.pages import show


@for_project(EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def project_people(request: Request, project: Project) -> HttpResponse:
    """Show who takes part, and invite more."""
    organisations, groups = named(project, "organisation"), named(project, "group")
    form = RoleForm(request.POST or None, organisations=list(organisations.items()), groups=list(groups.items()))
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(project, by=request.user, **form.cleaned_data)
        except DesignError as error:
            form.add_error(None, wrongs(error))
        else:
            messages.success(request, told("projects.people.invited", name=form.cleaned_data["name"]))
            return redirect("project_people", project_id=project.pk)
    roles = [(role, {**organisations, **groups}.get(role.organisation or role.group, "")) for role in roles_in(project)]
    status = 422 if form.is_bound else 200
    return show(request, project, "people", "projects/people.html", {"form": form, "roles": roles}, status=status)


@for_project(EDITORS)
@require_POST
def remove_person(request: Request, project: Project, role_id: int) -> HttpResponse:
    """Let somebody no longer take part."""
    role = get_object_or_404(project.roles, pk=role_id)
    try:
        services.take_role(project, role, by=request.user)
    except DesignError as error:
        messages.error(request, " ".join(wrongs(error)))
    else:
        messages.success(request, told("projects.people.removed", name=str(role.user)))
    return redirect("project_people", project_id=project.pk)
