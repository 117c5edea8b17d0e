"""What somebody looks at on a map: read from the address, so that it can be kept, sent and turned back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samspill.reporting.compose import Looking
from samspill.reporting.document import Report
from samspill.reporting.names import INDEX
from samspill.terms import Audience

SIDE, NEAR = "side", "organisation"
"""Names of the choices in the address."""
MAP = "map"
SEVERAL = 2
"""Organisations, or dimensions, from which on there is something to choose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that a page offers: its name in the address, and what can be chosen, what is chosen among it."""

    name: str
    options: tuple[tuple[str, str, bool], ...]


def is_map(key: str) -> bool:
    """Tell whether a page is a map, of the whole or of a place."""
    return key == MAP or key.startswith(f"{MAP}-")


def chosen(report: Report, asked: Mapping[str, str]) -> Looking:
    """Return what an address asks to look at; what the reader's report does not have is not chosen."""
    side, near = asked.get(SIDE, ""), asked.get(NEAR, "")
    sides, organisations = _sides(report), report.names.organisations
    return Looking(near if near in organisations else None, side if side in sides else INDEX)


def choices(report: Report, looking: Looking) -> tuple[Choice, ...]:
    """Return what can be chosen on a map; a choice between one and all is none."""
    organisations = report.names.organisations
    found = (
        Choice(SIDE, tuple((key, name, key == looking.dimension) for key, name in _sides(report).items())),
        Choice(NEAR, tuple((key, name, key == looking.near) for key, name in organisations.items())),
    )
    return tuple(choice for choice in found if len(choice.options) >= SEVERAL)


def _sides(report: Report) -> dict[str, str]:
    """Return the dimensions by key: for leaders alone, as everywhere."""
    if report.audience is not Audience.LEADERS:
        return {}
    return {key: report.names.measures[key] for key in report.release.dimensions}
