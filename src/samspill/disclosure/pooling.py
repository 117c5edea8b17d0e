"""Pool or drop (TRUST: P2): the units whose answers are shown, decided once per wave on the people who answered.

Who joins whom is the design's rule, since the same rule draws the expected matrix before launch. Here it is applied to what
came in, and checked: every node stands in exactly one unit, and no unit has fewer than k people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Counts
from dataclasses import dataclass

from samspill.design.model import Mapping, Node
from samspill.design.pools import pool
from samspill.errors import DisclosureError, Problem


@dataclass(frozen=True, slots=True)
class RaterUnit:
    """Nodes whose answers are shown together, or (``left_out``) one node whose answers are not shown at all."""

    members: tuple[Node, ...]
    answered: int
    left_out: bool = False

    @property
    def id(self) -> str:
        """Node ids joined by ``+``."""
        return "+".join(str(node) for node in self.members)

    @property
    def pooled(self) -> bool:
        """Whether it stands for several nodes."""
        return len(self.members) > 1


def rater_units(mapping: Mapping, answered: Counts[Node, int], wave: int) -> tuple[RaterUnit, ...]:
    """Return every unit of a wave that was asked, in the owner's order.

    Parameters
    ----------
    mapping : Mapping
    answered : mapping of Node to int
        People with at least one answer of any kind, by node; a node that is missing had none.
    wave : int

    Returns
    -------
    tuple of RaterUnit
        A unit that is not left out has at least k people; each node that was asked stands in exactly one unit.

    Raises
    ------
    DisclosureError
        ``disclosure.unsafe_pool`` where the rule would break that promise; a fault of the programme, stopped before a release.
    """
    found = pool(mapping, answered, wave)
    shown = [RaterUnit(members, sum(answered.get(node, 0) for node in members)) for members in found.units]
    dropped = [RaterUnit((node,), answered.get(node, 0), left_out=True) for node in found.left_out]
    nodes = mapping.rater_nodes(wave)
    times = Counter(node for unit in (*shown, *dropped) for node in unit.members)
    unsafe = [unit.id for unit in shown if unit.answered < mapping.policy.k]
    unsafe += [str(node) for node in {*nodes, *times} if times[node] != 1 or node not in nodes]
    if unsafe:
        raise DisclosureError(Problem("disclosure.unsafe_pool", data={"wave": wave, "units": tuple(sorted(unsafe))}))
    return tuple(sorted((*shown, *dropped), key=lambda unit: nodes.index(unit.members[0])))
