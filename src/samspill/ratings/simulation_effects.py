"""Effects of groups and ties in a simulation, carried from wave to wave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from samspill.design.model import Mapping, Node
from samspill.ratings.simulation_options import SimulationOptions

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TieEffects:
    """Social relations effects of all nodes that exist in any wave.

    Parameters
    ----------
    nodes : mapping of Node to int
        Position of each node in the arrays.
    perceiver, target : array, (nodes,)
        How leniently a node rates, and how it is seen by all; scale units.
    relationship : array, (nodes, nodes)
        What is particular to rater (row) and target (column).
    """

    nodes: dict[Node, int]
    perceiver: Floats
    target: Floats
    relationship: Floats

    def of(self, rater: Node, targets: Sequence[Node]) -> Floats:
        """Return the effects of a rater's ties, (targets,)."""
        row, columns = self.nodes[rater], [self.nodes[target] for target in targets]
        effects: Floats = self.perceiver[row] + self.target[columns] + self.relationship[row, columns]
        return effects

    def drifted(self, mapping: Mapping, options: SimulationOptions, rng: Generator) -> TieEffects:
        """Return the effects of the next wave: mostly the same, with new variation that keeps their spread."""
        fresh = draw_effects(mapping, options, rng)
        keep, renew = options.persistence, sqrt(1 - options.persistence**2)
        return TieEffects(
            self.nodes,
            keep * self.perceiver + renew * fresh.perceiver,
            keep * self.target + renew * fresh.target,
            keep * self.relationship + renew * fresh.relationship,
        )


def draw_effects(mapping: Mapping, options: SimulationOptions, rng: Generator) -> TieEffects:
    """Draw effects of all nodes: sites of a group share most of theirs, a merged group starts as the mean of its parts."""
    nodes = {node: at for at, node in enumerate(_all_nodes(mapping))}
    kinds = {kind: at for at, kind in enumerate(mapping.groups)}
    kind_of = np.array([kinds[node.group] for node in nodes], dtype=np.intp)
    shared, own = sqrt(1 - options.site_share), sqrt(options.site_share)
    of_kinds, of_nodes = _sides(len(kinds), options, rng), _sides(len(nodes), options, rng)
    perceiver, target = shared * of_kinds[:, kind_of] + own * of_nodes
    ties_of_kinds, ties_of_nodes = _ties(len(kinds), options, rng), _ties(len(nodes), options, rng)
    relationship = shared * ties_of_kinds[np.ix_(kind_of, kind_of)] + own * ties_of_nodes
    return _inherited(mapping, TieEffects(nodes, perceiver, target, relationship))


def _all_nodes(mapping: Mapping) -> Iterable[Node]:
    return dict.fromkeys(node for wave in mapping.wave_numbers for node in mapping.nodes(wave))


def _sides(n: int, options: SimulationOptions, rng: Generator) -> Floats:
    """Return perceiver and target effects, (2, n), with generalized reciprocity as their correlation."""
    given, free = rng.standard_normal((2, n))
    correlation = options.generalized_reciprocity
    seen = correlation * given + sqrt(1 - correlation**2) * free
    return np.stack([options.perceiver_sd * given, options.target_sd * seen])


def _ties(n: int, options: SimulationOptions, rng: Generator) -> Floats:
    """Return relationship effects, (n, n), the two directions of a tie correlated by dyadic reciprocity."""
    drawn = rng.standard_normal((n, n))
    upper, correlation = np.triu(drawn, 1), options.dyadic_reciprocity
    lower: Floats = correlation * upper.T + sqrt(1 - correlation**2) * np.tril(drawn, -1)
    effects: Floats = options.relationship_sd * (upper + lower + np.diag(np.diag(drawn)))
    return effects


def _inherited(mapping: Mapping, effects: TieEffects) -> TieEffects:
    """Let groups that a later wave makes out of others start as the mean of those."""
    perceiver, target, relationship = effects.perceiver.copy(), effects.target.copy(), effects.relationship.copy()
    for number in sorted(mapping.changes):
        parts: dict[str, list[str]] = {}
        for former, made in mapping.changes[number].groups.items():
            for new in made:
                parts.setdefault(new, []).append(former)
        for new, old in parts.items():
            into = [at for node, at in effects.nodes.items() if node.group == new]
            out_of = [at for node, at in effects.nodes.items() if node.group in old]
            if into and out_of:
                perceiver[into], target[into] = perceiver[out_of].mean(), target[out_of].mean()
                relationship[into, :] = relationship[out_of, :].mean(axis=0)
                relationship[:, into] = relationship[:, out_of].mean(axis=1, keepdims=True)
    return TieEffects(effects.nodes, perceiver, target, relationship)
