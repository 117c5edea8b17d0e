"""Change between two waves, from what both have published (TRUST: P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from samspill.design.model import Mapping, Node, Turnover
from samspill.disclosure.aspects import Aspect
from samspill.disclosure.release import Cell, Change, Published, WaveRelease
from samspill.instrument.interval import margin_of
from samspill.instrument.ladder import exact, lowest, up
from samspill.terms import CellState, Direction

NOBODY, MANY_PEOPLE = "0", "5+"
MANY_BEGINS = 5


@dataclass(frozen=True)
class Between:
    """Two waves of a mapping, the later one compared with the earlier."""

    mapping: Mapping
    aspects: dict[str, Aspect]
    earlier: WaveRelease
    later: WaveRelease

    @cached_property
    def _cells(self) -> dict[tuple[frozenset[str], str, str], Cell]:
        """Earlier cells, by the members of the rater, target and aspect."""
        return {(frozenset(cell.rater.split("+")), cell.target, cell.dimension): cell for cell in self.earlier.cells}

    @cached_property
    def _numbers(self) -> range:
        return range(self.earlier.wave + 1, self.later.wave + 1)

    def before(self, cell: Cell) -> Cell | None:
        """Return the earlier cell of the same groups, None where a group is new, merged, split or pooled otherwise."""
        raters, target = [self._origins[part] for part in cell.rater.split("+")], self._origins[cell.target]
        if target is None or None in raters:
            return None
        return self._cells.get((frozenset(part for part in raters if part), target, cell.dimension))

    @cached_property
    def _origins(self) -> dict[str, str | None]:
        """What each group of the later wave was in the earlier one, None where it is new, merged or split."""
        found = {node: self.mapping.origin(node, self.earlier.wave, self.later.wave) for node in self._nodes}
        return {str(node): str(origin) if origin else None for node, origin in found.items()}

    @cached_property
    def _nodes(self) -> set[Node]:
        return {Node.parse(part) for cell in self.later.cells for part in (*cell.rater.split("+"), cell.target)}

    def settled(self, rater: str) -> bool:
        """Tell whether no group of a rater unit may have had fewer than k people come or go; "unknown" may be so few.

        Turnover is stated for a group over all its sites, so that five or more there may be one or two here.
        """
        groups = {Node.parse(part).group for part in rater.split("+")}
        return all(self._calm(number, group) for number in self._numbers for group in groups)

    def _calm(self, number: int, group: str) -> bool:
        turnover = self._turnover(number, group)
        at_one_place = len(self.mapping.groups[group].sizes) == 1
        safe = {NOBODY, MANY_PEOPLE} if at_one_place and self.mapping.policy.k <= MANY_BEGINS else {NOBODY}
        return {turnover.joined, turnover.left} <= safe

    def in_figures(self, cell: Cell) -> bool:
        """Tell whether the change of a cell may be told in figures (P6): many people, nothing coded, nobody single moved."""
        before, after = self.before(cell), cell.published
        if before is None or before.published is None or after is None:
            return False
        numbers, policy = (before.published, after), self.mapping.policy
        enough = all(lowest(number.n_band, policy.k) >= policy.figures_of_change_from for number in numbers)
        return enough and all(number.bound is None for number in numbers) and self.settled(cell.rater)

    def _turnover(self, number: int, group: str) -> Turnover:
        change = self.mapping.changes.get(number)
        return change.turnover.get(group, Turnover()) if change else Turnover()


def with_changes(
    mapping: Mapping, aspects: dict[str, Aspect], waves: Iterable[WaveRelease], *, earlier: WaveRelease | None = None
) -> Iterator[WaveRelease]:
    """Yield the waves, each with the changes of its cells since the wave before it; the first has ``earlier`` before it."""
    for wave in waves:
        pair = Between(mapping, aspects, earlier, wave) if earlier else None
        yield replace(wave, changes=tuple(changes(pair))) if pair else wave
        earlier = wave


def changes(pair: Between) -> Iterator[Change]:
    """Yield the change of every cell that is asked about, from the published cells of both waves."""
    for cell in pair.later.cells:
        if cell.state is not CellState.NO_TIE:
            yield _change(pair, cell)


def _change(pair: Between, cell: Cell) -> Change:
    nothing = Change(cell.rater, cell.target, cell.dimension, pair.earlier.wave, None, None)
    before = pair.before(cell)
    if before is None:
        return replace(nothing, reason="groups_changed")
    if before.published is None or cell.published is None:
        return replace(nothing, reason="not_shown")
    aspect = pair.aspects[cell.dimension]
    direction = direction_of(aspect, before.published, cell.published)
    if not pair.in_figures(cell):
        return replace(nothing, direction=direction)
    difference, interval = _figures(pair, aspect, before.published, cell.published)
    return replace(nothing, direction=direction, difference=difference, interval=interval)


def direction_of(aspect: Aspect, before: Published, after: Published) -> Direction:
    """Return higher or lower where two published values lie more than one step apart, else about the same.

    Two values coded at the same end are about the same.
    """
    step = aspect.ladder.step_of_words(before.n_band, after.n_band)
    gap = exact(after.value) - exact(before.value)
    if before.bound is not None and before.bound is after.bound:
        return Direction.SAME
    if abs(gap) <= step:
        return Direction.SAME
    return Direction.HIGHER if gap > 0 else Direction.LOWER


def _figures(pair: Between, aspect: Aspect, before: Published, after: Published) -> tuple[float, tuple[float, float]]:
    """Return the difference of two published values and its 95 % interval, ends outward on the ladder."""
    ladder, k = aspect.ladder, aspect.ladder.policy.k
    difference = exact(after.value) - exact(before.value)
    step = max(ladder.step(before.n_band), ladder.step(after.n_band))
    margins = [
        margin_of(aspect.spread_in(wave.spread), lowest(number.n_band, k))
        for wave, number in ((pair.earlier, before), (pair.later, after))
    ]
    margin = (margins[0] ** 2 + margins[1] ** 2).sqrt() + step
    return float(difference), (float(-up(margin - difference, step)), float(up(margin + difference, step)))
