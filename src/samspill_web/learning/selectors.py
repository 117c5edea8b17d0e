"""Help as pages show it: guides with their links, and words with what is related to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads

from django.urls import reverse
from django.utils.safestring import SafeString

from samspill.terms import Language
from samspill_web.learning.enums import Guide
from samspill_web.learning.guide import Section, text
from samspill_web.learning.rendering import html, words

PUBLIC = frozenset({"accessibility"})
"""Pages outside of the help that a guide may lead to: they are open to everybody."""
KEPT = 64
"""Guides that a process keeps as HTML: more than there are."""

Where = Callable[[Guide, Language], str]
"""Where a guide stands; "" where it is not offered to this reader."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section as a page shows it. ``related`` are the anchors and names of words that belong together with it."""

    anchor: str
    heading: str
    body: SafeString
    below: tuple[Part, ...]
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A guide as a page shows it."""

    guide: Guide
    title: str
    lead: SafeString
    parts: tuple[Part, ...]


def in_help(guide: Guide, language: Language) -> str:
    """Return where a guide stands in the help."""
    return reverse("help_page", args=[language.value, guide.value])


def beside_survey(guide: Guide, language: Language) -> str:
    """Return where a guide stands for somebody who answers: only what concerns them has a place beside the survey."""
    names = {Guide.EMPLOYEE: "survey_help", Guide.WORDS: "survey_words"}
    return reverse(names[guide], args=[language.value]) if guide in names else ""


@lru_cache(maxsize=KEPT)
def page(guide: Guide, language: Language, where: Where = in_help) -> Page:
    """Return a guide in a language, its links leading to where ``where`` says."""
    whole = text(guide, language)

    def leads(link: str) -> str:
        return address(link, language, where)

    def part(section: Section, below: tuple[Section, ...] = ()) -> Part:
        body = html(section.source, leads)
        return Part(section.anchor, section.heading, body, tuple(map(part, below)), _named(section.anchor, guide, language))

    return Page(guide, whole.title, html(whole.lead, leads), tuple(part(upper, below) for upper, below in whole.chapters))


def address(link: str, language: Language, where: Where = in_help) -> str:
    """Return the address of what a link names.

    Raises
    ------
    LookupError
        For what is not there: a fault of the text, caught by its tests.
    """
    kind, _, name = link.partition(":")
    if kind == "page" and name in PUBLIC:
        return reverse(name) if where is in_help else ""
    guide, anchor = (Guide.WORDS, name) if kind == "term" else (Guide(name.partition("#")[0]), name.partition("#")[2])
    if kind not in {"term", "guide"} or (anchor and text(guide, language).section(anchor) is None):
        raise LookupError(link)
    path = where(guide, language)
    return f"{path}#{anchor}" if path and anchor else path


def contents(language: Language) -> tuple[tuple[Guide, str, str], ...]:
    """Return every guide with its title and what it is about, in plain words."""
    return tuple((guide, text(guide, language).title, words(text(guide, language).lead)) for guide in Guide)


@cache
def related() -> dict[str, tuple[str, ...]]:
    """Return which words belong together: anchor -> anchors."""
    table = loads(files("samspill_web.learning").joinpath("guides/related.toml").read_text(encoding="utf-8"))
    return {anchor: tuple(others) for anchor, others in table["related"].items()}


def _named(anchor: str, guide: Guide, language: Language) -> tuple[tuple[str, str], ...]:
    if guide is not Guide.WORDS:
        return ()
    found = (text(guide, language).section(other) for other in related().get(anchor, ()))
    return tuple((each.anchor, each.heading) for each in found if each is not None)
