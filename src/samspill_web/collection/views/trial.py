"""Trying the survey before anybody is asked."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from samspill_web.collection import services
from samspill_web.collection.codes import code_picture
from samspill_web.collection.models import Trial
from samspill_web.collection.sender import sender_of
from samspill_web.collection.survey import PageKind
from samspill_web.collection.trying import language_of, link_of, nodes_of, trial_of, trying_as
from samspill_web.collection.walk import at_page
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.views.pages import show

LAST = 10_000
"""Stands for the last page, wherever that is."""


@for_project(EDITORS)
@require_safe
def trial(request: Request, project: Project) -> HttpResponse:
    """Show the link to try with, how many have come to the end, and what they remarked."""
    found = Trial.objects.filter(project=project).first()
    link = link_of(found) if found and found.open else ""
    context = {
        "trial": found,
        "link": link,
        "picture": code_picture(link) if link else "",
        "remarks": found.remarks.all() if found else (),
        "whole": examine_project(project).plan is not None,
    }
    return show(request, project, "trial", "collection/trial.html", context)


@for_project(EDITORS)
@require_POST
def open_trial(request: Request, project: Project) -> HttpResponse:
    """Make a link to try with."""
    services.open_trial(project, by=request.user)
    return redirect("trial", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def close_trial(request: Request, project: Project) -> HttpResponse:
    """Make the link worthless."""
    services.close_trial(get_object_or_404(Trial, project=project), by=request.user)
    messages.success(request, told("collection.trial.closed"))
    return redirect("trial", project_id=project.pk)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def try_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody try the survey. Nothing that is answered is kept; remarks are."""
    found = trial_of(token)
    if found is None:
        return render(request, "collection/trial_closed.html", status=410)
    with scope(tenant=found.project.tenant_id):
        plan = examine_project(found.project).plan
        if plan is None:
            return render(request, "collection/trial_closed.html", status=410)
        form = request.POST if request.method == "POST" else request.GET
        given = dict(form.lists())
        tongue = language_of(plan, form.get("language", translation.get_language() or ""))
        who = trying_as(plan, given, tongue)
        number = _number(request)
        if request.method == "POST":
            shown = at_page(plan, who, given, number)
            services.remark(found, shown.page.heading, form.get("remark", ""))
            if shown.page.kind is PageKind.SUMMARY and form.get("move") == "send":
                services.finish(found)
                # The thanks have an address of their own: reloading them counts nobody twice.
                return redirect(f"{request.path}?{urlencode({'done': 1, 'language': tongue.value})}")
            number += {"back": -1, "stay": 0}.get(form.get("move", ""), 1)
        position = at_page(plan, who, given, number)
        with translation.override(tongue.value):
            context = {
                "sender": sender_of(found.project_id),
                "position": position,
                "nodes": nodes_of(plan, tongue),
                "offered": plan.mapping.languages,
                "language": tongue.value,
                "preview": False,
            }
            return render(request, "collection/survey.html", context)


def _number(request: HttpRequest) -> int:
    """Return the page that was sent; after the last, the thanks."""
    if request.method != "POST":
        return LAST if "done" in request.GET else 0
    here = request.POST.get("page", "0")
    return int(here) if here.isdecimal() and len(here) < len(str(LAST)) else 0
