"""Help: guides, words, and looking for something. Nobody has to log in, and nobody is given a cookie."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from samspill.instrument.sheet import name_of
from samspill.terms import Language
from samspill_web.kernel.access import public
from samspill_web.kernel.speech import reader
from samspill_web.learning import selectors
from samspill_web.learning.enums import Guide
from samspill_web.learning.searching import LONGEST, search


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead to the help in the reader's language."""
    del request
    return redirect("help_contents", language=reader().value)


@public
@require_safe
def contents(request: HttpRequest, language: str) -> HttpResponse:
    """Show what there is to read."""
    chosen = _language(language)
    context = {"guides": selectors.contents(chosen), "spoken": _spoken("help_contents")}
    return _show(request, "learning/contents.html", chosen, context)


@public
@require_safe
def guide(request: HttpRequest, language: str, guide: str) -> HttpResponse:
    """Show a guide."""
    chosen, which = _language(language), _guide(guide)
    context = {
        "page": selectors.page(which, chosen),
        "guides": selectors.contents(chosen),
        "spoken": _spoken("help_page", which.value),
    }
    return _show(request, "learning/guide.html", chosen, context)


@public
@require_safe
def look(request: HttpRequest, language: str) -> HttpResponse:
    """Look for words in the help."""
    chosen, asked = _language(language), request.GET.get("q", "")[:LONGEST]
    context = {"asked": asked, "hits": search(asked, chosen), "spoken": _spoken("help_search")}
    return _show(request, "learning/search.html", chosen, context)


@public
@require_safe
def beside_survey(request: HttpRequest, language: str) -> HttpResponse:
    """Show the guide of those who answer, below the survey's own address: nothing tells who has read it (B6)."""
    return _beside(request, language, Guide.EMPLOYEE)


@public
@require_safe
def words_beside_survey(request: HttpRequest, language: str) -> HttpResponse:
    """Show the words to those who answer."""
    return _beside(request, language, Guide.WORDS)


def _beside(request: HttpRequest, language: str, guide: Guide) -> HttpResponse:
    chosen = _language(language)
    context = {"page": selectors.page(guide, chosen, selectors.beside_survey), "language": chosen.value}
    answer = _show(request, "learning/beside_survey.html", chosen, context)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _show(request: HttpRequest, template: str, language: Language, context: Mapping[str, object]) -> HttpResponse:
    with translation.override(language.value):
        return render(request, template, {**context})


def _language(tag: str) -> Language:
    if tag not in list(Language):
        raise Http404
    return Language(tag)


def _guide(name: str) -> Guide:
    if name not in list(Guide):
        raise Http404
    return Guide(name)


def _spoken(view: str, *rest: str) -> list[tuple[str, str, str]]:
    """Return the languages by their own names, each with the address of the same page in it."""
    return [(each.value, name_of(each, each), reverse(view, args=[each.value, *rest])) for each in Language]
