"""Writing reports to a folder: which units and formats, and where each file goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from samspill.cli.surroundings import write_whole
from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.errors import DisclosureError, Place, Problem, RenderError, UsageError
from samspill.instrument.model import Instrument
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Report
from samspill.terms import Audience, Language

LONGEST = 60
"""Letters of a unit's id in a file name; file systems take 255 bytes in all."""


def chosen(formats: str) -> tuple[Format, ...]:
    """Read the value of ``--format``; raise UsageError ``cli.unknown_format`` for a format that does not exist."""
    names = [name.strip().lower() for name in formats.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Format)]
    if unknown or not names:
        raise UsageError(Problem("cli.unknown_format", Place(key="--format"), {"given": formats, "known": list(Format)}))
    return tuple(dict.fromkeys(Format(name) for name in names))


def units(release: Release, audience: Audience, group: str | None) -> tuple[str | None, ...]:
    """Return the units that get a report of their own: every group for the audiences "group" and "own", else the whole once."""
    if not audience.of_a_group:
        return (None,)
    known = [unit.id for unit in release.waves[-1].groups if unit.state == "answered"]
    if not known:
        raise DisclosureError(Problem("cli.no_group_answered", data={"k": release.policy.k}))
    if group is not None and group not in known:
        raise UsageError(Problem("cli.unknown_group", Place(key="--group"), {"group": group, "known": known}))
    return (group,) if group else tuple(known)


def _in_file_name(unit: str | None, release: Release) -> str:
    """Return the id of a unit as it may stand in a file name: keys hold any signs, and pools may be long."""
    plain = re.sub(r"[^\w@+-]", "_", unit or "")[:LONGEST]
    if unit in {None, plain}:
        return plain
    # Its place keeps it apart from units that are cut or cleaned to the same name.
    return f"{plain}-{[known.id for known in release.waves[-1].groups].index(str(unit)) + 1}"


def publish(
    release: Release,
    mapping: Mapping,
    instrument: Instrument,
    folder: Path,
    formats: tuple[Format, ...],
    audience: Audience,
    language: Language,
    units: Iterable[str | None],
) -> Iterator[Path]:
    """Write one audience's reports and yield each file when it is there.

    Raises
    ------
    RenderError
        After all others are written, with every file that could not be made.
    """
    failed: list[Problem] = []
    for unit in units:
        editions: dict[Edition, Report] = {}
        stem = "-".join(part for part in (audience.value, _in_file_name(unit, release), language.value) if part)
        for kind in formats:
            edition, ending = WRITERS[kind].edition, WRITERS[kind].ending
            if edition not in editions:
                report = compose(release, mapping, instrument, audience=audience, language=language, edition=edition, unit=unit)
                editions[edition] = replace(report, made_on=datetime.now(tz=UTC).date())
            name = f"{stem}.{ending}"
            try:
                content = written(kind, editions[edition])
            except RenderError as error:
                failed += (replace(problem, place=Place(file=str(folder / name))) for problem in error.problems)
                continue
            write_whole(folder, {name: content})
            yield folder / name
    if failed:
        raise RenderError(failed)
