"""Who knows whose work: pair by pair, where the core task needs it, and what the two can tell each other.

A low value from A to B says that A *feels unknown* to B, never that B is ignorant. Everything here is a class of a published
cell; a cell without a value is told as such, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from samspill.disclosure.release import TieFacts
from samspill.language import listing
from samspill.reporting.compose.dimensions import pair_name
from samspill.reporting.compose.not_shown import missing
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import standing_cell, tie_name
from samspill.reporting.document import Block, KeyLine, KeyLines, Kind, Mark, Paragraph, Questions, Section, Table, TableCell
from samspill.reporting.findings import KNOWLEDGE
from samspill.reporting.names import capital
from samspill.reporting.narrate import experience, sentence
from samspill.reporting.picture import Pair
from samspill.terms import TieClass

SECTION = "knowledge"
PARTS = {"knows_tasks": "tasks", "knows_competence": "competence"}
"""Questions whose words tell what is known; other questions are about the work."""
LINES = 8
"""Pairs told in words under a heading; the table beneath has them all."""
KNOWN = (TieClass.HOLDS, TieClass.ON_THE_WAY, TieClass.NEEDS_TALK)


@dataclass(frozen=True, slots=True)
class Gap:
    """A pair with a way in which one feels unknown to the other: that way, and the ways to tell with it."""

    pair: Pair
    way: TieFacts
    others: tuple[TieFacts, ...]


def knowledge(scene: Scene) -> tuple[Section, ...]:
    """Return who knows whose work; nothing where the instrument does not ask, or no ties were asked about."""
    dimension = next((key for key in KNOWLEDGE if key in scene.release.dimensions), None)
    pairs = tuple(pair for pair in scene.seen.pairs if concerns(scene, pair))
    return (_page(scene, dimension, pairs),) if dimension and pairs else ()


def concerns(scene: Scene, pair: Pair) -> bool:
    """Tell whether a report tells of a pair: all of them, or those of the group that it is for."""
    if scene.focus is None:
        return True
    members = {scene.focus.id, *scene.focus.members}
    return bool(members & {pair.a, pair.b})


def _page(scene: Scene, dimension: str, pairs: Sequence[Pair]) -> Section:
    gaps = {code: _gaps(scene, dimension, pairs, least) for code, least in (("gaps", KNOWN[2]), ("way", KNOWN[1]))}
    told = (
        _known(scene, dimension, pairs),
        *(_gap_lines(scene, dimension, code, found) for code, found in gaps.items()),
    )
    ties = [tie for pair in pairs for tie in pair.needed]
    blocks: list[Block] = [Paragraph(_lead(scene, dimension, ties), lead=True), Paragraph(scene.say("knowledge.reading"))]
    blocks += [lines for lines in told if lines]
    blocks.append(pairs_table(scene, dimension, pairs))
    absent = missing(scene, ties)
    blocks += [absent] if absent else []
    asked = tuple(scene.say(f"knowledge.question_{number}") for number in (1, 2, 3))
    blocks.append(Questions(asked, scene.say("questions")))
    return Section(SECTION, Kind.PROFILE, _heading(scene, pairs, dimension), tuple(blocks))


def _heading(scene: Scene, pairs: Sequence[Pair], dimension: str) -> str:
    known = len([pair for pair in pairs if _all_known(scene, dimension, pair)])
    if not known:
        return scene.say("knowledge.heading")
    words = {"count": scene.count(known), "total": scene.count(len(pairs))}
    return capital(scene.say("knowledge.heading_known", n=known, **words))


def _lead(scene: Scene, dimension: str, ties: Sequence[TieFacts]) -> str:
    held = sum(scene.seen.tie_class(tie, dimension) is TieClass.HOLDS for tie in ties)
    words = {"held": scene.count(held), "total": scene.count(len(ties))}
    return sentence(scene.say("overview.known_by", **words)) if held else scene.say("knowledge.lead_none")


def _all_known(scene: Scene, dimension: str, pair: Pair) -> bool:
    return all(scene.seen.tie_class(tie, dimension) is TieClass.HOLDS for tie in pair.needed)


def _known(scene: Scene, dimension: str, pairs: Sequence[Pair]) -> KeyLines | None:
    """Return the pairs that know each other well, then single ways in which somebody feels well known."""
    both = [pair for pair in pairs if _all_known(scene, dimension, pair)]
    told = {tie for pair in both for tie in pair.needed}
    single = [tie for tie in scene.seen.of_class(TieClass.HOLDS, dimension) if tie not in told and _in(tie, pairs)]
    lines = [_known_line(scene, dimension, pair) for pair in both]
    if not both:
        lines = [KeyLine(said(scene, dimension, tie), Mark.HOLDS) for tie in single]
    return KeyLines(scene.say("knowledge.known"), _capped(scene, lines)) if lines else None


def _known_line(scene: Scene, dimension: str, pair: Pair) -> KeyLine:
    told = _all_said(scene, dimension, pair.needed)
    if not pair.mutual:
        return KeyLine(told, Mark.HOLDS)
    return KeyLine(pair_name(scene, pair.a, pair.b), Mark.HOLDS, told)


def _in(tie: TieFacts, pairs: Iterable[Pair]) -> bool:
    return any(tie in pair.needed for pair in pairs)


def _gaps(scene: Scene, dimension: str, pairs: Sequence[Pair], least: TieClass) -> list[Gap]:
    """Return the pairs whose lowest needed way has a class, that way first; both ways of a pair in one."""
    found: list[Gap] = []
    for pair in pairs:
        classes = [scene.seen.tie_class(tie, dimension) for tie in pair.needed]
        lowest = next((each for each in reversed(KNOWN) if each in classes), None)
        if lowest is least:
            way = pair.needed[classes.index(least)]
            found.append(Gap(pair, way, tuple(tie for tie in pair.ties if tie != way)))
    return found


def _gap_lines(scene: Scene, dimension: str, code: str, gaps: Sequence[Gap]) -> KeyLines | None:
    mark = Mark.NEEDS_TALK if code == "gaps" else Mark.ON_THE_WAY
    lines = [
        KeyLine(
            said(scene, dimension, gap.way),
            mark,
            " ".join([_all_said(scene, dimension, gap.others), next_step(scene, dimension, gap)]).strip(),
        )
        for gap in gaps
    ]
    return KeyLines(scene.say(f"knowledge.{code}"), _capped(scene, lines)) if lines else None


def _capped(scene: Scene, lines: Sequence[KeyLine]) -> tuple[KeyLine, ...]:
    more = len(lines) - LINES
    rest = [KeyLine(sentence(scene.say("knowledge.more", n=more, count=scene.count(more))))] if more > 0 else []
    return (*lines[:LINES], *rest)


def _all_said(scene: Scene, dimension: str, ties: Iterable[TieFacts]) -> str:
    return " ".join(said(scene, dimension, tie) for tie in ties)


def next_step(scene: Scene, dimension: str, gap: Gap) -> str:
    """Return what the two can do: tell each other, or the one who feels unknown tells the other."""
    low = [tie for tie in gap.pair.ties if scene.seen.tie_class(tie, dimension) in KNOWN[1:]]
    if len({tie.rater for tie in low}) > 1:
        return scene.say("knowledge.step_both")
    names = [scene.names.inside(tie.target) for tie in low]
    return scene.say("knowledge.step_one", rater=scene.names.inside(gap.way.rater), target=listing(names, scene.language))


def said(scene: Scene, dimension: str, tie: TieFacts) -> str:
    """Return how well known the rater feels to the target, strengths first, with what it concerns where the questions tell."""
    parts = list(_by_class(scene, dimension, tie))
    if not parts:
        return sentence(experience(scene.seen.cell(tie, dimension), scene.names))
    fields = {"rater": scene.names.inside(tie.rater), "target": scene.names.inside(tie.target)}
    (tie_class, what), *rest = parts
    first = scene.say(f"knowledge.said.{tie_class.value}", what=scene.say(f"knowledge.what.{what}"), **fields)
    for tie_class, what in rest:
        second = scene.say(f"knowledge.but.{tie_class.value}", what=scene.say(f"knowledge.what.{what}"))
        first = scene.say("knowledge.but.both", first=first, second=second)
    return sentence(first)


def _by_class(scene: Scene, dimension: str, tie: TieFacts) -> Iterator[tuple[TieClass, str]]:
    """Tell each class once, with what of the work it concerns: the tasks, the competence, or both."""
    items = [item for item in scene.release.items.get(dimension, ()) if item in PARTS]
    classes = {item: scene.seen.tie_class(tie, item) for item in items}
    if len(items) < len(PARTS) or TieClass.UNKNOWN in classes.values():
        tie_class = scene.seen.tie_class(tie, dimension)
        if tie_class in KNOWN:
            yield tie_class, "both" if items else "work"
        return
    for tie_class in KNOWN:
        of_class = [PARTS[item] for item in items if classes[item] is tie_class]
        if of_class:
            yield tie_class, "both" if len(of_class) == len(PARTS) else of_class[0]


def pairs_table(scene: Scene, dimension: str, pairs: Sequence[Pair]) -> Table:
    """Return every pair with each way in a row, and a column for each question where there are several."""
    items = scene.release.items.get(dimension, ())
    columns = items if len(items) > 1 else (dimension,)
    header = (scene.say("column.tie"), *(_column(scene, key) for key in columns))
    rows = [
        (
            TableCell(tie_name(scene, tie), link=scene.tie_page_of(tie)),
            *(standing_cell(scene, tie, dimension=key) for key in columns),
        )
        for pair in pairs
        for tie in pair.ties
    ]
    groups = tuple((pair_name(scene, pair.a, pair.b), len(pair.ties)) for pair in pairs)
    note = None if set(columns) <= {dimension, *PARTS} else scene.say("knowledge.table_note")
    return Table(scene.say("knowledge.table"), header, tuple(rows), groups, note=note)


def _column(scene: Scene, key: str) -> str:
    return scene.say(f"knowledge.column.{PARTS[key]}") if key in PARTS else scene.names.measure(key)
