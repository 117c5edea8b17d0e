"""How often a network is said to differ from chance where nothing but chance is at work (docs/methods/network.md).

``python bench/network.py``: each rater group lets ties hold with a chance of its own, whomever they go to. "More" and "less" of
reciprocity, "between" and "within" of the E-I index should together be said in 5 of 100 networks at the most. Then something
is really there, and the last columns tell how often it is seen.
"""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np

from samspill.scoring.network import NetworkTie, TieNetwork, network
from samspill.scoring.network import ei_index as organisations
from samspill.scoring.network import reciprocity as returned
from samspill.terms import Need

DRAWS = 2000
SHAPES = ((5, 0.4, 0.2), (8, 0.2, 0.2), (8, 0.4, 0.3), (12, 0.1, 0.1), (12, 0.4, 0.3), (25, 0.4, 0.3))
"""Groups, mean share of ties that hold, and how much it differs between rater groups."""
SAID = (returned.MORE, returned.LESS, organisations.BETWEEN, organisations.WITHIN, returned.OPEN)
LIFT, COPIED = 0.3, 0.5
"""What is really there in the second part: how much more often ties hold within organisations, and the share of pairs that are
alike both ways."""

Shape = tuple[int, float, float]


def drawn(rng: np.random.Generator, shape: Shape, *, within: float = 0.0, copied: float = 0.0) -> TieNetwork:
    """Return a network by chance, in three organisations.

    Ties within an organisation hold so much more often, and so many pairs are held both ways or not at all.
    """
    groups, mean, spread = shape
    nodes = tuple(map(str, range(groups)))
    organisation = {node: str(int(node) % 3) for node in nodes}
    kind = dict(zip(nodes, np.clip(rng.normal(mean, spread, groups), 0.02, 0.98), strict=True))
    holds = {
        (one, other): bool(rng.random() < kind[one] + within * (organisation[one] == organisation[other]))
        for one, other in permutations(nodes, 2)
    }
    holds |= {(other, one): holds[one, other] for one, other in combinations(nodes, 2) if rng.random() < copied}
    ties = tuple(NetworkTie(*pair, Need.SOME, held) for pair, held in holds.items())
    return TieNetwork(nodes, ties, organisation)


def said(verdicts: list[tuple[str, ...]], code: str) -> float:
    """Return of 100 networks in how many something is said."""
    return sum(code in found for found in verdicts) / len(verdicts) * 100


def main() -> None:
    """Print of 100 networks how many are said to differ."""
    rng = np.random.default_rng(1)
    worst = 0.0
    print("groups  hold  spread   more   less  between  within   open   seen: returned  within")
    for shape in SHAPES:
        chance = [network(drawn(rng, shape)).verdicts for _ in range(DRAWS)]
        more, less, between, within, unsaid = (said(chance, code) for code in SAID)
        worst = max(worst, more + less, between + within)
        real = [network(drawn(rng, shape, within=LIFT, copied=COPIED)).verdicts for _ in range(DRAWS // 4)]
        seen = [said(real, code) for code in (returned.MORE, organisations.WITHIN)]
        told = f"{more:6.1f} {less:6.1f} {between:8.1f} {within:7.1f} {unsaid:6.1f} {seen[0]:16.0f} {seen[1]:7.0f}"
        print(f"{shape[0]:6} {shape[1]:5} {shape[2]:7} {told}")
    assert worst < 5, "More than 5 of 100 networks by chance are said to differ from it."


if __name__ == "__main__":
    main()
