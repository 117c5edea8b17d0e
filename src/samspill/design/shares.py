"""Which share of a group's people rates another group, as it is planned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from samspill.design.burden import share_choosing
from samspill.design.model import Mapping, Node
from samspill.terms import Need


@dataclass(frozen=True, slots=True)
class _Met:
    """How many other groups a person is expected to work with: those that the core task needs most, and the rest."""

    needed: float
    others: float

    def share_asked(self, most: int, need: Need) -> float:
        """Return the share of people whose lot falls on a group, needed ones going first."""
        if need is Need.HIGH:
            return min(1.0, most / self.needed) if self.needed else 1.0
        return min(1.0, max(0.0, most - self.needed) / self.others) if self.others else 1.0


@dataclass(frozen=True)
class Shares:
    """The shares of one wave.

    As in :mod:`samspill.design.burden`, everybody is taken to work with every group that they could be asked about; whoever
    works with fewer answers about a larger share of them, so these are the least that is to be expected.
    """

    mapping: Mapping
    wave: int

    def rating(self, rater: Node, target: Node) -> float:
        """Return the share of a node's people who rate a target, of those who answer.

        Those of them who choose its site (:func:`samspill.design.burden.share_choosing`) and, where the mapping asks about some
        groups only, who are asked about it.

        Examples
        --------
        >>> from samspill.design.read import parse
        >>> groups = [f'{{ key = "g{n}", name = "G{n}", organisation = "o", size = 9 }}' for n in range(7)]
        >>> plan = parse(f'''
        ... mapping = {{ title = "T", core_task = "t", language = "nb", ask_at_most = 3 }}
        ... organisation = [{{ key = "o", name = "O" }}]
        ... group = [{", ".join(groups)}]
        ... tie = [{{ rater = "g0", target = "g1", need = "high" }}]
        ... ''')
        >>> shares = Shares(plan, wave=1)
        >>> [shares.rating(Node("g0"), Node(target)) for target in ("g0", "g1", "g2")]
        [1.0, 1.0, 0.4]
        """
        return share_choosing(self.mapping, rater, target, self.wave) * self._asked(rater, target)

    def _asked(self, rater: Node, target: Node) -> float:
        most = self.mapping.ask_at_most
        if most is None or rater == target:
            return 1.0
        return self._met[rater].share_asked(most, self.mapping.need(rater.group, target.group))

    @cached_property
    def _met(self) -> dict[Node, _Met]:
        return {rater: self._met_by(rater) for rater in self.mapping.rater_nodes(self.wave)}

    def _met_by(self, rater: Node) -> _Met:
        counted = {Need.HIGH: 0.0, Need.SOME: 0.0}
        for target in self.mapping.nodes(self.wave):
            if target != rater and self.mapping.meets(rater, target):
                need = self.mapping.need(rater.group, target.group)
                counted[Need.HIGH if need is Need.HIGH else Need.SOME] += share_choosing(self.mapping, rater, target, self.wave)
        return _Met(counted[Need.HIGH], counted[Need.SOME])
