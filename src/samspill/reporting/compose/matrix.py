"""The matrix in words and marks: rows rate, columns are rated, sorted by organisation and then as the owner ordered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

from samspill.disclosure.release import Unit
from samspill.language import listing
from samspill.reporting.compose.mapped import MARKS, by_organisation
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import spread_words, standing_cell
from samspill.reporting.document import Kind, Paragraph, Section, Table, TableCell
from samspill.reporting.kinds import kind, tells_places
from samspill.terms import Audience

COLUMNS = 12
"""Columns that one picture can carry."""
Part = TypeVar("Part")


def matrices(scene: Scene) -> tuple[Section, ...]:
    """Return the matrix; one for each site where sites are named, in parts by organisation where it is too wide."""
    if scene.mapping.sites and tells_places(scene.mapping):
        return tuple(part for site in scene.mapping.sites for part in _of_site(scene, site))
    targets = scene.targets
    heading = scene.say("matrix.heading")
    if len(targets) <= COLUMNS:
        return (_section(scene, "matrix", heading, scene.raters, targets),)
    return tuple(_in_parts(scene, "matrix", scene.raters, targets))


def _of_site(scene: Scene, site: str) -> tuple[Section, ...]:
    here = [unit for unit in scene.targets if unit.site in ("", site)]
    raters = [unit for unit in scene.raters if not _sites(unit) or site in _sites(unit)]
    name = scene.names.site(site)
    if len(here) > COLUMNS:
        return tuple(_in_parts(scene, f"matrix-{list(scene.mapping.sites).index(site) + 1}", raters, here))
    number = list(scene.mapping.sites).index(site) + 1
    return (_section(scene, f"matrix-{number}", scene.say("matrix.heading_site", site=name), raters, here, site),)


def _sites(unit: Unit) -> set[str]:
    return {member.partition("@")[2] for member in unit.members} - {""}


def _in_parts(scene: Scene, stem: str, raters: Sequence[Unit], targets: Sequence[Unit]) -> list[Section]:
    runs = [list(run) for _, run in groupby(targets, lambda unit: scene.seen.organisation(unit.id))]
    found: list[Section] = []
    for units in packed(runs, COLUMNS):
        names = dict.fromkeys(scene.names.organisation(scene.seen.organisation(unit.id)) for unit in units)
        heading = scene.say("matrix.heading_part", part=listing(list(names), scene.language))
        found.append(_section(scene, f"{stem}-{len(found) + 1}", heading, raters, units))
    return found


def packed(runs: Iterable[Sequence[Part]], most: int) -> list[list[Part]]:
    """Return runs beside each other in parts of at most ``most``, in their order; a longer run is cut into like parts.

    Examples
    --------
    >>> packed(["abc", "d", "efghi"], 4)
    [['a', 'b', 'c', 'd'], ['e', 'f', 'g'], ['h', 'i']]
    """
    parts: list[list[Part]] = []
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


def _section(
    scene: Scene, key: str, heading: str, raters: Sequence[Unit], targets: Sequence[Unit], site: str | None = None
) -> Section:
    rows = tuple((_head(scene, rater, site), *(_cell(scene, rater, target) for target in targets)) for rater in raters)
    header = (scene.say("matrix.corner"), *(_name(scene, target, site) for target in targets))
    groups = by_organisation(scene, raters)
    table = Table(scene.say("matrix.caption"), header, rows, groups, matrix=True, note=legend(scene))
    notes = (Paragraph(note, small=True) for note in _notes(scene, raters))
    return Section(key, Kind.MATRIX, heading, (Paragraph(scene.say("matrix.lead"), lead=True), table, *notes))


def _head(scene: Scene, rater: Unit, site: str | None) -> TableCell:
    return TableCell(_name(scene, rater, site), link=scene.page_of(rater.id))


def _name(scene: Scene, unit: Unit, site: str | None) -> str:
    """Return the name of a unit, without its site where the heading of the matrix has said it."""
    return scene.names.unit(kind(unit.id) if _sites(unit) == {site} else unit.id)


def _cell(scene: Scene, rater: Unit, target: Unit) -> TableCell:
    tie = scene.ties.get((rater.id, target.id))
    if tie is None:
        return TableCell(scene.say("state.not_asked"), label=scene.say("not_asked", **_inside(scene, rater, target)))
    shown = scene.by_page and scene.audience is Audience.LEADERS and tie in scene.seen.between
    cell = standing_cell(scene, tie, scene.key_of(rater.id, target.id) if shown else scene.page_of(target.id))
    told = spread_words(scene, tie)
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
