"""What a map draws of a wave: circles, and one line for each direction between two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from samspill.design.model import Mapping, Node
from samspill.disclosure.release import Cell, TieFacts, WaveRelease
from samspill.instrument.ladder import Ladder
from samspill.reporting.charts.layout import Circle
from samspill.reporting.kinds import by_kind, kind
from samspill.reporting.names import INDEX, POOL
from samspill.reporting.steps import coarsest, mean
from samspill.terms import CellState, Need

MOST_CIRCLES = 25
OUTSIDE = "»"
"""Begins the key of an organisation that stands as one circle amid groups, with its number: keys may be alike."""


Cells = dict[tuple[str, str], Cell]
"""Cells of one dimension, by rater and target."""


class Look(StrEnum):
    """How a line is drawn, in the order of drawing: later lines lie on top."""

    LESS_NEEDED = "less_needed"
    HOLDS = "holds"
    HIDDEN = "hidden"
    """Too few to show; between organisations also where fewer than half of the pairs are shown, for whatever reasons."""
    NO_DATA = "no_data"
    NO_CONTACT = "no_contact"
    ON_THE_WAY = "on_the_way"
    NEEDS_TALK = "needs_talk"


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """What one circle (or several that answered together, joined by ``+``) says of another."""

    rater: str
    target: str
    look: Look


@dataclass(frozen=True, slots=True)
class Looking:
    """What of a map is looked at: the ties of one organisation, or how they stand on one dimension; all without either."""

    near: str | None = None
    dimension: str = INDEX


EVERYTHING = Looking()


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows: the wave at the level of its circles, and which circle each node id (or group key) belongs to."""

    wave: WaveRelease
    of: dict[str, str]
    circles: tuple[Circle, ...]
    """All circles of all waves, an organisation's beside each other."""
    people: dict[str, int]
    """People in each circle that exists in this wave, by design."""
    organisations: bool = False
    """Whether the circles are organisations."""
    looking: Looking = EVERYTHING


def view(wave: WaveRelease, mapping: Mapping, site: str | None, looking: Looking = EVERYTHING) -> View:
    """Choose what a map shows: one site; else every node, kinds of groups or organisations, the first that is few enough.

    A wave that is told by kind of group already is shown by kind. Near one organisation the circles stay where they are; where
    they are organisations, that one opens into its groups amid the others.
    """
    near = looking.near
    seen = replace(_whole(wave, mapping, site), looking=looking)
    if near is None or not seen.organisations:
        return seen
    order = list(mapping.organisations)
    opened = _view(seen.wave, mapping, lambda node: _circle_near(mapping, order, node, near))
    return replace(opened, looking=looking) if len(opened.circles) <= MOST_CIRCLES else seen


def _circle_near(mapping: Mapping, order: Sequence[str], node: Node, near: str) -> str:
    organisation = mapping.groups[node.group].organisation
    return node.group if organisation == near else f"{OUTSIDE}{order.index(organisation)}"


def outside(circle: str, mapping: Mapping) -> str | None:
    """Return the organisation that a circle amid groups stands for; None where it is a group."""
    return list(mapping.organisations)[int(circle.removeprefix(OUTSIDE))] if circle.startswith(OUTSIDE) else None


def _whole(wave: WaveRelease, mapping: Mapping, site: str | None) -> View:
    if site is not None:
        return _view(wave, mapping, lambda node: str(node) if node.site in {"", site} else None)
    if any(Node.parse(tie.rater.split(POOL)[0]).site for tie in wave.ties):
        nodes = _view(wave, mapping, str)
        if len(nodes.circles) <= MOST_CIRCLES:
            return nodes
        wave = by_kind(wave, mapping.policy)
    kinds = _view(wave, mapping, lambda node: node.group)
    if len(kinds.circles) <= MOST_CIRCLES:
        return kinds
    return replace(_view(wave, mapping, lambda node: mapping.groups[node.group].organisation), organisations=True)


