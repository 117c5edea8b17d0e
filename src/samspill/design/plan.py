"""A mapping, its instrument and the wave to be launched, with what every check asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from samspill.design.burden import Burden, burdens
from samspill.design.expected import ExpectedMatrix, expected_matrix
from samspill.design.model import Mapping, Node
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
