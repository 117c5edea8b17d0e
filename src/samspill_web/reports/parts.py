"""What a package is made of: its files in their order, each with a name that tells what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from samspill.terms import Audience, Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, Sitting, Wanted, file_name
from samspill_web.reports.models import Package


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is to be made."""

    name: str
    make: Callable[[Sitting], bytes]


def as_row(wanted: Wanted) -> list[str | None]:
    """Return a report as a package keeps that it is wanted."""
    return [wanted.kind, wanted.language.value, wanted.audience.value, wanted.unit]


def wanted_of(package: Package) -> list[Wanted]:
    """Return the reports that a package is to have."""
    rows = ((kind, Language(language), Audience(audience), unit) for kind, language, audience, unit in package.wanted)
    return [Wanted(*row) for row in rows]


def reports_of(row: Release, wanted: Iterable[Wanted]) -> list[Part]:
    """Return reports as files, each audience in a folder of its own."""
    return [Part(_name(row, each), lambda sitting, each=each: sitting.made(each)) for each in wanted]  # type: ignore[misc]


def apart(parts: Iterable[Part]) -> list[Part]:
    """Return files whose names differ, also where a programme takes no notice of capitals: a later one gets a number."""
    taken: set[str] = set()
    found = []
    for part in parts:
        stem, dot, ending = part.name.partition(".")
        names = (part.name, *(f"{stem}-{number}{dot}{ending}" for number in range(2, len(taken) + 3)))
        name = next(name for name in names if name.lower() not in taken)
        taken.add(name.lower())
        found.append(Part(name, part.make))
    return found


def _name(row: Release, wanted: Wanted) -> str:
    return "release.json" if wanted.kind == RELEASE else f"{wanted.audience.value}/{file_name(row, wanted)}"
