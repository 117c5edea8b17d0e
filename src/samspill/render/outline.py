"""The order and depth of a report's sections, the same for every format that has headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samspill.reporting.document import Report, Section


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its depth: 1 stands alone, 2 under it, and so on."""

    section: Section
    depth: int


def outline(report: Report) -> tuple[Part, ...]:
    """Return the sections in reading order, those that stand under another one right after it.

    A parent that the report does not have counts as none.
    """
    known = {section.id for section in report.sections}
    under: dict[str | None, list[Section]] = {}
    for section in report.sections:
        parent = section.parent if section.parent in known and section.parent != section.id else None
        under.setdefault(parent, []).append(section)
    return tuple(_parts(under, None, 1))


def _parts(under: dict[str | None, list[Section]], parent: str | None, depth: int) -> list[Part]:
    return [part for section in under.get(parent, []) for part in (Part(section, depth), *_parts(under, section.id, depth + 1))]


def contents(parts: Sequence[Part]) -> list[tuple[Part, list[Part]]]:
    """Return the sections that stand alone, each with those under it."""
    found: list[tuple[Part, list[Part]]] = []
    for part in parts:
        if part.depth == 1:
            found.append((part, []))
        else:
            found[-1][1].append(part)
    return found
