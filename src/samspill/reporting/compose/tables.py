"""Tables of ties with their figures, and cells that say what they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import groupby

from samspill.disclosure.release import Change, Published, TieFacts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Mark, Table, TableCell
from samspill.reporting.kinds import kind
from samspill.reporting.names import INDEX, POOL
from samspill.reporting.narrate import (
    cell_mark,
    cell_word,
    difference_figure,
    direction_word,
    interval_figure,
    people_figure,
    people_of,
    story,
    value_figure,
    value_words,
)
from samspill.terms import Need

Parts = Sequence[tuple[str, Sequence[TieFacts]]]
"""Ties under headings, in the order to tell them in; a part alone may have an empty heading, and then has none."""


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


def standing_cell(scene: Scene, tie: TieFacts, link: str | None = None, dimension: str = INDEX) -> TableCell:
    """Return a tie as mark and word; its label says it whole, with why it is not shown; a needed tie is framed."""
    cell = scene.seen.cell(tie, dimension)
    said = story(cell, scene.names, own=tie.own)
    return TableCell(
        cell_word(cell, scene.language),
        cell_mark(cell),
        strong=tie.need is Need.HIGH,
        quiet=tie.own,
        label=said if dimension == INDEX else f"{scene.names.measure(dimension)}: {said}",
        link=link,
    )


def figure_cell(scene: Scene, published: Published | None) -> TableCell:
    """Return a figure; its label says it in words."""
    if published is None:
        return TableCell("–", label=scene.say("no_figure"))
    return TableCell(
        value_figure(published, scene.language), number=published.value, label=value_words(published, scene.language)
    )


def by_rater(scene: Scene, ties: Iterable[TieFacts]) -> Parts:
    """Return ties under who answers: "Lærere om …"."""
    return [
        (scene.say("tie", rater=scene.names.unit(rater), target="…"), tuple(of_rater))
        for rater, of_rater in groupby(ties, lambda tie: tie.rater)
    ]


def ties_table(
    scene: Scene, parts: Parts, caption: str, *, side: Side = Side.BOTH, note: bool = True, changes: bool = False
) -> Table:
    """Return ties with class, figure, interval and people, one row each; the note explains the interval.

    Where the caption or the headings say who answers, or whom the answers are about, ``side`` names only the other in each row.
    With ``changes``, the change since the wave before stands last, where there is one to tell.
    """
    low, high = scene.range
    told = [tie for _, ties in parts for tie in ties]
    since = scene.changes if changes else {}
    more = {
        "places": any(spread_words(scene, tie) for tie in told),
        "change": any((tie.rater, tie.target) in since for tie in told),
    }
    header = (
        scene.say("column.tie" if side is Side.BOTH else "column.group"),
        scene.say("column.class"),
        scene.say("column.figure", low=low, high=high),
        scene.say("column.interval"),
        scene.say("column.people"),
        *(scene.say(f"column.{key}") for key, wanted in more.items() if wanted),
    )
    rows = tuple((TableCell(side_name(scene, tie, side)), *_row(scene, tie, **more)) for tie in told)
    notes = [scene.say("ties_note")] if note else []
    notes += [scene.say("places_note")] if note and more["places"] else []
    return Table(caption, header, rows, _headings(parts), note=" ".join(notes) or None)


def _headings(parts: Parts) -> tuple[tuple[str, int], ...]:
    return tuple((heading, len(ties)) for heading, ties in parts if heading)


def spread_words(scene: Scene, tie: TieFacts) -> str:
    """Return at how many places the same kinds of groups have each class, without names; "" where that is not told."""
    rater, target = kind(tie.rater), kind(tie.target)
    if POOL in rater:
        return ""
    counts = scene.spreads.get((rater, target), Counter())
    return " · ".join(f"{mark.value} {counts[mark]}" for mark in Mark if mark in counts)


def figure_row(scene: Scene, tie: TieFacts, dimension: str = INDEX) -> tuple[TableCell, ...]:
    """Return class, figure, interval and people of a tie, on all dimensions together or on one of them."""
    published = scene.seen.cell(tie, dimension).published
    interval = interval_figure(published, scene.language) if published else ""
    return (
        standing_cell(scene, tie, dimension=dimension),
        figure_cell(scene, published),
        TableCell(interval or "–"),
        _people_cell(scene, published),
    )


def _row(scene: Scene, tie: TieFacts, *, places: bool, change: bool) -> tuple[TableCell, ...]:
    return (
        *figure_row(scene, tie),
        *((TableCell(spread_words(scene, tie) or "–"),) if places else ()),
        *((change_cell(scene, scene.changes.get((tie.rater, tie.target))),) if change else ()),
    )


def change_cell(scene: Scene, change: Change | None) -> TableCell:
    """Return the change of a tie since the wave before as a word, with its figure where the release gives one."""
    if change is None:
        return TableCell("–", label=scene.say("change.reason.not_shown"))
    figure, word = difference_figure(change, scene.language), direction_word(change, scene.language)
    return TableCell(f"{word} ({figure})" if figure else word, number=change.difference if figure else None)


def _people_cell(scene: Scene, published: Published | None) -> TableCell:
    if published is None:
        return TableCell("–", label=scene.say("no_figure"))
    fields = (published, scene.release.policy, scene.language)
    return TableCell(people_figure(*fields), label=people_of(*fields))
