"""One page for each group: what the others experience with it, what it experiences with them, and its own teamwork."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from samspill.disclosure.release import TieFacts, Unit
from samspill.language import listing
from samspill.reporting.charts import group_profile
from samspill.reporting.compose.group_sides import both_ways
from samspill.reporting.compose.not_shown import missing
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import Parts, Side, ties_table
from samspill.reporting.document import Block, Kind, Paragraph, Questions, Section
from samspill.reporting.names import POOL, capital
from samspill.reporting.narrate import MISSING, help_words
from samspill.terms import CellState, TieClass


def groups(scene: Scene) -> tuple[Section, ...]:
    """Return a few words before the groups, and a page for each group that is rated or rates."""
    units = [*scene.targets, *(unit for unit in scene.raters if not unit.is_target)]
    intro = Section("groups", Kind.GROUP, scene.say("group.index"), (Paragraph(scene.say("group.index_lead")),))
    return (intro, *(group(scene, unit, parent="groups") for unit in units))


def group(scene: Scene, unit: Unit, parent: str | None = None) -> Section:
    """Return the page of a group: strengths first, then both directions, its dimensions and its own teamwork."""
    answered = unit.state == "answered"
    sides = {
        "received": [tie for tie in scene.seen.between if tie.target == unit.id],
        "given": [tie for tie in scene.seen.between if tie.rater == unit.id and answered],
    }
    own = [tie for tie in scene.wave.ties if tie.own and tie.rater == unit.id and answered]
    told = {code: _parts(scene, ties, own if code == "given" else ()) for code, ties in sides.items() if ties}
    name = scene.names.inside(unit.id)
    blocks: list[Block] = [Paragraph(_lead(scene, unit, sides["received"], sides["given"]), lead=True)]
    blocks += [Paragraph(text) for text in _to_talk_with(scene, unit)]
    drawn = _drawn(scene, unit, own)
    if scene.by_page:
        table = both_ways(scene, unit)
        blocks += [table, *drawn] if table else drawn
    for code, parts in told.items():
        caption = capital(scene.say(f"group.{code}", group=name))
        side = Side.RATER if code == "received" else Side.TARGET
        blocks.append(ties_table(scene, parts, caption, side=side, note=code == next(reversed(told)), changes=True))
    absent = missing(scene, [tie for parts in told.values() for _, ties in parts for tie in ties])
    blocks += [absent] if absent else []
    blocks += [Paragraph(note, small=True) for note in _notes(scene, unit)]
    asked = tuple(scene.say(f"slide.reflection_{number}") for number in (1, 2, 3))
    blocks.append(Questions(asked, scene.say("questions")))
    blocks += [] if scene.by_page else drawn
    heading = capital(scene.say("group.heading", group=name))
    return Section(scene.section_of(unit.id), Kind.GROUP, heading, tuple(blocks), parent=parent)


def _drawn(scene: Scene, unit: Unit, own: Sequence[TieFacts]) -> list[Block]:
    """Return the dimensions as a picture, all three sides of a group beside each other, and how to read it."""
    cells = {key: scene.seen.cell(own[0], key).published for key in scene.release.dimensions} if len(own) == 1 else {}
    itself = {key: published for key, published in cells.items() if published}
    names = scene.names.all_of(scene.release).measures
    chart = group_profile(unit, scene.mapping, scene.instrument, scene.language, names, own=itself)
    return [chart, Paragraph(scene.say("group.reading"), small=True)] if chart else []


def _lead(scene: Scene, unit: Unit, received: Iterable[TieFacts], given: Iterable[TieFacts]) -> str:
    """Return who experiences that the tie with the group holds, else with whom it experiences that, else how to begin."""
    name = scene.names.inside(unit.id)
    raters = _holding(scene, received)
    if raters:
        return capital(scene.say("group.lead", raters=_listed(scene, [tie.rater for tie in raters]), group=name))
    targets = _holding(scene, given)
    if targets:
        return capital(scene.say("group.lead", raters=name, group=_listed(scene, [tie.target for tie in targets])))
    return capital(scene.say("group.lead_none", group=name))


def _parts(scene: Scene, ties: Sequence[TieFacts], own: Sequence[TieFacts]) -> Parts:
    """Return ties under whether the core task needs them most, the own group last; under no heading where none is named."""
    if not scene.seen.needs_named:
        return [("", [*ties, *own])]
    needed = [tie for tie in ties if scene.seen.is_needed(tie)]
    others = [*(tie for tie in ties if tie not in needed), *own]
    parts = {"needed": needed, "less_needed": others}
    return [(scene.say(f"group.{code}"), part) for code, part in parts.items() if part]


def _to_talk_with(scene: Scene, unit: Unit) -> list[str]:
    """Return with whom a talk is needed, whoever of the two feels so; nothing where it is with none."""
    found: dict[str, None] = {}
    for tie in scene.seen.of_class(TieClass.NEEDS_TALK):
        if tie.rater == unit.id or tie.target in unit.members:
            others = [tie.target] if tie.rater == unit.id else tie.rater.split(POOL)
            found |= dict.fromkeys(others)
    return [scene.say("group.talks", others=_listed(scene, found))] if found else []


def _listed(scene: Scene, units: Iterable[str]) -> str:
    return listing(scene.some(scene.names.members(units)), scene.language)


def _holding(scene: Scene, ties: Iterable[TieFacts]) -> list[TieFacts]:
    """Return the ties that hold; the needed ones alone where there are any."""
    holding = [tie for tie in ties if scene.seen.tie_class(tie) is TieClass.HOLDS]
    return [tie for tie in holding if scene.seen.is_needed(tie)] or holding


def _notes(scene: Scene, unit: Unit) -> list[str]:
    name = scene.names.inside(unit.id)
    notes: list[str] = []
    if unit.pooled_into:
        notes.append(scene.say("group.pooled", group=name, pool=scene.names.inside(unit.pooled_into)))
    if POOL in unit.id:
        notes.append(scene.say("group.pool", group=name))
    if unit.state == "not_asked":
        notes.append(scene.say("group.not_asked", group=name))
    if unit.state == "left_out":
        # The same is missing in all its cells, so that one tells what would help.
        cells = (scene.seen.cell(tie) for tie in scene.wave.ties if tie.rater == unit.id and tie.state in MISSING)
        helps = (help_words(cell, scene.names) for cell in cells)
        notes.append(" ".join(filter(None, (scene.say("group.left_out", group=name), next(helps, "")))))
    away = [tie.target for tie in scene.wave.ties if tie.rater == unit.id and tie.state is CellState.NO_TIE and not tie.own]
    if away:
        others = listing([scene.names.inside(target) for target in away], scene.language)
        notes.append(scene.say("group.no_tie", group=name, others=others))
    return [capital(note) for note in notes]
