"""The page of a tie: how each of two groups experiences the other, side for side of the collaboration, and what to ask."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.disclosure.release import TieFacts
from samspill.language import say
from samspill.reporting.compose.not_shown import missing
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import figure_row, tie_name, ties_table
from samspill.reporting.compose.talks import told_line
from samspill.reporting.document import Block, KeyLine, KeyLines, Kind, Paragraph, Questions, Section, Table, TableCell
from samspill.reporting.names import POOL, capital
from samspill.reporting.narrate import experience
from samspill.reporting.wording import evidence, questions
from samspill.terms import CellState, Finding

ABOUT_ITSELF = ("findings.one_sided", "findings.wanted", "findings.dont_know", "findings.knowledge_gap")
"""Findings that say more about a tie than how it stands, which its page tells first."""


def tie_page(scene: Scene, tie: TieFacts) -> Section:
    """Return the page of a tie between two groups: both directions, each dimension with its figures, and questions.

    Which dimension a talk begins with is not told here: it comes from what a group receives from all, never from one cell.
    """
    ways = ways_of(scene, tie)
    both = tuple(KeyLine(scene.tell(way.rater, way.target), scene.mark(way.rater, way.target)) for way in ways)
    blocks: list[Block] = [
        *_need(scene, tie),
        KeyLines(scene.say("talk.both"), both),
        ties_table(scene, [("", ways)], scene.say("talk.figures"), changes=True),
    ]
    absent = missing(scene, ways)
    blocks += [absent] if absent else []
    blocks += [_sides(scene, way) for way in ways if way.state is CellState.SHOWN]
    found = [finding for finding in scene.findings if _is_about(finding, ways)]
    more = tuple(told_line(scene, finding) for finding in found if finding.code in ABOUT_ITSELF)
    blocks += [KeyLines(scene.say("tie_page.more"), more)] if more else []
    blocks.append(Questions(_questions(scene, found), scene.say("questions")))
    heading = capital(experience(scene.seen.cell(tie), scene.names, few=scene.seen.rests_on_few(tie)))
    about = (f"{tie.rater}>{tie.target}",)
    return Section(scene.key_of(tie.rater, tie.target), Kind.TIE, heading, tuple(blocks), about=about)


def ways_of(scene: Scene, tie: TieFacts) -> tuple[TieFacts, ...]:
    """Return a tie and the ties back, towards every group whose answers stand in it."""
    rater = scene.seen.rater_of(tie.target)
    return tie, *(way for way in scene.seen.between if way.rater == rater and way.target in tie.rater.split(POOL))


def _need(scene: Scene, tie: TieFacts) -> Iterator[Paragraph]:
    if scene.seen.needs_named:
        yield Paragraph(scene.say("tie_page.needed" if scene.seen.is_needed(tie) else "tie_page.less_needed"))


def _sides(scene: Scene, tie: TieFacts) -> Table:
    """Return each dimension of a tie, and under one with several questions each of them."""
    low, high = scene.range
    header = (
        say("charts.column_dimension", scene.language),
        scene.say("column.class"),
        scene.say("column.figure", low=low, high=high),
        scene.say("column.interval"),
        scene.say("column.people"),
    )
    rows = tuple((TableCell(name), *figure_row(scene, tie, key)) for key, name in _measures(scene))
    return Table(tie_name(scene, tie), header, rows)


def _measures(scene: Scene) -> Iterator[tuple[str, str]]:
    for dimension in scene.release.dimensions:
        yield dimension, scene.names.dimension(dimension)
        items = scene.release.items.get(dimension, ())
        if len(items) > 1:
            yield from ((item, f"– {scene.names.item(item)}") for item in items)


def _is_about(finding: Finding, ways: tuple[TieFacts, ...]) -> bool:
    known = {(way.rater, way.target) for way in ways}
    ties = evidence(finding)
    return bool(ties) and {(rater, target) for rater, target, *_ in ties} <= known


def _questions(scene: Scene, found: list[Finding]) -> tuple[str, ...]:
    asked = next((asked for finding in found if (asked := questions(finding, scene.names))), ())
    return asked or tuple(scene.say(f"slide.reflection_{number}") for number in (1, 2, 3))
