"""Tables of ties with their figures, and cells that say what they show."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from samspill.disclosure.release import Published, TieFacts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Mark, Table, TableCell
from samspill.reporting.kinds import kind, spread, tells_places
from samspill.reporting.names import POOL
from samspill.reporting.narrate import (
    cell_mark,
    cell_word,
    experience,
    interval_figure,
    people_of,
    sentence,
    value_figure,
    value_words,
)
from samspill.terms import CellState, Need, TieClass


class Side(Enum):
    """What the rows of a table of ties name."""

    BOTH = "both"
    RATER = "rater"
    TARGET = "target"


def tie_name(scene: Scene, tie: TieFacts) -> str:
    """Return the name of a directed tie: "Lærere om PPT"."""
    return scene.say("tie", rater=scene.names.unit(tie.rater), target=scene.names.unit(tie.target))


def side_name(scene: Scene, tie: TieFacts, side: Side) -> str:
    """Return what a row calls its tie: the tie, who answers, or whom the answers are about."""
    if tie.own:
        name = scene.names.unit(tie.target)
        return scene.say("own_group") if tie.rater == tie.target else scene.say("own_group_of", group=name)
    names = {
        Side.BOTH: tie_name(scene, tie),
        Side.RATER: scene.names.unit(tie.rater),
        Side.TARGET: scene.names.unit(tie.target),
    }
    return names[side]


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


def ties_table(scene: Scene, ties: Iterable[TieFacts], caption: str, *, side: Side = Side.BOTH, note: bool = True) -> Table:
    """Return ties with class, figure, interval and people, one row each; the note explains the interval.

    Where the caption says who answers, or whom the answers are about, ``side`` names only the other in each row.
    """
    low, high = scene.range
    told = tuple(ties)
    places = any(spread_words(scene, tie) for tie in told)
    header = (
        scene.say("column.tie" if side is Side.BOTH else "column.group"),
        scene.say("column.class"),
        scene.say("column.figure", low=low, high=high),
        scene.say("column.interval"),
        scene.say("column.people"),
        *((scene.say("column.places"),) if places else ()),
    )
    rows = tuple((TableCell(side_name(scene, tie, side)), *_row(scene, tie, places=places)) for tie in told)
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
        standing_cell(scene, tie),
        figure_cell(scene, published),
        TableCell(interval or "–"),
        TableCell(people or "–"),
        *((TableCell(spread_words(scene, tie) or "–"),) if places else ()),
    )
