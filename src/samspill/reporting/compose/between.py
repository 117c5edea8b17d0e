"""Between organisations: of the ties that the core task needs from one to another, how many hold, and which they are.

Only counts of classes of published cells: no mean over cells, so that nothing can be worked back to one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from samspill.design.model import Node
from samspill.disclosure.release import TieFacts
from samspill.language import listing
from samspill.reporting.compose.overview import COUNTED
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import standing_cell, tie_name
from samspill.reporting.document import Kind, Mark, Paragraph, Section, Table, TableCell
from samspill.reporting.names import POOL, capital
from samspill.reporting.narrate import cell_mark, sentence

SECTION = "organisations"
Way = tuple[str, str]
"""Organisation of those who answer, and of those whom they answer about."""
Ways = dict[Way, list[TieFacts]]


def organisations(scene: Scene) -> tuple[Section, ...]:
    """Return the table of organisations and a page for each two of them; nothing where no needed tie leads across."""
    ways = needed_ways(scene)
    if not any(rater != target for rater, target in ways):
        return ()
    order = list(scene.mapping.organisations)
    pairs = sorted({_pair(order, way) for way in ways}, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    pages = tuple(_pair_page(scene, pair, ways, number) for number, pair in enumerate(pairs, start=1))
    links = {pair: page.id for pair, page in zip(pairs, pages, strict=True)}
    return (_whole(scene, ways, links), *pages)


def needed_ways(scene: Scene) -> Ways:
    """Return the needed ties by the organisations they lead from and to; a pool's answers count for each of its own."""
    ways: Ways = {}
    for tie in scene.seen.needed:
        for rater in _organisations(scene, tie.rater):
            ways.setdefault((rater, scene.seen.organisation(tie.target)), []).append(tie)
    return ways


def _organisations(scene: Scene, unit: str) -> Iterable[str]:
    return dict.fromkeys(scene.mapping.groups[Node.parse(member).group].organisation for member in unit.split(POOL))


def _pair(order: Sequence[str], way: Way) -> Way:
    first, second = sorted(way, key=order.index)
    return first, second


def _whole(scene: Scene, ways: Ways, links: dict[Way, str]) -> Section:
    order = list(scene.mapping.organisations)
    shown = [key for key in order if any(key in way for way in ways)]
    names = [scene.names.organisation(key) for key in shown]
    rows = tuple(
        (
            TableCell(name),
            *(_cell(scene, (rater, target), ways, links) for target in shown),
        )
        for rater, name in zip(shown, names, strict=True)
    )
    table = Table(scene.say("organisations.caption"), (scene.say("matrix.corner"), *names), rows, matrix=True)
    across = [tie for (rater, target), ties in ways.items() for tie in ties if rater != target]
    heading = _heading(scene, across)
    blocks = (Paragraph(_lead(scene, across), lead=True), table, Paragraph(scene.say("organisations.reading"), small=True))
    notes = (Paragraph(scene.say("organisations.pooled"), small=True),) if _spans(scene) else ()
    return Section(SECTION, Kind.TIES, heading, (*blocks, *notes))


def _spans(scene: Scene) -> bool:
    return any(len(list(_organisations(scene, tie.rater))) > 1 for tie in scene.seen.needed)


def _heading(scene: Scene, across: Sequence[TieFacts]) -> str:
    ties = list(dict.fromkeys(across))
    held = _counts(scene, ties)[Mark.HOLDS]
    if not held:
        return scene.say("organisations.heading")
    words = {"held": scene.count(held), "total": scene.count(len(ties))}
    return capital(scene.say("map.heading_across", n=held, **words))


def _lead(scene: Scene, across: Sequence[TieFacts]) -> str:
    told = _words(scene, list(dict.fromkeys(across)), skip=Mark.HOLDS)
    return " ".join([*([sentence(told)] if told else []), scene.say("organisations.lead")])


def _counts(scene: Scene, ties: Iterable[TieFacts]) -> Counter[Mark]:
    return Counter(cell_mark(scene.seen.cell(tie)) for tie in ties)


def _words(scene: Scene, ties: Sequence[TieFacts], skip: Mark | None = None) -> str:
    """Return how many ties have each mark, in words."""
    known = _counts(scene, ties)
    told = [
        scene.say(f"overview.{mark.name.lower()}", n=known[mark], count=scene.count(known[mark]))
        for mark in COUNTED
        if known[mark] and mark is not skip
    ]
    return listing(told, scene.language)


def _fields(scene: Scene, way: Way) -> dict[str, str]:
    rater, target = map(scene.names.organisation, way)
    return {"rater": rater, "target": target}


def _cell(scene: Scene, way: Way, ways: Ways, links: dict[Way, str]) -> TableCell:
    """Return how many of the needed ties of a way hold; its label says the rest of them as well."""
    if way not in ways:
        return _empty(scene, way)
    ties = ways[way]
    held, total = _counts(scene, ties)[Mark.HOLDS], len(ties)
    return TableCell(
        scene.say("organisations.held", held=held, total=total),
        quiet=way[0] == way[1],
        label=_sentence(scene, way, ties),
        link=links[_pair(list(scene.mapping.organisations), way)],
    )


def _sentence(scene: Scene, way: Way, ties: Sequence[TieFacts]) -> str:
    code = "organisations.within" if way[0] == way[1] else "organisations.way"
    return sentence(
        capital(scene.say(code, n=len(ties), total=scene.count(len(ties)), counts=_words(scene, ties), **_fields(scene, way)))
    )


def _empty(scene: Scene, way: Way) -> TableCell:
    label = scene.say("organisations.no_need", **_fields(scene, way))
    return TableCell(scene.say("organisations.none"), Mark.NO_TIE, quiet=way[0] == way[1], label=label)


def _pair_page(scene: Scene, pair: Way, ways: Ways, number: int) -> Section:
    """Return the needed ties between two organisations, both ways, or within one."""
    both = [way for way in dict.fromkeys((pair, (pair[1], pair[0]))) if way in ways]
    told = [block for way in both for block in (Paragraph(_sentence(scene, way, ways[way])), _ties(scene, way, ways[way]))]
    code = "organisations.inside" if pair[0] == pair[1] else "organisations.both"
    heading = capital(scene.say(code, **_fields(scene, pair)))
    return Section(f"{SECTION}-{number}", Kind.TIES, heading, tuple(told), parent=SECTION)


def _ties(scene: Scene, way: Way, ties: Sequence[TieFacts]) -> Table:
    """Return the ties of a way with their marks, each leading to its page."""
    header = (scene.say("column.tie"), scene.say("column.class"))
    rows = tuple((TableCell(tie_name(scene, tie), link=scene.tie_page_of(tie)), standing_cell(scene, tie)) for tie in ties)
    fields = _fields(scene, way)
    caption = scene.names.organisation(way[0]) if way[0] == way[1] else scene.say("tie", **fields)
    return Table(caption, header, rows)
