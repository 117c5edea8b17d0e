"""Following a wave: how far it is, reminding now, a later end, and words for leaders."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.following import deadlines, reminders
from samspill_web.collection.following.advice import words_for
from samspill_web.collection.following.forms import ExtendForm, RemindForm
from samspill_web.collection.following.page import context_of
from samspill_web.collection.following.stages import FOLLOWING, in_words
from samspill_web.collection.following.waves import zone_of
from samspill_web.kernel.speech import told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.selectors import latest_wave
from samspill_web.projects.views.pages import show


@for_project(FOLLOWING)
@require_safe
def collect(request: Request, project: Project) -> HttpResponse:
    """Show how far the latest wave is."""
    return _page(request, project)


@for_project(EDITORS)
@require_POST
def remind(request: Request, project: Project) -> HttpResponse:
    """Remind now."""
    wave, form = _wave(project), RemindForm(request.POST)
    everybody = form.is_valid() and bool(form.cleaned_data["everybody"])
    try:
        reminders.remind_now(wave, everybody=everybody, by=request.user)
    except UsageError as error:
        return _page(request, project, refused=wrongs(error), status=409)
    messages.success(request, told("following.remind.done"))
    return redirect("collect", project_id=project.pk)


@for_project(EDITORS)
@require_POST
def extend(request: Request, project: Project) -> HttpResponse:
    """Let the wave be open for longer."""
    wave, form = _wave(project), ExtendForm(request.POST)
    if not form.is_valid():
        return _page(request, project, extend=form, status=422)
    closes = deadlines.end_of(wave, form.cleaned_data["day"])
    try:
        deadlines.extend(wave, closes, form.cleaned_data["reason"], request.user)
    except UsageError as error:
        for wrong in wrongs(error):
            form.add_error("day", wrong)
        return _page(request, project, extend=form, status=422)
    messages.success(request, told("following.extend.done", closes=in_words(closes, zone_of(wave))))
    return redirect("collect", project_id=project.pk)


@for_project(FOLLOWING)
@require_safe
def collect_words(request: Request, project: Project, language: str) -> HttpResponse:
    """Show a text that the leader of a group may use, in a language."""
    if language not in list(Language):
        raise Http404
    words = words_for(_wave(project), Language(language))
    return show(request, project, "collect", "collection/following/words.html", {"words": words, "in": language})


def _page(
    request: Request,
    project: Project,
    *,
    refused: list[str] | None = None,
    extend: ExtendForm | None = None,
    status: int = 200,
) -> HttpResponse:
    wave = latest_wave(project)
    context = {
        "refused": refused,
        "extend": extend or ExtendForm(),
        "remind": RemindForm(),
        "word_languages": [(tag.value, say("terms.language", tag)) for tag in Language],
        **(context_of(wave, request.role) if wave else {}),
    }
    return show(request, project, "collect", "collection/following/collect.html", context, status=status)


def _wave(project: Project) -> Wave:
    """Return the wave that was launched last; before that there is nothing to follow."""
    wave = latest_wave(project)
    if wave is None:
        raise Http404
    return wave
