"""Where each group stands among the ties: how strong they are, how often it lies between others, and whom it alone joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any, cast

import igraph  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.network.graph import INCOMPLETE, METHOD, NOT_RATED, NOT_RATER, NOTHING_KNOWN, ONE_SIDED, TieNetwork
from samspill.terms import Estimate

Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Position:
    """One group among the others.

    Parameters
    ----------
    node : str
    in_strength, out_strength : Estimate
        Mean of the known strengths of the ties that it receives, and gives, each tie alike; scale units, n = ties. A mean and
        no sum, since groups are asked about different numbers of others.
    betweenness : Estimate
        Share of the shortest paths between two other groups, over ties that hold, on which it lies: 0 to 1, n = ties that hold.
        ``scoring.network.incomplete`` beside a value where some ties are not known.
    """

    node: str
    in_strength: Estimate
    out_strength: Estimate
    betweenness: Estimate


@dataclass(frozen=True, slots=True)
class CutGroup:
    """A group through whom others are joined: without it they would fall into the parts of ``joins``.

    ``sure`` tells that it is so whatever the unknown ties are.
    """

    node: str
    joins: tuple[tuple[str, ...], ...]
    sure: bool


def positions(network: TieNetwork) -> tuple[Position, ...]:
    """Return the position of every group, in the order of the nodes.

    Betweenness is that of Freeman 1979 for directed ties, divided by (n − 1)(n − 2). A group that only rates, or is only rated,
    cannot lie on a path: it has none (``scoring.network.one_sided``).
    """
    received, given = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    for tie in network.ties:
        if tie.strength is not None:
            received[tie.target].append(tie.strength)
            given[tie.rater].append(tie.strength)
    between = _betweenness(network)
    return tuple(
        Position(
            node,
            _strength(received[node], None if node in network.targets else NOT_RATED),
            _strength(given[node], None if node in network.raters else NOT_RATER),
            between[node],
        )
        for node in network.nodes
    )


def _strength(strengths: Sequence[float], absent: str | None) -> Estimate:
    if not strengths:
        return Estimate.undefined(absent or NOTHING_KNOWN, n=0, method=METHOD)
    return Estimate(fsum(strengths) / len(strengths), None, None, n=len(strengths), method=METHOD)


def _betweenness(network: TieNetwork) -> dict[str, Estimate]:
    held, n = len(network.holding), len(network.nodes)
    if network.barred:
        return dict.fromkeys(network.nodes, Estimate.undefined(network.barred, n=held, method=METHOD))
    edges = {(network.places[rater], network.places[target]) for rater, target in network.holding}
    found = cast("list[float]", _graph(network, edges, directed=True).betweenness())
    reason = INCOMPLETE if network.not_known else None
    both = network.raters & network.targets
    return {
        node: Estimate(value / ((n - 1) * (n - 2)), None, None, n=held, method=METHOD, reason=reason)
        if node in both
        else Estimate.undefined(ONE_SIDED, n=held, method=METHOD)
        for node, value in zip(network.nodes, found, strict=True)
    }


def cut_groups(network: TieNetwork) -> tuple[CutGroup, ...]:
    """Return the articulation points of what holds, in the order of the nodes.

    Two groups are joined where at least one direction between them holds. An articulation point is a group without which some
    that are joined, directly or through others, would no longer be.

    Examples
    --------
    >>> from samspill.scoring.network.graph import NetworkTie
    >>> from samspill.terms import Need
    >>> ties = tuple(NetworkTie(*pair, Need.SOME, holds) for pair, holds in {"ab": True, "cb": True, "ca": None}.items())
    >>> cut_groups(TieNetwork(tuple("abc"), ties))
    (CutGroup(node='b', joins=(('a',), ('c',)), sure=False),)
    """
    if network.barred:
        return ()
    joined, possible = _pairs(network, network.holding), _pairs(network, (*network.holding, *network.not_known))
    points = cast("list[int]", _graph(network, joined, directed=False).articulation_points())
    return tuple(_cut(network, point, joined, possible) for point in sorted(points))


def _cut(network: TieNetwork, point: int, joined: Pairs, possible: Pairs) -> CutGroup:
    neighbours = {place for pair in joined if point in pair for place in pair} - {point}
    joins = [part for part in _parts_without(network, point, joined) if neighbours.intersection(part)]
    # Were all unknown ties to hold that do not touch it, its neighbours would still be apart.
    apart = sum(bool(neighbours.intersection(part)) for part in _parts_without(network, point, possible))
    return CutGroup(network.nodes[point], tuple(tuple(network.nodes[place] for place in part) for part in joins), apart > 1)


def _parts_without(network: TieNetwork, point: int, pairs: Pairs) -> list[list[int]]:
    """Return the parts that are joined when a node loses its ties, each in order, by the first of each."""
    left = _graph(network, {pair for pair in pairs if point not in pair}, directed=False)
    return sorted(sorted(part) for part in cast("list[list[int]]", list(left.connected_components())))


def _pairs(network: TieNetwork, ties: Iterable[tuple[str, str]]) -> Pairs:
    """Return the pairs of places in the nodes that some ties join, the lower first."""
    found = (sorted((network.places[rater], network.places[target])) for rater, target in ties)
    return {(first, second) for first, second in found}


def _graph(network: TieNetwork, edges: Pairs, *, directed: bool) -> Any:  # noqa: ANN401 - igraph has no types
    return cast("Any", igraph).Graph(n=len(network.nodes), edges=sorted(edges), directed=directed)
