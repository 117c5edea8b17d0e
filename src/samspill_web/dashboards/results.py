"""A result as a book of pages: which there are for a reader, and what comes before and after each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from samspill.render.html import part as rendered
from samspill.reporting.compose import Looking
from samspill.reporting.document import Report, Section
from samspill.terms import Audience, Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import map_of, pages_of, tie_of

EVERYTHING = Looking()
BODIES = 32
"""Pages that a process keeps of each result."""
BOOKS = 16
"""Results that a process keeps as pages: each language and reader has one of its own."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a result: its section, what stands on it, and its place among the others.

    ``under`` are the pages below it, ``above`` the one that it stands under.
    """

    section: Section
    body: Markup
    above: Section | None
    under: tuple[Section, ...]
    before: Section | None
    after: Section | None


@dataclass(frozen=True)
class Book:
    """A result in one language for one kind of reader; of one group where it is a group's."""

    release: int
    report: Report
    bodies: dict[tuple[str, str, Looking], Page] = field(default_factory=dict, compare=False, repr=False)
    """Pages that were made: the result never changes, and a large matrix takes a tenth of a second."""

    @property
    def chapters(self) -> tuple[Section, ...]:
        """The pages that stand under no other."""
        return tuple(section for section in self.report.sections if section.parent is None or not self._has(section.parent))

    def page(self, key: str, href: Callable[[str], str], looking: Looking = EVERYTHING) -> Page | None:
        """Return a page by the id of its section, with the addresses that ``href`` gives; None where there is none.

        ``looking`` is what a map looks at.
        """
        asked = key, href(key), looking
        page = self.bodies.get(asked) or self._page(key, href, looking)
        if page:
            self.bodies[asked] = page
        # At once: others read and keep pages meanwhile.
        for oldest in tuple(self.bodies)[:-BODIES]:
            self.bodies.pop(oldest, None)
        return page

    def _page(self, key: str, href: Callable[[str], str], looking: Looking) -> Page | None:
        order = self.report.sections
        place = next((place for place, section in enumerate(order) if section.id == key), None)
        section = order[place] if place is not None else self._tie(key)
        if section is not None and looking != EVERYTHING:
            # Of a report that has no map, or not this one, nothing else can be looked at either.
            section = map_of(_row(self.release), self.report, key, looking)
        if section is None:
            return None
        body = rendered(self.report, section, lambda link: href(link) if link and self._leads_to(link) else "")
        if place is None:
            matrix = next((each for each in order if each.id.startswith("matrix")), None)
            return Page(section, body, matrix, (), None, None)
        above = next((each for each in order if each.id == section.parent), None)
        under = tuple(each for each in order if each.parent == section.id)
        around = (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)
        return Page(section, body, above, under, *around)

    def _has(self, key: str) -> bool:
        return any(section.id == key for section in self.report.sections)

    def _leads_to(self, key: str) -> bool:
        return self._has(key) or key.startswith("tie-")

    def _tie(self, key: str) -> Section | None:
        if self.report.audience is not Audience.LEADERS or not key.startswith("tie-"):
            return None
        return tie_of(_row(self.release), self.report.language, key)


def book_of(row: Release, audience: Audience, language: Language, unit: str | None = None) -> Book:
    """Return a result as pages; it never changes, so each process makes it once."""
    return _made(row.pk, row.made, audience, language, unit)


def forget() -> None:
    """Make the results anew when they are asked for."""
    _made.cache_clear()


@lru_cache(maxsize=BOOKS)
def _made(release: int, made: object, audience: Audience, language: Language, unit: str | None) -> Book:
    del made  # A release that was made anew is another.
    return Book(release, pages_of(_row(release), audience, language, unit))


def _row(release: int) -> Release:
    return Release.objects.select_related("wave").get(pk=release)
