"""Change since the wave before, from published values alone, with what must be kept in mind."""

from __future__ import annotations

from collections import Counter

from samspill.disclosure.release import Change, TieFacts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import Side, by_rater, change_cell, side_name
from samspill.reporting.document import Kind, Mark, Paragraph, Section, Table, TableCell
from samspill.reporting.names import INDEX, capital
from samspill.reporting.narrate import cell_mark, cell_word
from samspill.reporting.picture import picture
from samspill.terms import Direction


def change(scene: Scene) -> tuple[Section, ...]:
    """Return the change of the needed ties since the wave before; nothing where there is none to tell."""
    told = _changes(scene)
    if scene.before is None or not told:
        return ()
    counts = Counter(part.direction for _, part in told)
    parts = by_rater(scene, [tie for tie, _ in told])
    table = Table(
        scene.say("change.caption"),
        tuple(scene.say(f"column.{key}") for key in ("group", "before", "now", "change")),
        tuple(_row(scene, tie, part) for tie, part in told),
        tuple((heading, len(ties)) for heading, ties in parts),
        note=f"{scene.say('change.note')} {scene.say('change.marks')}",
    )
    lead = tuple(Paragraph(text, lead=True) for text in (_standing(scene, counts),) if text)
    caution = Paragraph(scene.say("change.caution"), small=True)
    return (Section("change", Kind.CHANGE, _heading(scene, counts), (*lead, table, caution)),)


def _changes(scene: Scene) -> list[tuple[TieFacts, Change]]:
    known = scene.changes
    return [(tie, known[tie.rater, tie.target]) for tie in scene.seen.needed if (tie.rater, tie.target) in known]


def _heading(scene: Scene, counts: Counter[Direction | None]) -> str:
    """Return how many ties are higher; how many show no clear change where none is."""
    higher, same, total = counts[Direction.HIGHER], counts[Direction.SAME], counts.total() - counts[None]
    if not total:
        return scene.say("change.heading_unknown")
    if same == total:
        return scene.say("change.heading_none")
    words = {"higher": scene.count(higher), "same": scene.count(same), "total": scene.count(total)}
    return capital(scene.say("change.heading" if higher else "change.heading_same", n=higher or same, **words))


def _standing(scene: Scene, counts: Counter[Direction | None]) -> str:
    """Return how the other ties stand; what is in the heading is not said again, so that there may be nothing to say."""
    codes: dict[Direction | None, str] = {Direction.SAME: "same", Direction.LOWER: "lower", None: "unknown"}
    if not counts[Direction.HIGHER]:
        del codes[Direction.SAME]
    known = {code: counts[direction] for direction, code in codes.items() if counts[direction]}
    told = [capital(scene.say(f"change.{code}", n=count, count=scene.count(count))) for code, count in known.items()]
    return " ".join(told) or (scene.say("change.all_higher") if counts[Direction.HIGHER] else "")


def _row(scene: Scene, tie: TieFacts, part: Change) -> tuple[TableCell, ...]:
    return (
        TableCell(side_name(scene, tie, Side.TARGET)),
        _cell_before(scene, tie),
        TableCell(cell_word(scene.seen.cell(tie), scene.language), cell_mark(scene.seen.cell(tie))),
        change_cell(scene, part),
    )


def _cell_before(scene: Scene, tie: TieFacts) -> TableCell:
    earlier = picture(scene.release, scene.mapping, scene.instrument, scene.before)
    cell = earlier.cells.get((tie.rater, tie.target, INDEX))
    if cell is None:
        return TableCell(scene.say("state.not_asked"), Mark.NONE)
    return TableCell(cell_word(cell, scene.language), cell_mark(cell))
