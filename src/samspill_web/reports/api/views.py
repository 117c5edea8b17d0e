"""The page where tokens are made and revoked, and the API's own description."""

from __future__ import annotations

import json
from functools import lru_cache

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from samspill.errors import UsageError
from samspill_web.analysis.tokens import services
from samspill_web.analysis.tokens.selectors import tokens_for, visible_tokens
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show
from samspill_web.reports.api.forms import TokenForm
from samspill_web.reports.api.operations import ROOT, api
from samspill_web.reports.api.replies import reply

PAGE = "release"
"""The page of the path that this one stands under."""


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document: what can be asked for, and what every field means."""
    return reply(request, document())


@lru_cache(maxsize=1)
def document() -> bytes:
    """Return the OpenAPI document. It is the same for everybody, and as long as the process lives."""
    return json.dumps(api.get_openapi_schema(path_prefix=ROOT), ensure_ascii=False, indent=1).encode()


@for_project(EDITORS)
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: Request, project: Project) -> HttpResponse:
    """Show the tokens of a mapping, and make one. It is in the answer to the form that made it, and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, project, form, status=422 if form.errors else 200)
    try:
        _, token = services.make(request.role, form.cleaned_data["name"], form.cleaned_data["days"])
    except UsageError as error:
        form.add_error(None, wrongs(error))
        return _page(request, project, form, status=422)
    return _page(request, project, TokenForm(), token=token)


@for_project(EDITORS)
@require_POST
def revoke(request: Request, project: Project, token_id: int) -> HttpResponse:
    """Let a token open nothing any more."""
    row = get_object_or_404(visible_tokens(project, request.role), pk=token_id)
    services.revoke(row, by=request.user)
    messages.success(request, told("api.revoke.done", name=row.name))
    return redirect("api_access", project_id=project.pk)


def _page(request: Request, project: Project, form: TokenForm, *, token: str = "", status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "token": token,
        "tokens": tokens_for(project, request.role),
        "example": f"{settings.ADDRESS}{ROOT}mappings/{project.pk}/releases",
    }
    return show(request, project, PAGE, "api/access.html", context, status=status)
