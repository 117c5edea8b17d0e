"""A mapping, its instrument and the wave to be launched, with what every check asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from samspill.design.burden import Burden, burdens
from samspill.design.expected import ExpectedMatrix, expected_matrix
from samspill.design.model import Mapping, Node
from samspill.design.pools import Pools, pool
from samspill.design.precision import Precision, expected
from samspill.design.shares import Shares
from samspill.instrument.ladder import Ladder, ladder_of
from samspill.instrument.model import Instrument
from samspill.terms import Finding, Severity


@dataclass(frozen=True)
class Plan:
    """The subject of a readiness check."""

    mapping: Mapping
    instrument: Instrument
    wave: int

    @cached_property
    def burdens(self) -> tuple[Burden, ...]:
        """What the survey asks of the people of each group."""
        return burdens(self.mapping, self.instrument, self.wave)

    @cached_property
    def expected(self) -> ExpectedMatrix:
        """Which ties are likely to be shown."""
        return expected_matrix(self.mapping, self.wave)

    @cached_property
    def pools(self) -> Pools:
        """How the groups stand together even if everybody answers."""
        return pool(self.mapping, self.sizes, self.wave)

    @cached_property
    def ladder(self) -> Ladder | None:
        """The ladder of the index; None where no question counts in it."""
        items = [item.key for item in self.instrument.index_items]
        return ladder_of(self.instrument, items, self.mapping.policy) if items else None

    @cached_property
    def precision(self) -> dict[tuple[Node, ...], Precision]:
        """What is expected of the numbers of every unit that answers as one, of the tie that fewest of its people rate."""
        ladder = self.ladder
        return {unit: self._precision(unit, ladder) for unit in self.pools.units} if ladder else {}

    def _precision(self, unit: tuple[Node, ...], ladder: Ladder) -> Precision:
        people = sum(self.sizes[node] for node in unit)
        rating = sum(self.sizes[node] * self._share_rating(node) for node in unit) / people
        return expected(ladder, people, self.mapping.response * rating)

    def _share_rating(self, node: Node) -> float:
        """Return the share of a node's people who rate the target that fewest of them rate."""
        targets = self._asked_about.get(node, ())
        return min((self._shares.rating(node, target) for target in targets), default=1.0)

    @cached_property
    def _shares(self) -> Shares:
        return Shares(self.mapping, self.wave)

    @cached_property
    def _asked_about(self) -> dict[Node, list[Node]]:
        """The targets that the people of each node are asked about."""
        found: dict[Node, list[Node]] = {}
        for tie in self.expected.ties:
            if tie.asked:
                found.setdefault(tie.rater, []).append(tie.target)
        return found

    @cached_property
    def sizes(self) -> dict[Node, int]:
        """People in every node of the wave."""
        return {node: self.mapping.size(node, self.wave) for node in self.mapping.nodes(self.wave)}

    @cached_property
    def rated(self) -> tuple[Node, ...]:
        """Nodes that somebody is asked about, in the owner's order."""
        targets = {target for _, target in self.mapping.pairs(self.wave)}
        return tuple(node for node in self.sizes if node in targets)


Check = Callable[[Plan], Iterable[Finding]]
"""One theme of readiness. A later part adds its own by passing ``(*CHECKS, its_check)`` to ``check``."""


def finding(name: str, severity: Severity, about: Iterable[object] = (), **data: object) -> Finding:
    """Return a finding of this package; its texts stand below ``design.finding.<name>``."""
    return Finding(f"design.finding.{name}", severity, tuple(map(str, about)), data)
