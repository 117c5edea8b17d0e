"""A page for each dimension: where it holds, what all raters together say of each group, and who says it of whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samspill.disclosure.release import Published, TieFacts, Unit
from samspill.language import listing
from samspill.reporting.charts import profile
from samspill.reporting.compose.group_sides import both_ways
from samspill.reporting.compose.mapped import by_organisation
from samspill.reporting.compose.matrix import matrix_tables
from samspill.reporting.compose.overview import counts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import (
    Block,
    Bullets,
    Chart,
    KeyLine,
    KeyLines,
    Kind,
    Mark,
    Paragraph,
    Questions,
    Section,
    Table,
    TableCell,
)
from samspill.reporting.names import POOL, capital
from samspill.reporting.narrate import class_word, sentence
from samspill.terms import TieClass

LINES = 8
"""Groups that answer, told by name where a dimension holds or needs a talk; the matrix beneath has them all."""


def dimensions(scene: Scene) -> tuple[Section, ...]:
    """Return a page for each dimension, under the profile: with a focus, of one group's own collaboration alone."""
    keys = enumerate(scene.release.dimensions, start=1)
    if scene.focus:
        return tuple(_own_page(scene, scene.focus, key, number) for number, key in keys)
    return tuple(_page(scene, key, number) for number, key in keys)


def dimension_id(number: int) -> str:
    """Return the id of a dimension's page; numbers, since keys may hold anything."""
    return f"dimension-{number}"


def _page(scene: Scene, key: str, number: int) -> Section:
    blocks: list[Block] = [
        Paragraph(_standing(scene, key), lead=True),
        _asked(scene, key),
        *_where(scene, key),
        KeyLines(scene.say("dimension.all"), (KeyLine(_received_words(scene, key)),)),
        received_table(scene, key),
        Paragraph(scene.say("dimension.received_reading"), small=True),
        *_items(scene, key),
        *matrix_tables(scene, key),
        _questions(scene, key),
    ]
    return Section(dimension_id(number), Kind.PROFILE, heading(scene, key), tuple(blocks), parent="profile")


def _own_page(scene: Scene, unit: Unit, key: str, number: int) -> Section:
    """Return a dimension of one group's own collaboration: what the others say of it, and what it says of them."""
    title = f"{scene.names.dimension(key)}: {scene.say('dimension.own_heading', group=scene.names.inside(unit.id))}"
    members = [scene.seen.units[member] for member in unit.members if member in scene.seen.units and member != unit.id]
    tables = [table for part in (unit, *members) if (table := both_ways(scene, part, key))]
    blocks: list[Block] = [_asked(scene, key), *tables, _questions(scene, key)]
    return Section(dimension_id(number), Kind.PROFILE, title, tuple(blocks), parent=scene.section_of(unit.id))


def heading(scene: Scene, key: str) -> str:
    """Return how many needed ties hold on a dimension; without a number where none does."""
    name, held = scene.names.dimension(key), len(scene.seen.of_class(TieClass.HOLDS, key))
    if not held:
        return f"{name}: {scene.say('dimension.heading')}"
    words = {"count": scene.count(held), "total": scene.count(len(scene.seen.needed))}
    return f"{name}: {scene.say('overview.some_holds', n=held, **words)}"


def _standing(scene: Scene, key: str) -> str:
    told = [text for mark, text in counts(scene, key) if mark is not Mark.HOLDS]
    basis = [] if scene.seen.needs_named else [scene.say("overview.none_named")]
    return " ".join([*basis, sentence(listing(told, scene.language)) if told else scene.say("dimension.all_hold")])


def _asked(scene: Scene, key: str) -> Bullets:
    """Return the questions of a dimension, as a group answers them about another."""
    items = [item.key for item in scene.instrument.items_of(key)]
    return Bullets(tuple(f"… {_inside(scene, item)}" for item in items), scene.say("dimension.asked"))


