"""The expected matrix: which ties are likely to be shown, before anybody has answered (docs/methods/readiness.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import prod

from samspill.design.burden import share_choosing
from samspill.design.chances import Part, binom, reaching
from samspill.design.model import LEAST_RESPONSE, Mapping, Node
from samspill.design.pools import partners, pools_over_sites
from samspill.design.shares import Shares
from samspill.terms import Need

LIKELY_FROM = 0.8
HIDDEN_TO = 0.2
"""Our convention: four chances in five are called likely, one in five is called hidden."""


class Outlook(StrEnum):
    """What is expected of a tie."""

    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ExpectedTie:
    """A tie and, for each response rate, the probability that its rating is shown. A tie that is not asked is never shown."""

    rater: Node
    target: Node
    need: Need
    shown: tuple[float, ...]
    asked: bool = True


@dataclass(frozen=True)
class ExpectedMatrix:
    """What a wave is expected to show.

    Parameters
    ----------
    responses : tuple of float
        Response rates, 0 to 1, ascending.
    ties : tuple of ExpectedTie
        Every pair that is asked, and every needed pair whose rater is not asked; ``shown`` has one probability a rate.
    """

    responses: tuple[float, ...]
    ties: tuple[ExpectedTie, ...]

    @property
    def needed(self) -> tuple[ExpectedTie, ...]:
        """The ties that the core task needs most, those that are not asked among them."""
        return tuple(tie for tie in self.ties if tie.need is Need.HIGH)

    def between(self, rater: str, target: str) -> tuple[float, ...] | None:
        """Return the mean over sites for two kinds of group, a probability a rate; None where the pair is not asked."""
        return self.kinds.get((rater, target))

    @cached_property
    def kinds(self) -> dict[tuple[str, str], tuple[float, ...]]:
        """The mean over sites of every pair of kinds of group that is asked, a probability a rate."""
        found: dict[tuple[str, str], list[tuple[float, ...]]] = {}
        for tie in self.ties:
            if tie.asked:
                found.setdefault((tie.rater.group, tie.target.group), []).append(tie.shown)
        return {pair: tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) for pair, rows in found.items()}

    def needed_share(self, response: float) -> float | None:
        """Return the share of needed ties expected to be shown at one of the rates; None where no tie is needed."""
        place = self.responses.index(response)
        needed = self.needed
        return sum(tie.shown[place] for tie in needed) / len(needed) if needed else None


def outlook(probability: float) -> Outlook:
    """Return likely, doubtful or hidden."""
    if probability >= LIKELY_FROM:
        return Outlook.LIKELY
    return Outlook.HIDDEN if probability <= HIDDEN_TO else Outlook.DOUBTFUL


def percent(share: float) -> int:
    """Return a share as whole percent, 100 only where it is certain.

    Examples
    --------
    >>> percent(0.9996), percent(1.0), percent(0.7)
    (99, 100, 70)
    """
    return 100 if share >= 1 else min(99, round(100 * share))


def around(response: float) -> tuple[float, ...]:
    """Return a response rate with a tenth less and a tenth more, as far as a mapping may expect them.

    Examples
    --------
    >>> around(0.7), around(1.0)
    ((0.6, 0.7, 0.8), (0.9, 1.0))
    """
    near = (round(response + step, 4) for step in (-0.1, 0.1))
    return tuple(sorted({response, *(rate for rate in near if LEAST_RESPONSE <= rate <= 1)}))


def expected_matrix(mapping: Mapping, wave: int, responses: Sequence[float] | None = None) -> ExpectedMatrix:
    """Return the probability that each tie is shown, for each response rate.

    Everybody answers with the same probability, apart from each other, and rates all groups asked about; those who serve all
    sites choose up to three, evenly. A tie is shown when at least k people of the rater's unit rated the target, the unit
    being the group alone or, where fewer than k of it answer, the pool that it then joins (P2). A tie between two groups of
    one pool is not shown. People whom *other* small groups bring into a pool are not counted, so a probability is, if
    anything, too low. Checked against drawn answers.

    ``responses`` are rates from 0 to 1; by default the expected one and a tenth less and more.

    Examples
    --------
    >>> from samspill.design.read import parse
    >>> plan = parse('''
    ... mapping = { title = "T", core_task = "t", language = "nb" }
    ... organisation = [{ key = "o", name = "O" }]
    ... group = [{ key = "a", name = "A", organisation = "o", size = 6 },
    ...          { key = "b", name = "B", organisation = "o", size = 20 }]
    ... ''')
    >>> [round(tie.shown[0], 2) for tie in expected_matrix(plan, 1, [0.7]).ties if tie.rater != tie.target]
    [0.42, 1.0]
    """
    rates = tuple(sorted(around(mapping.response) if responses is None else responses))
    chances = _Chances(mapping, wave)
    ties = [
        ExpectedTie(rater, target, _need(mapping, rater, target), tuple(chances.shown(rater, target, p) for p in rates))
        for rater, target in mapping.pairs(wave)
    ]
    ties += [ExpectedTie(*pair, Need.HIGH, (0.0,) * len(rates), asked=False) for pair in _needed_not_asked(mapping, wave)]
    return ExpectedMatrix(rates, tuple(ties))


def _need(mapping: Mapping, rater: Node, target: Node) -> Need:
    return Need.SOME if rater == target else mapping.need(rater.group, target.group)


def _needed_not_asked(mapping: Mapping, wave: int) -> Iterator[tuple[Node, Node]]:
    raters, nodes = set(mapping.rater_nodes(wave)), mapping.nodes(wave)
    for rater in (node for node in nodes if node not in raters):
        for target in nodes:
            needed = rater != target and mapping.need(rater.group, target.group) is Need.HIGH
            if needed and mapping.meets(rater, target):
                yield rater, target


@dataclass(frozen=True)
class _Chances:
    """The probabilities of one wave."""

    mapping: Mapping
    wave: int

    @cached_property
    def shares(self) -> Shares:
        """Who rates whom, of those who answer."""
        return Shares(self.mapping, self.wave)

    @cached_property
    def paths(self) -> dict[Node, tuple[Node, ...]]:
        """Whom each node joins, whom that one joins, and so on, the node itself first, as far as each answers too little."""
        return {node: self._path(node) for node in self.mapping.rater_nodes(self.wave)}

    def _path(self, start: Node) -> tuple[Node, ...]:
        path = [start]
        while not pools_over_sites(self.mapping, path[-1].group):
            following = partners(self.mapping, path[-1], self.wave)
            if not following or following[0] in path:
                break
            path.append(following[0])
        return tuple(path)

    def shown(self, rater: Node, target: Node, response: float) -> float:
        """Return the probability that a tie is shown: in the group alone, or in the pool that ends at each node of its path."""
        path = self.paths[rater]
        parts = tuple(self._part(node, rater, target) for node in path)
        over_sites = pools_over_sites(self.mapping, path[-1].group)
        others = partners(self.mapping, path[-1], self.wave) if over_sites else ()
        sites = tuple(self._part(other, rater, target) for other in others)
        *ending, rest = reaching(parts, sites, response, self.mapping.policy.k)
        probability = sum(
            chance * self._apart(target, path[: place + 1], rater, response) for place, chance in enumerate(ending)
        )
        return min(1.0, probability + rest * self._apart(target, path, rater, response))

    def _part(self, node: Node, rater: Node, target: Node) -> Part:
        """Return how many are in one node of the rater's unit, and which share of them rates the target."""
        rating = self.shares.rating(node, target) if self.mapping.meets(node, target) else 0.0
        if rater == target:
            # The own group of a pool is everybody in it, and everybody is asked about the own group.
            rating = share_choosing(self.mapping, node, target, self.wave)
        return self.mapping.size(node, self.wave), rating

    def _apart(self, target: Node, pool: tuple[Node, ...], rater: Node, response: float) -> float:
        """Return the probability that the target is not drawn into the pool, where the tie would become own group."""
        if rater == target:
            return 1.0
        path = self.paths.get(target, ())
        meeting = next((place for place, node in enumerate(path) if node in pool), None)
        if meeting is None:
            return 1.0
        k = self.mapping.policy.k
        small = (binom.cdf(k - 1, self.mapping.size(node, self.wave), response) for node in path[:meeting])
        return 1.0 - float(prod(small))
