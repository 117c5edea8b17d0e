"""What each column of a table is, by its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from samspill.disclosure.attack.reading.words import MOST_KEPT, folded, group, listed, meanings, plain

WORD = re.compile(r"[^\W\d_]+|%")


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
        for role in roles:
            if role in self.places and (cell := row[self.places[role]]):
                return cell
        return ""

    @property
    def own(self) -> bool:
        """Whether these are columns of Samspill's own files, whose numbers are written as the ladder has them."""
        banded = "people" in self.places and any(role in self.places for role in ("bound", "state", "mark"))
        return "measure" in self.places and (banded or "weighting" in self.places)


@lru_cache(maxsize=MOST_KEPT)
def columns(header: tuple[str, ...]) -> Columns:
    """Return the columns of a table by what their headings say."""
    places: dict[str, int] = {}
    unknown: list[int] = []
    for at, heading in enumerate(header):
        if _keyed(heading):
            continue
        if (role := _exact(heading)) is None:
            unknown.append(at)
        else:
            places.setdefault(role, at)
    for at, heading in enumerate(header):
        if role := _keyed(heading):
            _set_keys(places, at, role)
    left = [at for at in unknown if not _by_words(places, at, header[at])]
    return Columns(places, tuple(left))


def _keyed(heading: str) -> str | None:
    """Return what a column of keys is, whose heading is that of the names with "key" behind it."""
    base, colon, last = heading.rpartition(":")
    return _exact(base) if colon and folded(last) in listed("key") else None


def _exact(heading: str) -> str | None:
    return meanings("column").get(folded(heading))


def _set_keys(places: dict[str, int], at: int, role: str) -> None:
    """Where there are keys, the column of the same heading without "key" holds names."""
    if role in places:
        places[f"{role}_name"] = places[role]
    places[role] = at


def _by_words(places: dict[str, int], at: int, heading: str) -> bool:
    """Find a column by a word in its heading, where no other column is that already."""
    # What stands in brackets counts here: "Satisfied (%)".
    found = set(WORD.findall(plain(heading).casefold()))
    if found & listed("not_a_value"):
        return False
    for role, words in group("column_word").items():
        if role not in places and found & words:
            places[role] = at
            return True
    return False
