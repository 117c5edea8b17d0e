"""Who rates and who is rated in a wave, with what each receives and gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from samspill.design.model import Node
from samspill.disclosure.cells import Table
from samspill.disclosure.derived import means
from samspill.disclosure.pooling import RaterUnit
from samspill.disclosure.release import Cell, Unit
from samspill.instrument.ladder import lowest, people_band, share
from samspill.terms import PeopleBand, Share


def units(table: Table, cells: Iterable[Cell]) -> tuple[Unit, ...]:
    """Return every node in the owner's order, and each pool after the last of its members.

    ``cells`` are those between groups. Nodes that are pooled or left out tell nothing of how many of them answered (P7).
    """
    found = tuple(cells)
    received = means(table.aspects, table.spread, found, lambda cell: cell.target)
    given = means(table.aspects, table.spread, found, lambda cell: cell.rater)
    unit_of = {node: unit for unit in table.units for node in unit.members}
    listed: list[Unit] = []
    for node in table.mapping.nodes(table.wave):
        unit = unit_of.get(node)
        listed.append(
            replace(_of_node(table, node, unit), received=received.get(str(node), {}), given=given.get(str(node), {}))
        )
        if unit and unit.pooled and node == unit.members[-1]:
            listed.append(replace(_of_pool(table, unit), given=given.get(unit.id, {})))
    return tuple(listed)


def respondents(table: Table) -> PeopleBand | None:
    """Return the band of all people who answered; units that are left out are left out here too (P2)."""
    people = sum(unit.answered for unit in table.units if not unit.left_out)
    return people_band(people) if people else None


def _of_node(table: Table, node: Node, unit: RaterUnit | None) -> Unit:
    alone = unit is not None and not unit.pooled
    answered = unit if unit and alone and not unit.left_out else None
    return Unit(
        id=str(node),
        members=(str(node),),
        is_rater=alone,
        is_target=True,
        organisations=(table.mapping.groups[node.group].organisation,),
        site=node.site,
        state="not_asked" if unit is None else "answered" if answered else "left_out" if alone else "pooled",
        pooled_into=unit.id if unit and unit.pooled else None,
        n_band=people_band(answered.answered) if answered else None,
        response=_response(table, answered) if answered else None,
    )


def _of_pool(table: Table, unit: RaterUnit) -> Unit:
    sites = {node.site for node in unit.members}
    return Unit(
        id=unit.id,
        members=tuple(str(node) for node in unit.members),
        is_rater=True,
        is_target=False,
        organisations=tuple(dict.fromkeys(table.mapping.groups[node.group].organisation for node in unit.members)),
        site=sites.pop() if len(sites) == 1 else "",
        state="answered",
        pooled_into=None,
        n_band=people_band(unit.answered),
        response=_response(table, unit),
    )


def _response(table: Table, unit: RaterUnit) -> Share | None:
    """Return the share of a unit's people who answered, None where share and band together could tell how many exactly.

    Whether they could depends on the size of the unit and its band alone, which are known: of eight people, "5-9" and "half"
    are five, so the share is told of no group of eight with 5 to 9 answers.
    """
    size = sum(table.mapping.size(node, table.wave) for node in unit.members)
    band = people_band(unit.answered)
    counts = (n for n in range(lowest(band, table.mapping.policy.k), size + 1) if people_band(n) is band)
    possible = Counter(share(n, size) for n in counts)
    return share(unit.answered, size) if min(possible.values(), default=0) > 1 else None
