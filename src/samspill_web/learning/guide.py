"""A guide as its file holds it: a title, a first paragraph, and sections, each under an anchor that all languages share.

The files are Markdown, one for each guide in each language: ``guides/<language>/<guide>.md``. A section begins with
``## Heading {#anchor}``, and one below it with ``### Heading {#anchor}``. A language is added by adding its folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from samspill.terms import Language
from samspill_web.learning.enums import Guide

HEADING = re.compile(r"^(?P<signs>#{2,3}) (?P<heading>.+?) \{#(?P<anchor>[a-z0-9-]+)\}$")
UPPER = 2
"""Signs before the heading of a section that stands under no other."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a guide under a heading. ``above`` is the anchor of the section that it stands under; "" where it is none's."""

    anchor: str
    heading: str
    source: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A guide in one language. ``lead`` is Markdown too."""

    guide: Guide
    language: Language
    title: str
    lead: str
    sections: tuple[Section, ...]

    def section(self, anchor: str) -> Section | None:
        """Return the section with an anchor; None where there is none."""
        return next((each for each in self.sections if each.anchor == anchor), None)

    @property
    def chapters(self) -> tuple[tuple[Section, tuple[Section, ...]], ...]:
        """The sections that stand under no other, each with those below it."""
        return tuple(
            (upper, tuple(each for each in self.sections if each.above == upper.anchor))
            for upper in self.sections
            if not upper.above
        )


@cache
def text(guide: Guide, language: Language) -> Text:
    """Return a guide in a language."""
    lines = source(guide, language).splitlines()
    starts = [number for number, line in enumerate(lines) if HEADING.match(line)]
    first = starts[0] if starts else len(lines)
    sections = tuple(_sections(lines, [*starts, len(lines)]))
    return Text(guide, language, lines[0].removeprefix("# "), _body(lines[1:first]), sections)


def source(guide: Guide, language: Language) -> str:
    """Return the file of a guide."""
    file = files("samspill_web.learning").joinpath(f"guides/{language.value}/{guide.value}.md")
    return file.read_text(encoding="utf-8")


def _sections(lines: Sequence[str], starts: Sequence[int]) -> Iterator[Section]:
    upper = ""
    for start, end in pairwise(starts):
        found = HEADING.match(lines[start])
        if found is None:  # pragma: no cover -- each start is a heading
            continue
        below = len(found["signs"]) > UPPER
        upper = upper if below else found["anchor"]
        yield Section(found["anchor"], found["heading"], _body(lines[start + 1 : end]), upper if below else "")


def _body(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()