def _view(wave: WaveRelease, mapping: Mapping, circle_of: Callable[[Node], str | None]) -> View:
    of: dict[str, str] = {}
    sizes: dict[int, dict[str, int]] = {}
    organisation: dict[str, str] = {}
    for number in {*mapping.wave_numbers, wave.wave}:
        here = sizes[number] = defaultdict(int)
        for node in mapping.nodes(number):
            circle = circle_of(node)
            if circle is not None:
                of[str(node)] = of[kind(str(node))] = circle
                here[circle] += mapping.size(node, number)
                organisation[circle] = mapping.groups[node.group].organisation
    # The largest size over the waves, so that no wave moves a circle.
    largest = {circle: max(here.get(circle, 0) for here in sizes.values()) for circle in organisation}
    return View(wave, of, _ordered(mapping, largest, organisation), dict(sizes[wave.wave]))


def _ordered(mapping: Mapping, people: dict[str, int], organisation: dict[str, str]) -> tuple[Circle, ...]:
    order = {key: place for place, key in enumerate(mapping.organisations)}
    groups, sites = list(mapping.groups), ["", *mapping.sites]

    def place(circle: str) -> tuple[int, int, int]:
        node = Node.parse(circle)
        owners = groups.index(node.group) if node.group in groups else 0
        return order[organisation[circle]], owners, sites.index(node.site)

    return tuple(Circle(key, people[key], organisation[key]) for key in sorted(people, key=place))


def drawn_ties(seen: View, mapping: Mapping, ladder: Ladder) -> tuple[DrawnTie, ...]:
    """Return the lines of a map, those to be drawn first first.

    A line over several pairs (organisations) gets the class of the mean of their *published* values on the ladder of the index,
    and has too few to be shown unless at least half of the pairs are.
    """
    needed = counts_as_needed(mapping)
    gathered: dict[tuple[str, str], list[TieFacts]] = defaultdict(list)
    for fact in asked_about(seen.wave):
        pair = _pair(fact, seen)
        if pair:
            gathered[pair].append(fact)
    side = seen.looking.dimension
    cells = {(cell.rater, cell.target): cell for cell in seen.wave.cells if cell.dimension == side}
    ties = (
        DrawnTie(*pair, _look([part for part in parts if part.need is needed], cells, ladder))
        for pair, parts in gathered.items()
    )
    return tuple(sorted(ties, key=lambda tie: list(Look).index(tie.look)))


def nearest(ties: Sequence[DrawnTie], seen: View) -> tuple[DrawnTie, ...]:
    """Return the ties that lead from or to the organisation that is looked at; all of them where none is."""
    if seen.looking.near is None:
        return tuple(ties)
    inside = {circle.key for circle in seen.circles if circle.organisation == seen.looking.near}
    return tuple(tie for tie in ties if inside & {*tie.rater.split(POOL), tie.target})


def asked_about(wave: WaveRelease) -> tuple[TieFacts, ...]:
    """Return the ties between groups that people were asked about."""
    asked = (tie for tie in wave.ties if not tie.own and tie.need is not Need.NONE and tie.state is not CellState.NO_TIE)
    return tuple(asked)


def counts_as_needed(mapping: Mapping) -> Need:
    """Return the need of the ties that pictures draw out: high, or some where the mapping names none as high."""
    return Need.HIGH if Need.HIGH in mapping.needs.values() else Need.SOME


def _pair(fact: TieFacts, seen: View) -> tuple[str, str] | None:
    """Return the circles of a tie; None where one is not in view, or where both ends are the same circle."""
    raters = {seen.of.get(member) for member in fact.rater.split(POOL)}
    target = seen.of.get(fact.target)
    if target is None or None in raters or target in raters:
        return None
    return POOL.join(dict.fromkeys(seen.of[member] for member in fact.rater.split(POOL))), target


def _look(needed: Sequence[TieFacts], cells: Cells, ladder: Ladder) -> Look:
    if not needed:
        return Look.LESS_NEEDED
    pairs = dict.fromkeys((fact.rater, fact.target) for fact in needed)
    told = {pair: cells[pair] for pair in pairs if pair in cells}
    published = [cell.published for cell in told.values() if cell.published]
    if published and 2 * len(published) >= len(pairs):
        return Look(mean(published, ladder, coarsest(published, ladder)).tie_class.value)
    states = {told[pair].state if (pair := (fact.rater, fact.target)) in told else fact.state for fact in needed}
    return Look(states.pop().value) if len(states) == 1 and CellState.SHOWN not in states else Look.HIDDEN