def _inside(scene: Scene, item: str) -> str:
    text = scene.names.item(item)
    return text[:1].lower() + text[1:]


def _where(scene: Scene, key: str) -> Iterable[KeyLines]:
    for mark, tie_class, code in ((Mark.HOLDS, TieClass.HOLDS, "held"), (Mark.NEEDS_TALK, TieClass.NEEDS_TALK, "talk")):
        lines = _lines(scene, scene.seen.of_class(tie_class, key), mark)
        if lines:
            yield KeyLines(scene.say(f"dimension.{code}"), lines)


def _lines(scene: Scene, ties: Sequence[TieFacts], mark: Mark) -> tuple[KeyLine, ...]:
    """Return ties under who answers, a line for each group."""
    by_rater: dict[str, list[str]] = {}
    for tie in ties:
        by_rater.setdefault(tie.rater, []).append(scene.names.unit(tie.target))
    told = [
        KeyLine(scene.say("tie", rater=scene.names.unit(rater), target=listing(targets, scene.language)), mark)
        for rater, targets in by_rater.items()
    ]
    more = len(told) - LINES
    rest = [KeyLine(sentence(scene.say("dimension.more", count=scene.count(more, "group"))))] if more > 0 else []
    return (*told[:LINES], *rest)


def _received_words(scene: Scene, key: str) -> str:
    """Return of which groups all who answered say together that a dimension holds: what a talk begins with."""
    holds = [unit.id for unit in scene.targets if _class(unit.received.get(key)) is TieClass.HOLDS]
    if not holds:
        return scene.say("dimension.received_none")
    groups = listing(scene.some([scene.names.inside(unit) for unit in holds], LINES), scene.language)
    return capital(scene.say("dimension.received_holds", groups=groups))


def received_table(scene: Scene, key: str) -> Table:
    """Return what all others together say of each group, and what it says of them, side by side."""
    header = tuple(scene.say(f"dimension.column.{name}") for name in ("group", "received", "given"))
    rows = tuple(
        (
            TableCell(scene.names.unit(unit.id), link=scene.page_of(unit.id)),
            side_cell(scene, unit.received.get(key)),
            side_cell(scene, unit.given.get(key)),
        )
        for unit in scene.targets
    )
    return Table(scene.say("dimension.received"), header, rows, by_organisation(scene, scene.targets))


def side_cell(scene: Scene, published: Published | None) -> TableCell:
    """Return what a group receives or gives as mark and word."""
    tie_class = _class(published)
    return TableCell(class_word(tie_class, scene.language), Mark.of(tie_class))


def _class(published: Published | None) -> TieClass:
    return published.tie_class if published else TieClass.UNKNOWN


def _items(scene: Scene, key: str) -> tuple[Block, ...]:
    """Return how many ties hold on each question of a dimension that has several, and how to read it."""
    items = scene.release.items.get(key, ())
    return (items_chart(scene, key), Paragraph(scene.say("profile.reading"), small=True)) if len(items) > 1 else ()


def items_chart(scene: Scene, key: str) -> Chart:
    """Return a dimension and its questions as bars."""
    names = scene.names.all_of(scene.release).measures
    keys = (key, *scene.release.items[key])
    return profile(scene.wave, scene.mapping, scene.instrument, scene.language, names, keys=keys)


def _questions(scene: Scene, key: str) -> Questions:
    people = (scene.mapping.people or scene.instrument.people).get_in(scene.language)
    fields = {"dimension": scene.names.dimension_inside(key), "people": people}
    return Questions(tuple(scene.say(f"dimension.question_{number}", **fields) for number in (1, 2, 3)), scene.say("questions"))


def pair_name(scene: Scene, a: str, b: str) -> str:
    """Return the name of two units beside each other; a pool stands last, since it is a list itself."""
    first, second = sorted((a, b), key=lambda unit: POOL in unit)
    return scene.say("pair", a=scene.names.unit(first), b=scene.names.unit(second))
