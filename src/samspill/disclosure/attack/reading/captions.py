"""Captions and labels of tables in documents: "How the others felt about the collaboration with the nurses", "A about B"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from samspill.disclosure.attack.reading.names import Names
from samspill.disclosure.attack.reading.words import folded, listed, phrases, plain

OPEN_END = ("…", "...")
SUBJECT = "{group}"


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption that says on which side the rows of a table stand, and who stands on the other."""

    subject: str
    """As it reads inside the caption."""
    rows_rate: bool

    def pair(self, label: str, subject: str, names: Names) -> tuple[str, str]:
        """Return who answers and about whom in a row with this label; ``subject`` is the key of the caption's group."""
        other = own_member(label, names) or names.unit(label)
        if folded(label) in listed("own_group"):
            other = subject
        return (other, subject) if self.rows_rate else (subject, other)


def own_member(label: str, names: Names) -> str | None:
    """Return the group of "Lærere (egen gruppe)"."""
    base, bracket, rest = label.rpartition("(")
    return names.unit(base) if bracket and folded(rest.rstrip(")")) in listed("own_group") else None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], bool], ...]:
    return tuple(
        (re.compile(re.escape(phrase).replace(re.escape(SUBJECT), "(.{1,300})") + r"\Z"), meaning == "rows_rate")
        for meaning in ("rows_rate", "rows_are_rated")
        for phrase in phrases("caption", meaning)
    )


def subject_of(text: str) -> Caption | None:
    """Return what a caption says, None where it is of another kind.

    Examples
    --------
    >>> subject_of("Slik opplever de andre samarbeidet med lærerne")
    Caption(subject='lærerne', rows_rate=True)
    """
    said = " ".join(plain(text).split())
    for pattern, rows_rate in _patterns():
        if found := pattern.search(said.casefold()):
            return Caption(said[found.start(1) : found.end(1)], rows_rate)
    return None


def split_tie(text: str, names: Names, *, open_end: bool = False) -> tuple[str, str] | None:
    """Return the two sides of "A about B", where both are known names, else where there is but one way to read it.

    With ``open_end``, the second is left open: "A about …".
    """
    said = " ".join(plain(text).split())
    found = [
        (said[: place.start()], said[place.end() :])
        for word in listed("about")
        for place in re.finditer(rf"(?<=\S) {re.escape(word)} (?=\S)", said)
    ]
    if open_end:
        found = [pair for pair in found if pair[1] in OPEN_END]
        return found[-1] if found else None
    known = [pair for pair in found if names.knows(pair[0]) and names.knows(pair[1])]
    return known[0] if known else None
