"""One tree of exceptions, each carrying codes and data instead of sentences.

A :class:`Problem` names what is wrong (``code``), where (``place``) and with which values (``data``). The sentence is made
where a person reads it, in that person's language, by :func:`samspill.language.problem_text`; so a file reader never needs to
know which language its user speaks, and one list of codes serves command line, web pages and tests alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: any of file, row (1 = the first line of the file), column heading and TOML key path."""

    file: str | None = None
    row: int | None = None
    column: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        parts = (self.file, self.key, None if self.row is None else f"row {self.row}", self.column)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``code`` is the key of its text: ``area.name``, e.g. ``ratings.unknown_group``."""

    code: str
    place: Place = Place()
    data: Mapping[str, object] = field(default_factory=dict[str, object])

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code}({values}) at [{self.place}]"


class SamspillError(Exception):
    """Root of all errors that a user can mend. Holds *all* problems found, not only the first."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        # Written when somebody asks: a file may have twenty thousand problems.
        return "; ".join(map(str, self.problems))


class UsageError(SamspillError):
    """The command was called in a way that cannot be carried out."""

    exit_code = 2


class FileError(SamspillError):
    """A file cannot be read or written: missing, locked, wrong kind, too large, damaged."""


class InstrumentError(SamspillError):
    """An instrument is incomplete or contradicts itself."""


class DesignError(SamspillError):
    """A mapping file is incomplete or contradicts itself."""


class MeetingError(SamspillError):
    """The plan of a meeting is incomplete or contradicts itself."""


class RatingsError(SamspillError):
    """Rows of a ratings table are wrong; every wrong row is listed, and nothing partial is produced."""


class DisclosureError(SamspillError):
    """A release would protect somebody too little; it is not written."""


class RenderError(SamspillError):
    """A report cannot be turned into the wanted format."""
