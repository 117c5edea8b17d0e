"""The network of ties that hold, from what is published of each tie and nothing else (TRUST: P5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samspill.disclosure.cells import Table
from samspill.disclosure.release import Cell, Network, TieFacts, Unit
from samspill.scoring.network import NetworkTie, TieNetwork, network
from samspill.scoring.network.share import TieShare
from samspill.scoring.score_set import INDEX
from samspill.terms import CellState, Share, TieClass

POOLED = "disclosure.pooled_in_network"
LOW = frozenset({Share.SOME, Share.HALF})
"""Published shares of a group that answered, under which its ties are told with a word of warning."""


def published_network(table: Table, cells: Iterable[Cell], facts: Iterable[TieFacts], units: Iterable[Unit]) -> Network | None:
    """Return the network of a wave, None where no ties between groups were asked about.

    A tie holds by its published class, and is known not to hold where most have no contact; all others are unknown. Groups that
    answered together each take their joint answer.

    Parameters
    ----------
    table : Table
    cells : iterable of Cell
        All cells of the wave.
    facts : iterable of TieFacts
    units : iterable of Unit
        Whose published response tells where few answered.
    """
    classes = {
        (cell.rater, cell.target): cell.published.tie_class for cell in cells if cell.dimension == INDEX and cell.published
    }
    ties = tuple(_ties(table, classes, facts))
    if not ties:
        return None
    nodes = table.mapping.nodes(table.wave)
    organisations = {str(node): table.mapping.groups[node.group].organisation for node in nodes}
    low = frozenset(member for unit in units if unit.response in LOW for member in unit.members)
    told = network(TieNetwork(tuple(map(str, nodes)), ties, organisations, low))
    pooled = any(unit.pooled for unit in table.units)
    return Network(
        within=_counts(told.ei_index.within),
        between=_counts(told.ei_index.between),
        mutual=told.reciprocity.mutual,
        one_way=told.reciprocity.one_way,
        neither=told.reciprocity.none,
        cut_groups=tuple(cut.node for cut in told.cut_groups if cut.sure),
        verdicts=told.verdicts,
        limits=(*told.limits, *([POOLED] if pooled else [])),
    )


def _ties(table: Table, classes: dict[tuple[str, str], TieClass], facts: Iterable[TieFacts]) -> Iterator[NetworkTie]:
    raters = {(tie.unit.id, str(tie.target)): tie.raters for tie in table.ties}
    for tie in facts:
        if tie.own or tie.state is CellState.NO_TIE:
            continue
        known = classes.get((tie.rater, tie.target))
        holds = known is TieClass.HOLDS if known else False if tie.state is CellState.NO_CONTACT else None
        for node in raters[tie.rater, tie.target]:
            yield NetworkTie(str(node), tie.target, tie.need, holds)


def _counts(share: TieShare) -> tuple[int, int, int]:
    return share.holding, share.known, share.asked
