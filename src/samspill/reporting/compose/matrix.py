"""The matrix in words and marks: rows rate, columns are rated, sorted by organisation and then as the owner ordered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from samspill.disclosure.release import Unit
from samspill.language import listing
from samspill.reporting.compose.mapped import MARKS, by_organisation
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import spread_words, standing_cell
from samspill.reporting.document import Kind, Paragraph, Section, Table, TableCell
from samspill.reporting.kinds import kind, tells_places
from samspill.reporting.names import INDEX

COLUMNS = 12
"""Columns that one picture can carry."""
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Part:
    """What one picture shows: who answers, about whom, at which site where sites are named."""

    key: str
    heading: str
    raters: Sequence[Unit]
    targets: Sequence[Unit]
    site: str | None = None


def matrices(scene: Scene) -> tuple[Section, ...]:
    """Return the matrix; one for each site where sites are named, in parts by organisation where it is too wide."""
    return tuple(_section(scene, part) for part in _parts(scene))


def matrix_tables(scene: Scene, dimension: str) -> tuple[Table, ...]:
    """Return the matrix of one dimension, in the same parts as that of all together."""
    parts = _parts(scene)
    names = [f"{part.heading}. " if len(parts) > 1 else "" for part in parts]
    return tuple(
        replace(matrix_table(scene, part, dimension), caption=f"{name}{scene.say('matrix.caption')}")
        for part, name in zip(parts, names, strict=True)
    )


def _parts(scene: Scene) -> list[Part]:
    if scene.mapping.sites and tells_places(scene.mapping):
        return [part for number, site in enumerate(scene.mapping.sites, start=1) for part in _of_site(scene, site, number)]
    if len(scene.targets) <= COLUMNS:
        return [Part("matrix", scene.say("matrix.heading"), scene.raters, scene.targets)]
    return list(_in_parts(scene, "matrix", scene.raters, scene.targets))


def _of_site(scene: Scene, site: str, number: int) -> list[Part]:
    here = [unit for unit in scene.targets if unit.site in ("", site)]
    raters = [unit for unit in scene.raters if not _sites(unit) or site in _sites(unit)]
    if len(here) > COLUMNS:
        return list(_in_parts(scene, f"matrix-{number}", raters, here))
    heading = scene.say("matrix.heading_site", site=scene.names.site(site))
    return [Part(f"matrix-{number}", heading, raters, here, site)]


def _sites(unit: Unit) -> set[str]:
    return {member.partition("@")[2] for member in unit.members} - {""}


def _in_parts(scene: Scene, stem: str, raters: Sequence[Unit], targets: Sequence[Unit]) -> Iterator[Part]:
    runs = [list(run) for _, run in groupby(targets, lambda unit: scene.seen.organisation(unit.id))]
    for number, units in enumerate(packed(runs, COLUMNS), start=1):
        names = dict.fromkeys(scene.names.organisation(scene.seen.organisation(unit.id)) for unit in units)
        heading = scene.say("matrix.heading_part", part=listing(list(names), scene.language))
        yield Part(f"{stem}-{number}", heading, raters, units)


def packed(runs: Iterable[Sequence[Thing]], most: int) -> list[list[Thing]]:
    """Return runs beside each other in parts of at most ``most``, in their order; a longer run is cut into like parts.

    Examples
    --------
    >>> packed(["abc", "d", "efghi"], 4)
    [['a', 'b', 'c', 'd'], ['e', 'f', 'g'], ['h', 'i']]
    """
    parts: list[list[Thing]] = []
    for run in runs:
        pieces = -(-len(run) // most)
        length = -(-len(run) // pieces)
        for start in range(0, len(run), length):
            piece = list(run[start : start + length])
            if parts and len(parts[-1]) + len(piece) <= most and pieces == 1:
                parts[-1] += piece
            else:
                parts.append(piece)
    return parts


def _section(scene: Scene, part: Part) -> Section:
    notes = (Paragraph(note, small=True) for note in _notes(scene, part.raters))
    lead = Paragraph(scene.say("matrix.lead"), lead=True)
    return Section(part.key, Kind.MATRIX, part.heading, (lead, matrix_table(scene, part), *notes))


def matrix_table(scene: Scene, part: Part, dimension: str = INDEX) -> Table:
    """Return the matrix of a part, on all dimensions together or on one of them."""
    rows = tuple(
        (_head(scene, rater, part.site), *(_cell(scene, rater, target, dimension) for target in part.targets))
        for rater in part.raters
    )
    header = (scene.say("matrix.corner"), *(_name(scene, target, part.site) for target in part.targets))
    groups = by_organisation(scene, part.raters)
    return Table(scene.say("matrix.caption"), header, rows, groups, matrix=True, note=legend(scene))


def _head(scene: Scene, rater: Unit, site: str | None) -> TableCell:
    return TableCell(_name(scene, rater, site), link=scene.page_of(rater.id))


def _name(scene: Scene, unit: Unit, site: str | None) -> str:
    """Return the name of a unit, without its site where the heading of the matrix has said it."""
    return scene.names.unit(kind(unit.id) if _sites(unit) == {site} else unit.id)


def _cell(scene: Scene, rater: Unit, target: Unit, dimension: str) -> TableCell:
    tie = scene.ties.get((rater.id, target.id))
    if tie is None:
        return TableCell(scene.say("state.not_asked"), label=scene.say("not_asked", **_inside(scene, rater, target)))
    cell = standing_cell(scene, tie, scene.tie_page_of(tie) or scene.page_of(target.id), dimension)
    told = spread_words(scene, tie) if dimension == INDEX else ""
    return replace(cell, label=f"{cell.label} {scene.say('spread', counts=told)}") if told else cell


def _inside(scene: Scene, rater: Unit, target: Unit) -> dict[str, str]:
    return {"rater": scene.names.inside(rater.id), "target": scene.names.inside(target.id)}


def legend(scene: Scene) -> str:
    """Return the marks with their words, in one line."""
    told = [f"{mark.value} {scene.say(f'mark.{key}')}" for mark, key in MARKS]
    return f"{' · '.join(told)}. {scene.say('matrix.frame')}"


def _notes(scene: Scene, raters: Sequence[Unit]) -> list[str]:
    silent = [unit.id for unit in scene.targets if unit.state == "not_asked"]
    pooled = [unit.id for unit in raters if len(unit.members) > 1]
    notes = [scene.say("matrix.not_asked", group=scene.names.inside(unit)) for unit in silent]
    return [*notes, *(scene.say("matrix.pooled", pool=scene.names.inside(unit)) for unit in pooled)]
