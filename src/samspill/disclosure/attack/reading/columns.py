"""What each column of a table is, by its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from samspill.disclosure.attack.reading.words import folded, group, listed, meanings

WORD = re.compile(r"[^\W\d_]+")
KEYED = {"rater", "target", "measure", "item"}
"""Columns of keys that may stand beside columns of names."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by what they are; of a table's own columns each has its place from 0."""

    places: dict[str, int]
    others: tuple[int, ...]
    """Columns whose headings say nothing that is known."""

    def __contains__(self, role: str) -> bool:
        return role in self.places

    def of(self, row: tuple[str, ...], *roles: str) -> str:
        """Return the first filled cell of a row in one of these columns, "" where there is none."""
        return next((row[self.places[role]] for role in roles if role in self.places and row[self.places[role]]), "")

    @property
    def own(self) -> bool:
        """Whether these are columns of Samspill's own files, whose numbers are written as the ladder has them."""
        return "bound" in self.places and "people" in self.places and "measure" in self.places


@cache
def columns(header: tuple[str, ...]) -> Columns:
    """Return the columns of a table by what their headings say."""
    places: dict[str, int] = {}
    unknown: list[int] = []
    for at, heading in enumerate(header):
        role = _keyed(heading) or _exact(heading)
        if role is None:
            unknown.append(at)
        elif role in places and role in KEYED:
            continue
        else:
            places.setdefault(role, at)
    for at, heading in enumerate(header):
        _set_names(places, at, heading)
    left = [at for at in unknown if not _by_words(places, at, header[at])]
    return Columns(places, tuple(left))


def _keyed(heading: str) -> str | None:
    """Return what a column of keys is, whose heading is that of the names with "key" behind it."""
    base, colon, last = heading.rpartition(":")
    if not colon or folded(last) not in listed("key"):
        return None
    role = _exact(base)
    return f"{role} key" if role else None


def _exact(heading: str) -> str | None:
    return meanings("column").get(folded(heading))


def _set_names(places: dict[str, int], at: int, heading: str) -> None:
    """Where there are keys, the column of the same heading without "key" holds names."""
    role = _keyed(heading)
    if role is None:
        return
    bare = role.removesuffix(" key")
    if bare in places and bare in KEYED:
        places[f"{bare}_name"] = places[bare]
    places[bare] = at


def _by_words(places: dict[str, int], at: int, heading: str) -> bool:
    """Find a column by a word in its heading, where no other column is that already."""
    found = set(WORD.findall(folded(heading)))
    for role, words in group("column_word").items():
        if role not in places and found & words:
            places[role] = at
            return True
    return False
