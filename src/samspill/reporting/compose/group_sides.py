"""A group seen from both sides at once: what each other group says of it, and what it says of them, beside each other."""

from __future__ import annotations

from samspill.disclosure.release import TieFacts, Unit
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import Side, side_name, standing_cell
from samspill.reporting.document import Table, TableCell
from samspill.reporting.names import INDEX, capital


def both_ways(scene: Scene, unit: Unit, dimension: str = INDEX) -> Table | None:
    """Return each other group in a row, what it says of the group beside what the group says of it; the own group last.

    Received and given belong together: who answers about others is strict or mild, and one side alone does not tell which.
    """
    received = {tie.rater: tie for tie in scene.seen.between if tie.target == unit.id}
    given = {tie.target: tie for tie in scene.seen.between if tie.rater == unit.id and unit.state == "answered"}
    own = [tie for tie in scene.wave.ties if tie.own and tie.rater == unit.id and unit.state == "answered"]
    others = [other.id for other in scene.targets if other.id in given or _rater_of(scene, other.id) in received]
    told = {_rater_of(scene, other) for other in others}
    others += [rater for rater in received if rater not in told]
    if not others and not own:
        return None
    rows = [
        (
            TableCell(scene.names.unit(other), link=scene.page_of(other)),
            _cell(scene, received.get(_rater_of(scene, other)), dimension),
            _cell(scene, given.get(other), dimension),
        )
        for other in others
    ]
    rows += [
        (TableCell(side_name(scene, tie, Side.TARGET)), TableCell("–"), standing_cell(scene, tie, dimension=dimension))
        for tie in own
    ]
    name = scene.names.inside(unit.id)
    columns = (capital(scene.say(f"sides.{code}", group=name)) for code in ("received", "given"))
    header = (scene.say("column.group"), *columns)
    return Table(capital(scene.say("sides.caption", group=name)), header, tuple(rows), note=scene.say("sides.reading"))


def _rater_of(scene: Scene, other: str) -> str:
    return scene.seen.rater_of(other)


def _cell(scene: Scene, tie: TieFacts | None, dimension: str) -> TableCell:
    if tie is None:
        return TableCell("–", label=scene.say("sides.none"))
    return standing_cell(scene, tie, scene.tie_page_of(tie), dimension)
