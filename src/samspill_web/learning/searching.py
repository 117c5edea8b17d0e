"""Looking for words in the help: sections in which all of them stand, those first that have them in the heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from samspill.terms import Language
from samspill_web.learning.enums import Guide
from samspill_web.learning.guide import Section, Text, text
from samspill_web.learning.rendering import words

LONGEST = 100
"""Letters of a search; nobody writes more by hand."""
MOST = 30
AROUND = 110
"""Letters shown on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found, and the line in which the words stand."""

    guide: Guide
    title: str
    anchor: str
    heading: str
    excerpt: str


def search(asked: str, language: Language) -> tuple[Hit, ...]:
    """Return the sections that hold all words of a search, in any form that begins like them."""
    wanted = tuple(dict.fromkeys(re.findall(r"\w+", asked[:LONGEST].casefold())))
    if not wanted:
        return ()
    found = [
        (_rank(wanted, whole, section), _hit(wanted, whole, section))
        for whole, section in _sections(language)
        if all(_stands(word, f"{section.heading}\n{_words(section.source)}") for word in wanted)
    ]
    return tuple(hit for _, hit in sorted(found, key=lambda each: each[0]))[:MOST]


def _sections(language: Language) -> Iterator[tuple[Text, Section]]:
    for guide in Guide:
        whole = text(guide, language)
        yield from ((whole, section) for section in whole.sections)


def _rank(wanted: Iterable[str], whole: Text, section: Section) -> tuple[bool, bool]:
    """Say how near a section is: first the words themselves, then what has them in the heading, then the rest."""
    named = all(_stands(word, section.heading) for word in wanted)
    return not (named and whole.guide is Guide.WORDS), not named


def _stands(word: str, inside: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", inside.casefold()) is not None


def _hit(wanted: tuple[str, ...], whole: Text, section: Section) -> Hit:
    lines = _words(section.source).splitlines() or [""]
    line = next((line for line in lines if any(_stands(word, line) for word in wanted)), lines[0])
    return Hit(whole.guide, whole.title, section.anchor, section.heading, _around(wanted, line))


def _around(wanted: tuple[str, ...], line: str) -> str:
    """Return a line, cut at words where it is long, with what was found in it."""
    places = (re.search(rf"\b{re.escape(word)}", line.casefold()) for word in wanted)
    place = min((found.start() for found in places if found), default=0)
    start = max(0, place - AROUND) if len(line) > 2 * AROUND else 0
    end = min(len(line), start + 2 * AROUND)
    before = "" if start == 0 else "… "
    after = "" if end == len(line) else " …"
    shown = line[start:end]
    shown = shown.partition(" ")[2] if before else shown
    return before + (shown.rpartition(" ")[0] if after else shown) + after


@cache
def _words(source: str) -> str:
    return words(source)
