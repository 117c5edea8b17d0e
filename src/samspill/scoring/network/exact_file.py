"""The file of the network: exact, for the one who holds the raw data (docs/reference/exports.md tells every field)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Lookup
from typing import Any

from samspill.design.model import Mapping, Node
from samspill.scoring.exact_files import decimals
from samspill.scoring.group import Response, responses, waves
from samspill.scoring.network.graph import ENOUGH_RESPONSE, NetworkTie, TieNetwork
from samspill.scoring.network.position import Position
from samspill.scoring.network.share import TieShare
from samspill.scoring.network.summary import NetworkSummary, network
from samspill.scoring.score_set import INDEX, ScoreSet
from samspill.scoring.tie import Tie
from samspill.terms import Estimate, TieClass

MOST = 2 / 3
"""Share without contact from which a tie without a value is known to be without contact, as in a release."""

Record = dict[str, Any]


def network_json(scores: ScoreSet, mapping: Mapping, found: Sequence[Tie]) -> Record:
    """Return the content of network.json: per wave, from the exact index of each tie between groups that was asked about.

    A node is a group at its site. A number that is undefined is null, and ``reasons`` has its code. ``verdicts`` and ``limits``
    are codes of texts too.

    Parameters
    ----------
    scores : ScoreSet
    mapping : Mapping
    found : sequence of Tie
        Every tie of the scores, as :func:`samspill.scoring.tie.ties` gives them.
    """
    by_wave: dict[int, dict[tuple[Node, Node], Tie]] = {wave: {} for wave in waves(scores)}
    for tie in found:
        if tie.measure == INDEX:
            by_wave[tie.wave][tie.rater, tie.target] = tie
    asked = {wave: dict[Node, Response]() for wave in by_wave}
    for response in responses(scores, mapping):
        asked[response.wave][response.node] = response
    return {"dimension": INDEX, "waves": [_wave(wave, mapping, told, asked[wave]) for wave, told in by_wave.items()]}


def tie_network(
    wave: int, mapping: Mapping, found: Lookup[tuple[Node, Node], Tie], asked: Lookup[Node, Response]
) -> TieNetwork:
    """Return the network of a wave from its exact ties on one measure.

    A tie holds by the class of its exact mean. Without a mean it is known not to hold where at least two thirds of those who
    said anything have no contact; else it is unknown.
    """
    pairs = [pair for pair in mapping.pairs(wave) if pair[0] != pair[1]]
    return TieNetwork(
        nodes=tuple(map(str, mapping.nodes(wave))),
        ties=tuple(_tie(mapping, rater, target, found.get((rater, target))) for rater, target in pairs),
        organisations={str(node): mapping.groups[node.group].organisation for node in mapping.nodes(wave)},
        low_response=frozenset(str(node) for node, response in asked.items() if not _enough(response)),
    )


def _tie(mapping: Mapping, rater: Node, target: Node, told: Tie | None) -> NetworkTie:
    holds, strength = (None, None) if told is None else (_holds(told), told.mean.value)
    return NetworkTie(str(rater), str(target), mapping.need(rater.group, target.group), holds, strength)


def _holds(told: Tie) -> bool | None:
    if told.tie_class is not TieClass.UNKNOWN:
        return told.tie_class is TieClass.HOLDS
    without = told.no_contact.value
    return False if without is not None and without >= MOST else None


def _enough(response: Response) -> bool:
    return response.share.value is not None and response.share.value >= ENOUGH_RESPONSE


def _wave(wave: int, mapping: Mapping, found: Lookup[tuple[Node, Node], Tie], asked: Lookup[Node, Response]) -> Record:
    graph = tie_network(wave, mapping, found, asked)
    told = network(graph)
    pairs = told.reciprocity
    numbers = dict(_numbers(told))
    record: Record = {"wave": wave, "groups": len(graph.nodes), "complete": told.complete}
    for name, number in numbers.items():
        record |= _number(name, number)
    reasons = {name: number.reason for name, number in numbers.items() if number.reason}
    return record | {
        "ties": {name: _counts(share) for name, share in _shares(told).items()},
        "pairs": {name: getattr(pairs, name) for name in ("mutual", "one_way", "none", "unknown", "one_direction")},
        "nodes": [
            _node(position, graph, asked.get(node)) for position, node in zip(told.positions, mapping.nodes(wave), strict=True)
        ],
        "cut_groups": [
            {"node": cut.node, "joins": [list(part) for part in cut.joins], "sure": cut.sure} for cut in told.cut_groups
        ],
        "verdicts": list(told.verdicts),
        "limits": list(told.limits),
        "reasons": reasons | ({"cut_groups": told.cut_reason} if told.cut_reason else {}),
    }


def _shares(told: NetworkSummary) -> dict[str, TieShare]:
    return {"all": told.density, "needed": told.needed, "within": told.ei_index.within, "between": told.ei_index.between}


def _numbers(told: NetworkSummary) -> Iterator[tuple[str, Estimate]]:
    names = {"all": "density", "needed": "needed_density", "within": "within_density", "between": "between_density"}
    for name, share in _shares(told).items():
        yield names[name], share.share
    yield "reciprocity", told.reciprocity.value
    yield "reciprocity_by_chance", told.reciprocity.chance
    yield "ei_index", told.ei_index.value
    yield "ei_index_by_chance", told.ei_index.chance


def _number(name: str, number: Estimate) -> Record:
    ends = {} if number.lower is None else {f"{name}_low": decimals(number.lower), f"{name}_high": decimals(number.upper)}
    return {name: decimals(number.value)} | ends


def _counts(share: TieShare) -> Record:
    return {"holding": share.holding, "known": share.known, "asked": share.asked}


def _node(position: Position, graph: TieNetwork, response: Response | None) -> Record:
    numbers = {name: getattr(position, name) for name in ("in_strength", "out_strength", "betweenness")}
    return {
        "node": position.node,
        "organisation": graph.organisations[position.node],
        "size": response.size if response else None,
        "answered": response.answered if response else None,
        "response": decimals(response.share.value) if response else None,
        "low_response": position.node in graph.low_response,
        "in_ties": position.in_strength.n,
        "out_ties": position.out_strength.n,
        **{name: decimals(number.value) for name, number in numbers.items()},
        "reasons": {name: number.reason for name, number in numbers.items() if number.reason},
    }
