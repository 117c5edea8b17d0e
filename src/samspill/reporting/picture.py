"""One wave of a release, looked up by tie: the values, the way back, the needed ties, in the owner's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from samspill.design.model import Mapping, Node
from samspill.disclosure.aspects import aspects
from samspill.disclosure.release import Cell, Release, TieFacts, Unit, WaveRelease
from samspill.instrument.ladder import Ladder
from samspill.instrument.model import Instrument
from samspill.reporting.names import INDEX, POOL
from samspill.reporting.steps import rests_on_few
from samspill.terms import CellState, Need, TieClass


@dataclass(frozen=True)
class Pair:
    """Two units and the directed ties between them, both directions, the needed ones first."""

    a: str
    b: str
    ties: tuple[TieFacts, ...]

    needed: tuple[TieFacts, ...]
    """Those of the ties that the core task needs."""

    @property
    def mutual(self) -> bool:
        """Whether the core task needs the tie in both directions."""
        return {tie.rater for tie in self.needed} == {self.a, self.b}


@dataclass(frozen=True)
class Picture:
    """A wave as reports read it."""

    release: Release
    mapping: Mapping
    instrument: Instrument
    wave: WaveRelease

    @cached_property
    def ladder(self) -> Ladder:
        """The ladder of the index."""
        return aspects(self.instrument, self.release.policy)[INDEX].ladder

    @cached_property
    def cells(self) -> dict[tuple[str, str, str], Cell]:
        """Cells by rater, target and dimension."""
        return {(cell.rater, cell.target, cell.dimension): cell for cell in self.wave.cells}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.wave.groups}

    def cell(self, tie: TieFacts, dimension: str = INDEX) -> Cell:
        """Return the cell of a tie; one without a value where the release has none."""
        missing = CellState.NO_DATA if tie.state is CellState.SHOWN else tie.state
        return self.cells.get((tie.rater, tie.target, dimension)) or Cell(tie.rater, tie.target, dimension, missing)

    def tie_class(self, tie: TieFacts, dimension: str = INDEX) -> TieClass:
        """Return the class of a tie on a dimension, UNKNOWN where it has no value."""
        published = self.cell(tie, dimension).published
        return published.tie_class if published else TieClass.UNKNOWN

    def order(self, unit: str) -> tuple[int, int]:
        """Return the place of a unit in the owner's order; a pool stands where its first member stands."""
        if unit not in self._orders:
            groups, sites = list(self.mapping.groups), list(self.mapping.sites)
            nodes = [Node.parse(member) for member in unit.split(POOL)]
            self._orders[unit] = min((groups.index(node.group), sites.index(node.site) if node.site else -1) for node in nodes)
        return self._orders[unit]

    @cached_property
    def _orders(self) -> dict[str, tuple[int, int]]:
        """Places that have been asked for: there are few units, and many ties to sort."""
        return {}

    def by_organisation(self, unit: str) -> tuple[int, int, int]:
        """Return the place of a unit, sorted by organisation and then in the owner's order."""
        return (list(self.mapping.organisations).index(self.organisation(unit)), *self.order(unit))

    def organisation(self, unit: str) -> str:
        """Return the organisation of a unit, of its first member for a pool."""
        return self.mapping.groups[Node.parse(unit.split(POOL, maxsplit=1)[0]).group].organisation

    def rater_of(self, node: str) -> str:
        """Return the unit in which the answers of a node stand."""
        unit = self.units.get(node)
        return unit.pooled_into if unit and unit.pooled_into else node

    @cached_property
    def between(self) -> tuple[TieFacts, ...]:
        """Ties between groups that the mapping asks about, needed ones first, then in the owner's order."""
        ties = [tie for tie in self.wave.ties if not tie.own and tie.state is not CellState.NO_TIE]
        return tuple(sorted(ties, key=lambda tie: (tie.need is not Need.HIGH, self.order(tie.rater), self.order(tie.target))))

    @cached_property
    def needed(self) -> tuple[TieFacts, ...]:
        """Ties between groups that the core task needs; all of them where the owner has named none."""
        return tuple(tie for tie in self.between if tie.need is Need.HIGH) or self.between

    @cached_property
    def needs_named(self) -> bool:
        """Whether the owner has named any tie as needed."""
        return any(tie.need is Need.HIGH for tie in self.between)

    def is_needed(self, tie: TieFacts) -> bool:
        """Tell whether the core task needs a tie."""
        return tie.need is Need.HIGH or not self.needs_named

    def of_class(self, tie_class: TieClass, dimension: str = INDEX) -> tuple[TieFacts, ...]:
        """Return the needed ties of a class. Ties without contact are known to be without, and have no class."""
        ties = (tie for tie in self.needed if tie.state is not CellState.NO_CONTACT)
        return tuple(tie for tie in ties if self.tie_class(tie, dimension) is tie_class)

    def rests_on_few(self, tie: TieFacts) -> bool:
        """Tell whether the class of a tie is told with the words that the answers are few."""
        published = self.cell(tie).published
        return published is not None and rests_on_few(published, self.ladder)

    def back(self, tie: TieFacts) -> tuple[TieFacts, ...]:
        """Return the ties the other way, towards every member of the rater; the needed ones alone where there are any."""
        rater = self.rater_of(tie.target)
        ways = [way for way in self._of_rater.get(rater, ()) if way.target in tie.rater.split(POOL)]
        return tuple(way for way in ways if self.is_needed(way)) or tuple(ways)

    @cached_property
    def _of_rater(self) -> dict[str, list[TieFacts]]:
        """Ties between groups by who rates, in the order of ``between``: every tie asks for its way back."""
        found: dict[str, list[TieFacts]] = {}
        for tie in self.between:
            found.setdefault(tie.rater, []).append(tie)
        return found

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of units with a needed tie, those needed both ways first, then in the owner's order."""
        ties: dict[frozenset[str], list[TieFacts]] = {}
        for tie in self.needed:
            key = frozenset((tie.rater, self.rater_of(tie.target)))
            known = ties.setdefault(key, [])
            known.extend(way for way in (tie, *self.back(tie)) if way not in known)
        found = (self._pair(units, both) for units, both in ties.items() if len(units) > 1)
        return tuple(sorted(found, key=lambda pair: (not pair.mutual, self.order(pair.a), self.order(pair.b))))

    def _pair(self, units: Iterable[str], ties: list[TieFacts]) -> Pair:
        first, second = sorted(units, key=self.order)
        ordered = sorted(ties, key=lambda tie: (not self.is_needed(tie), self.order(tie.rater), self.order(tie.target)))
        return Pair(first, second, tuple(ordered), tuple(tie for tie in ordered if self.is_needed(tie)))

    def talked_of(self, targets: Iterable[str]) -> str | None:
        """Return the dimension that all raters together miss most from the targets, None where none stands out.

        From what is *received*, never from one cell: what two groups need to talk about must not point at few people.
        """
        sums: dict[str, list[Decimal]] = {}
        for target in targets:
            for dimension, published in (self.units[target].received if target in self.units else {}).items():
                if dimension in self.release.dimensions:
                    sums.setdefault(dimension, []).append(self.ladder.entering(published.value, published.bound))
        means = {dimension: sum(values) / len(values) for dimension, values in sums.items()}
        lowest = [dimension for dimension, mean in means.items() if mean == min(means.values())]
        return lowest[0] if len(lowest) == 1 and len(means) > 1 else None


def picture(release: Release, mapping: Mapping, instrument: Instrument, wave: WaveRelease | None = None) -> Picture:
    """Return the picture of a wave, the latest unless another is given."""
    return Picture(release, mapping, instrument, wave or release.waves[-1])
