"""Tables of ties with their figures, and cells that say what they show."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.disclosure.release import Published, TieFacts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Mark, Table, TableCell
from samspill.reporting.kinds import kind, spread, tells_places
from samspill.reporting.names import POOL
from samspill.reporting.narrate import (
    cell_mark,
    cell_word,
    class_word,
    experience,
    interval_figure,
    people_of,
    sentence,
    value_figure,
    value_words,
)
from samspill.terms import CellState, Need, TieClass


def tie_name(scene: Scene, tie: TieFacts) -> str:
    """Return the name of a directed tie: "Lærere om PPT"; the own group has a name of its own."""
    if tie.rater == tie.target:
        return scene.say("own_group")
    return scene.say("tie", rater=scene.names.unit(tie.rater), target=scene.names.unit(tie.target))


def standing_cell(scene: Scene, tie: TieFacts, link: str | None = None) -> TableCell:
    """Return a tie as mark and word; the whole sentence is its label, and a needed tie is framed."""
    cell = scene.seen.cell(tie)
    return TableCell(
        cell_word(cell, scene.language),
        cell_mark(cell),
        strong=tie.need is Need.HIGH,
        quiet=tie.own,
        label=sentence(experience(cell, scene.names, own=tie.own)),
        link=link,
    )


def figure_cell(scene: Scene, published: Published | None) -> TableCell:
    """Return a figure; its label says it in words."""
    if published is None:
        return TableCell("–", label=scene.say("no_figure"))
    return TableCell(
        value_figure(published, scene.language), number=published.value, label=value_words(published, scene.language)
    )


def profile_cell(scene: Scene, published: Published | None) -> TableCell:
    """Return a figure with the mark of its class."""
    if published is None:
        return TableCell("–", label=scene.say("no_figure"))
    words = f"{class_word(published.tie_class, scene.language)}, {value_words(published, scene.language)}"
    return TableCell(value_figure(published, scene.language), Mark.of(published.tie_class), number=published.value, label=words)


def ties_table(scene: Scene, ties: Iterable[TieFacts], caption: str, *, note: bool = True) -> Table:
    """Return ties with class, figure, interval and people, one row each; the note explains the interval."""
    low, high = scene.range
    told = tuple(ties)
    places = any(spread_words(scene, tie) for tie in told)
    header = (
        scene.say("column.tie"),
        scene.say("column.class"),
        scene.say("column.figure", low=low, high=high),
        scene.say("column.interval"),
        scene.say("column.people"),
        *((scene.say("column.places"),) if places else ()),
    )
    rows = tuple(_row(scene, tie, places=places) for tie in told)
    return Table(caption, header, rows, note=scene.say("ties_note") if note else None)


def spread_words(scene: Scene, tie: TieFacts) -> str:
    """Return at how many places the same kinds of groups have each class, without names; "" where that is not told."""
    rater, target = kind(tie.rater), kind(tie.target)
    if tells_places(scene.mapping) or tie.state is CellState.NO_TIE or POOL in rater:
        return ""
    counts = spread(scene.exact_places.waves[-1], rater, target)
    return " · ".join(f"{Mark.of(tie_class).value} {counts[tie_class]}" for tie_class in TieClass if counts[tie_class])


def _row(scene: Scene, tie: TieFacts, *, places: bool) -> tuple[TableCell, ...]:
    published = scene.seen.cell(tie).published
    interval = interval_figure(published, scene.language) if published else ""
    people = people_of(published, scene.release.policy, scene.language) if published else ""
    return (
        TableCell(tie_name(scene, tie)),
        standing_cell(scene, tie),
        figure_cell(scene, published),
        TableCell(interval or "–"),
        TableCell(people or "–"),
        *((TableCell(spread_words(scene, tie) or "–"),) if places else ()),
    )
