"""The people of a simulation: who they are, who of them answers, and which groups they are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from samspill.design.model import Mapping, Node, Turnover
from samspill.design.subset import asked_about, needs_of
from samspill.ratings.simulation_options import SimulationOptions

# How many people a stated band of leavers stands for; "unknown" follows the option ``turnover``.
LEAVERS = {"0": 0, "1-4": 2, "5+": 6}
ID_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one node in one wave: their leniency, (people,), in scale units, leaders first."""

    leniency: NDArray[np.float64]
    leaders: int

    def answering(self, share: float, rng: Generator) -> NDArray[np.intp]:
        """Return the positions of those who answer."""
        return np.flatnonzero(rng.random(len(self.leniency)) < share)


def staff(
    mapping: Mapping, wave: int, before: dict[Node, Staff], options: SimulationOptions, rng: Generator
) -> dict[Node, Staff]:
    """Return the people of every asked node: those of the wave before, but for leavers, joiners and new groups."""
    found: dict[Node, Staff] = {}
    for node in mapping.rater_nodes(wave):
        size = mapping.size(node, wave)
        leniency = options.respondent_sd * rng.standard_normal(size)
        if node in before:
            stayers = _stayers(before[node].leniency, _leavers(mapping, node, wave, options), rng)[:size]
            leniency[: len(stayers)] = stayers
        found[node] = Staff(leniency, max(1, round(options.leader_share * size)))
    return found


def _leavers(mapping: Mapping, node: Node, wave: int, options: SimulationOptions) -> int:
    change = mapping.changes.get(wave)
    stated = (change.turnover if change else {}).get(node.group, Turnover()).left
    return LEAVERS.get(stated, round(options.turnover * mapping.size(node, wave)))


def _stayers(leniency: NDArray[np.float64], leavers: int, rng: Generator) -> NDArray[np.float64]:
    gone = rng.choice(len(leniency), size=min(leavers, len(leniency)), replace=False)
    return np.delete(leniency, gone)


def asked(rater: Node, targets: Sequence[Node], people: int, options: SimulationOptions, rng: Generator) -> NDArray[np.bool_]:
    """Return which person is asked about which target, (people, targets).

    People of a group without site choose the sites that they meet; the others are asked about everything that is theirs.
    """
    sites = sorted({target.site for target in targets if target.site})
    if rater.site or not sites:
        return np.ones((people, len(targets)), dtype=np.bool_)
    chosen = rng.integers(1, min(options.most_sites, len(sites)), size=people, endpoint=True)
    rank = rng.random((people, len(sites))).argsort(axis=1).argsort(axis=1)
    meets = rank < chosen[:, np.newaxis]
    return np.stack(
        [meets[:, sites.index(target.site)] if target.site else np.ones(people, dtype=np.bool_) for target in targets], axis=1
    )


def drawn_by_lot(
    mapping: Mapping, rater: Node, targets: Sequence[Node], met: NDArray[np.bool_], rng: Generator
) -> NDArray[np.bool_]:
    """Return which person answers about which target, (people, targets), of those that each of them works with (``met``).

    All of them where the mapping does not say how many it asks about at most; else as many, drawn for each person, and the own
    group. The lots come from a source of chance of their own, so that the limit leaves all that people answer as it was.
    """
    if mapping.ask_at_most is None:
        return np.ones_like(met)
    places = {target: at for at, target in enumerate(targets) if target != rater}
    needs = needs_of(mapping, rater, list(places))
    found = np.zeros_like(met)
    found[:, [at for at, target in enumerate(targets) if target == rater]] = True
    for person, row in enumerate(rng.spawn(1)[0].integers(2**62, size=(len(met), len(places)))):
        lots: dict[Node, int] = dict(zip(places, row.tolist(), strict=True))
        chosen = [target for target, at in places.items() if met[person, at]]
        drawn = asked_about(chosen, needs, mapping.ask_at_most, lots.__getitem__)
        found[person, [places[target] for target in drawn]] = True
    return found


def new_ids(n: int, rng: Generator) -> list[str]:
    """Return ``n`` different ids that say nothing, in the order of their letters."""
    numbers = np.unique(rng.integers(0, 16**ID_LENGTH, size=n))
    while len(numbers) < n:
        numbers = np.unique(np.append(numbers, rng.integers(0, 16**ID_LENGTH, size=n - len(numbers))))
    # The letter in front keeps spreadsheets from taking an id for a number.
    return [f"r{number:0{ID_LENGTH}x}" for number in numbers]
