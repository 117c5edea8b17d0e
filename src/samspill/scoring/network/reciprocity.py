"""Are ties that hold returned: pairs of groups that are known both ways."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from samspill.scoring.network.chance import mutual_by_chance
from samspill.scoring.network.graph import METHOD, NO_PAIRS, NOTHING_HOLDS, TieNetwork
from samspill.terms import Estimate

MORE = "scoring.verdict.returned.more"
LESS = "scoring.verdict.returned.less"
AS_CHANCE = "scoring.verdict.returned.as_chance"
OPEN = "scoring.verdict.returned.open"


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """How often a tie that holds is returned.

    Parameters
    ----------
    value : Estimate
        Share of the ties that hold, among pairs known both ways, whose way back holds too; n = these ties.
    chance : Estimate
        What chance would give, with the range of 95 %.
    mutual, one_way, none : int
        Pairs that are known both ways and hold both, one or neither.
    unknown : int
        Pairs asked about both ways of which a way is not known.
    one_direction : int
        Pairs that were asked about one way only; no part of it.
    verdict : str
        Code of a text, the reason's where there is no number.
    """

    value: Estimate
    chance: Estimate
    mutual: int
    one_way: int
    none: int
    unknown: int
    one_direction: int
    verdict: str


def reciprocity(network: TieNetwork) -> Reciprocity:
    """Return how often ties that hold are returned, beside chance.

    igraph's ``reciprocity`` in its mode "default" (2 M / (2 M + A)), on pairs of which both directions are known.

    Examples
    --------
    >>> from samspill.scoring.network.graph import NetworkTie
    >>> from samspill.terms import Need
    >>> holds = {"ab": True, "ba": True, "ac": True, "ca": False, "bc": False, "cb": None}
    >>> found = reciprocity(TieNetwork(tuple("abc"), tuple(NetworkTie(*pair, Need.SOME, h) for pair, h in holds.items())))
    >>> round(found.value.value, 2), found.mutual, found.one_way, found.none, found.unknown
    (0.67, 1, 1, 0, 1)
    """
    state = network.state
    both = {(one, other): holds for (one, other), holds in state.items() if (other, one) in state}
    known = {(one, other): bool(holds) for (one, other), holds in both.items() if None not in {holds, both[other, one]}}
    held = sum(known.values())
    # Each pair is met from either end.
    ends = Counter(holds + known[other, one] for (one, other), holds in known.items())
    census = {"mutual": ends[2] // 2, "one_way": ends[1] // 2, "none": ends[0] // 2}
    census |= {"unknown": (len(both) - len(known)) // 2, "one_direction": len(state) - len(both)}
    reason = network.barred or (NOTHING_HOLDS if known else NO_PAIRS)
    if network.barred or not held:
        undefined = Estimate.undefined(reason, n=0, method=METHOD)
        return Reciprocity(undefined, undefined, **census, verdict=reason)
    chance = mutual_by_chance(known)
    expected, lower, upper = (2 * count / held for count in (chance.expected, chance.lower, chance.upper))
    verdict = {1: MORE, 0: AS_CHANCE, -1: LESS}[chance.side(census["mutual"])] if chance.free else OPEN
    value = Estimate(2 * census["mutual"] / held, None, None, n=held, method=METHOD)
    return Reciprocity(value, Estimate(expected, lower, upper, n=held, method=METHOD), **census, verdict=verdict)
