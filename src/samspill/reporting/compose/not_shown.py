"""What is not shown, why, and what would help: every place where a value is missing, in as few lines as it takes."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.disclosure.release import Cell, Reason, TieFacts
from samspill.language import listing
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import Side, side_name
from samspill.reporting.document import Block, KeyLine, KeyLines, Kind, Paragraph, Section
from samspill.reporting.names import POOL, small
from samspill.reporting.narrate import MISSING, cell_mark, help_words, reason_of, reason_words

OF_THE_RATED = (Reason.SMALL_TARGET, Reason.SMALL_TARGET_UNAGREED)
"""Reasons that lie in who is rated, whoever answers."""
SECTION = "not-shown"


def missing_lines(scene: Scene, ties: Iterable[TieFacts]) -> tuple[KeyLine, ...]:
    """Return the ties of which something is missing, those with the same reason and help in one line."""
    groups: dict[tuple[str | None, ...], list[tuple[TieFacts, Cell]]] = {}
    for tie in ties:
        cell = scene.seen.cell(tie)
        if cell.state in MISSING:
            reason = reason_of(cell)
            side = cell.target if reason in OF_THE_RATED else cell.rater
            groups.setdefault((reason, cell.help_with, side), []).append((tie, cell))
    return tuple(_line(scene, found) for found in groups.values())


def _line(scene: Scene, found: list[tuple[TieFacts, Cell]]) -> KeyLine:
    raters = list(dict.fromkeys(tie.rater for tie, _ in found))
    names = [scene.names.unit(rater) for rater in raters]
    # "A, B and C and D" would not tell who answered together.
    rater = "; ".join(names) if len(raters) > 1 and any(POOL in unit for unit in raters) else listing(names, scene.language)
    target = listing(dict.fromkeys(_target(scene, tie) for tie, _ in found), scene.language)
    return KeyLine(scene.say("tie", rater=rater, target=target), cell_mark(found[0][1]), _why(scene, found[0][1]))


def _why(scene: Scene, cell: Cell) -> str:
    return f"{reason_words(cell, scene.language)} {help_words(cell, scene.names)}".strip()


def unasked_lines(scene: Scene) -> tuple[KeyLine, ...]:
    """Return the sides of which nothing was asked in this wave, a line each."""
    found = {cell.dimension: cell for cell in scene.wave.cells if reason_of(cell) is Reason.ITEM_NOT_ASKED}
    sides = [key for key in scene.release.dimensions if key in found]
    return tuple(KeyLine(scene.names.dimension(key), cell_mark(found[key]), _why(scene, found[key])) for key in sides)


def _target(scene: Scene, tie: TieFacts) -> str:
    name = side_name(scene, tie, Side.TARGET)
    return small(name) if tie.rater == tie.target else name


def missing(scene: Scene, ties: Iterable[TieFacts]) -> KeyLines | None:
    """Return the ties of which something is missing under one heading; None where nothing is."""
    lines = missing_lines(scene, ties)
    return KeyLines(scene.say("not_shown.heading"), lines) if lines else None


def not_shown(scene: Scene, parent: str | None = None, *, needed: bool = False) -> tuple[Section, ...]:
    """Return what is not shown of the whole mapping, the needed ties alone or first; nothing where nothing is missing."""
    ties = {"needed": scene.seen.needed}
    if not needed:
        needed_ties = set(scene.seen.needed)
        ties["less_needed"] = tuple(tie for tie in scene.wave.ties if tie not in needed_ties)
    told = {_heading(scene, code): missing_lines(scene, part) for code, part in ties.items()}
    if not needed:
        told[scene.say("not_shown.sides")] = unasked_lines(scene)
    if not any(told.values()):
        return ()
    blocks: list[Block] = [Paragraph(scene.say("not_shown.lead"), lead=True)]
    blocks += [KeyLines(heading, lines) for heading, lines in told.items() if lines]
    return (Section(SECTION, Kind.TIES, scene.say("not_shown.heading"), tuple(blocks), parent=parent),)


def _heading(scene: Scene, code: str) -> str:
    return scene.say(f"group.{code}" if scene.seen.needs_named else "not_shown.whom")
