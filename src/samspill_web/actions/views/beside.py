"""What stands beside the board: the calendar, reminders that somebody stops, and one's own actions as a file."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scope

from samspill_web.actions import digest, feed
from samspill_web.actions.models import Addressee
from samspill_web.actions.selectors import feed_of, own_actions
from samspill_web.actions.views.board import PAGE
from samspill_web.kernel import audit
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import told
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS, EVERYONE
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

MINUTES = 15
TYPE = "text/calendar; charset=utf-8"


@for_project(EDITORS)
@never_cache
@require_safe
def action_calendar(request: Request, project: Project) -> HttpResponse:
    """Show the address of the calendar, and how to get another."""
    made = feed_of(project)
    return show(request, project, PAGE, "actions/calendar.html", {"address": feed.address_of(made) if made else ""})


@for_project(EDITORS)
@require_POST
def renew_calendar(request: Request, project: Project) -> HttpResponse:
    """Make the calendar, or give it another address."""
    feed.renew(project, by=request.user)
    messages.success(request, told("actions.feed.renewed"))
    return redirect("action_calendar", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def stop_calendar(request: Request, project: Project) -> HttpResponse:
    """Close the calendar."""
    feed.stop(project, by=request.user)
    messages.success(request, told("actions.feed.stopped"))
    return redirect("action_calendar", project_id=project.pk)


# A calendar programme cannot log in: the address itself is the right to read what was agreed.
@public
@require_safe
def calendar_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to whoever has its address; nobody can tell a false one from one that was."""
    found = feed.feed_at(token)
    if found is None:
        raise Http404
    with scope(tenant=found.project.tenant_id):
        content = feed.calendar_of(found.project)
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = 'inline; filename="samspill.ics"'
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    patch_cache_control(answer, private=True, max_age=60 * MINUTES)
    return answer


# No cookie and no log-in take part: the address itself is the right to stop. A mail programme's one click brings no token.
@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more reminders, and stop them. Opening the page changes nothing."""
    found = digest.addressee_of(token)
    if found is not None and request.method == "POST":
        digest.set_stopped(found, stopped=True)
        found.refresh_from_db()
    return _reminders(request, token, found)


@public
@csrf_exempt
@never_cache
@require_POST
def take_up_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Remind somebody again who had stopped it."""
    found = digest.addressee_of(token)
    if found is not None:
        digest.set_stopped(found, stopped=False)
        found.refresh_from_db()
    return _reminders(request, token, found, back=True)


def _reminders(request: HttpRequest, token: str, found: Addressee | None, *, back: bool = False) -> HttpResponse:
    if found is None:
        return render(request, "actions/reminders.html", {"state": "over", "token": token}, status=410)
    state = "done" if found.stopped else "back" if back else "ask"
    with translation.override(digest.language_of(found)):
        return render(request, "actions/reminders.html", {"state": state, "token": token, "tenant": found.tenant.name})


@for_project(EVERYONE)
@never_cache
@require_safe
def own_actions_file(request: Request, project: Project) -> HttpResponse:
    """Give somebody the actions that they own or have written in a mapping, as data."""
    rows = own_actions(request.role)
    audit.record("action.exported", request.user, project.tenant_id, project.pk, count=len(rows))
    content = json.dumps({"mapping": project.title, "actions": rows}, ensure_ascii=False, indent=2)
    answer = HttpResponse(content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="actions-{project.pk}.json"'
    return answer
