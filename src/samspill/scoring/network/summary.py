"""Everything that is told of one network."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.scoring.network.ei_index import EIIndex, ei_index
from samspill.scoring.network.graph import TieNetwork
from samspill.scoring.network.position import CutGroup, Position, cut_groups, positions
from samspill.scoring.network.reciprocity import Reciprocity, reciprocity
from samspill.scoring.network.share import TieShare, tie_share
from samspill.terms import Need

SMALL = "scoring.limit.network.small"
UNKNOWN_TIES = "scoring.limit.network.unknown_ties"
LOW_RESPONSE = "scoring.limit.network.low_response"
ONE_SIDED_GROUPS = "scoring.limit.network.one_sided"
FEW = 10
"""Groups under which a single tie moves the numbers much; our convention."""


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """What is told of a network: shares of ties, reciprocity and the E-I index beside chance, and each group's position.

    Parameters
    ----------
    density : TieShare
        Of all ties asked about.
    needed : TieShare
        Of those that the core task needs most: need against reality.
    reciprocity : Reciprocity
    ei_index : EIIndex
    positions : tuple of Position
        In the order of the nodes, never by size.
    cut_groups : tuple of CutGroup
    cut_reason : str or None
        Why nothing can be told of cut groups; None where ``cut_groups`` is the answer, also when empty.
    complete : bool
        Whether every tie that was asked about is known.
    verdicts, limits : tuple of str
        Codes of texts: what the numbers say, and what to keep in mind.
    """

    density: TieShare
    needed: TieShare
    reciprocity: Reciprocity
    ei_index: EIIndex
    positions: tuple[Position, ...]
    cut_groups: tuple[CutGroup, ...]
    cut_reason: str | None
    complete: bool
    verdicts: tuple[str, ...]
    limits: tuple[str, ...]


def network(graph: TieNetwork) -> NetworkSummary:
    """Return everything that is told of a network, from exact or from published ties alike (docs/methods/network.md).

    Unknown ties are never counted as absent: shares say of how many known ties they speak and what is possible, pairs with an
    unknown direction are no part of reciprocity, and paths are told as far as they are known.

    Parameters
    ----------
    graph : TieNetwork

    Returns
    -------
    NetworkSummary
        Undefined numbers have codes of reasons: too few groups, nothing known, nothing that holds.

    Examples
    --------
    >>> from samspill.scoring.network.graph import NetworkTie
    >>> ties = tuple(NetworkTie(*pair, Need.HIGH, holds) for pair, holds in {"ab": True, "ba": True, "bc": None}.items())
    >>> found = network(TieNetwork(tuple("abc"), ties))
    >>> found.needed.holding, found.needed.known, found.needed.asked, found.complete
    (2, 2, 3, False)
    """
    returned, organisations = reciprocity(graph), ei_index(graph)
    return NetworkSummary(
        density=tie_share(graph.ties),
        needed=tie_share(graph.only(lambda tie: tie.need is Need.HIGH)),
        reciprocity=returned,
        ei_index=organisations,
        positions=positions(graph),
        cut_groups=cut_groups(graph),
        cut_reason=graph.barred,
        complete=not graph.not_known,
        verdicts=tuple(dict.fromkeys((returned.verdict, organisations.verdict))),
        limits=_limits(graph),
    )


def _limits(graph: TieNetwork) -> tuple[str, ...]:
    found = {
        SMALL: len(graph.nodes) < FEW,
        UNKNOWN_TIES: bool(graph.not_known),
        LOW_RESPONSE: bool(graph.low_response),
        ONE_SIDED_GROUPS: graph.raters != graph.targets,
    }
    return tuple(code for code, there in found.items() if there)
