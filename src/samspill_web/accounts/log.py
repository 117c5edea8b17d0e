"""The log of who did what, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from samspill.language import has, show
from samspill_web.accounts.selectors import names_of, titles_of
from samspill_web.kernel.models import AuditEntry
from samspill_web.kernel.speech import reader, told

PEOPLE = frozenset({"user", "person"})
"""Keys of an entry's data that name somebody."""

ROLES = frozenset({"role", "before"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read."""

    at: datetime
    by: str
    what: str
    project: str
    details: tuple[tuple[str, str], ...]


def lines(entries: Sequence[AuditEntry]) -> list[Line]:
    """Return entries in words; the names in them are read at once."""
    names = names_of(_people(entries))
    titles = titles_of(entry.project for entry in entries if entry.project is not None)
    return [
        Line(entry.at, entry.by_name, verb(entry.verb), title(entry.project, titles), _details(entry, names))
        for entry in entries
    ]


def title(project: int | None, titles: dict[int, str]) -> str:
    """Return what a mapping is called; its number where it is gone."""
    return "" if project is None else titles.get(project) or told("accounts.log.mapping", number=project)


def verb(code: str) -> str:
    """Return what was done, in words; the code itself where it has none."""
    if has(f"accounts.verb.{code}"):
        return told(f"accounts.verb.{code}")
    # A part of the plan that has no words here yet is a part of the plan all the same.
    return told("accounts.verb.project.edited") if code.startswith("project.") else code.replace(".", " ").replace("_", " ")


def _people(entries: Iterable[AuditEntry]) -> set[int]:
    return {value for entry in entries for key, value in entry.data.items() if key in PEOPLE and isinstance(value, int)}


def _details(entry: AuditEntry, names: dict[int, str]) -> tuple[tuple[str, str], ...]:
    """Return what else an entry says; what has no words is for programs, and stays out."""
    said = [(key, value) for key, value in sorted(entry.data.items()) if has(f"accounts.detail.{key}")]
    return tuple((told(f"accounts.detail.{key}"), _value(key, value, names)) for key, value in said)


def _value(key: str, value: object, names: dict[int, str]) -> str:
    if key in PEOPLE and isinstance(value, int):
        return names.get(value, told("accounts.log.gone"))
    for area in ("accounts", "projects"):
        if key in ROLES and has(f"{area}.role.{value}"):
            return told(f"{area}.role.{value}")
    if isinstance(value, list):
        return str(len(value))
    return "" if value is None else show(value, reader())
