"""The words on a page that are not ours in its language: what our catalogues do not hold, and nobody typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser

from samspill.instrument.sheet import name_of
from samspill.language import catalogue
from samspill.terms import Language
from samspill_web.projects.enums import ProjectRole

SPOKEN = ("alt", "aria-label", "placeholder", "title")
SILENT = {"script", "style", "head", "code"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(" ".join(data.split()))


@cache
def _ours(language: Language) -> re.Pattern[str]:
    texts = [text for area in ("accounts", "kernel", "workspace") for text in _texts(area, language)]
    texts += [catalogue("projects")[f"role.{role}"][language] for role in ProjectRole]
    texts += [name_of(tongue, tongue) for tongue in Language]
    patterns = sorted((_pattern(text) for text in texts), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def _texts(area: str, language: Language) -> Iterable[str]:
    for entry in catalogue(area).values():
        text = entry[language]
        yield from [text] if isinstance(text, str) else text.values()


def _pattern(text: str) -> str:
    parts = re.split(r"\{\w+\}", " ".join(text.split()))
    # A placeholder takes a number, a date, or what is known.
    return r"(?:\d+\.? \w+ \d{4}|\d+)".join(re.escape(part) for part in parts)


def strangers(page: str, language: Language, known: Iterable[str] = ()) -> list[str]:
    """Return the words of a page that are neither ours nor known."""
    reader = _Words()
    # What stands around the page is another test's: the names of languages stand there in all of them.
    reader.feed("<main" + page.partition("<main")[2].partition("</main>")[0] if "<main" in page else page)
    found = []
    for text in reader.found:
        rest = text
        for name in sorted(known, key=len, reverse=True):
            rest = rest.replace(name, "1")
        rest = _ours(language).sub("", rest)
        if re.search(r"[^\W\d_]{2,}", rest):
            found.append(text)
    return found
