"""Do ties hold within organisations, or between them: the E-I index."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.scoring.network.chance import external_by_chance
from samspill.scoring.network.graph import METHOD, NOTHING_HOLDS, NOTHING_KNOWN, ONE_KIND, TieNetwork
from samspill.scoring.network.share import TieShare, tie_share
from samspill.terms import Estimate

WITHIN = "scoring.verdict.organisations.within"
BETWEEN = "scoring.verdict.organisations.between"
AS_CHANCE = "scoring.verdict.organisations.as_chance"
OPEN = "scoring.verdict.organisations.open"


@dataclass(frozen=True, slots=True)
class EIIndex:
    """Ties that hold between organisations, less those within, of both.

    Parameters
    ----------
    value : Estimate
        From −1, all within, to 1, all between; n = ties that hold, of which both organisations are known.
    chance : Estimate
        What chance would give, with the range of 95 %. Seldom 0: there are seldom as many possible ties within as between.
    within, between : TieShare
        Ties that hold of those possible.
    verdict : str
        Code of a text, the reason's where there is no number.
    """

    value: Estimate
    chance: Estimate
    within: TieShare
    between: TieShare
    verdict: str


def ei_index(network: TieNetwork) -> EIIndex:
    """Return the E-I index of Krackhardt & Stern 1988, beside chance.

    Undefined where all known ties go within organisations, or all between: then it tells of the organisations alone.

    Examples
    --------
    >>> from samspill.scoring.network.graph import NetworkTie
    >>> from samspill.terms import Need
    >>> ties = tuple(NetworkTie(*pair, Need.SOME, holds=pair in ("ab", "ba", "ac")) for pair in ("ab", "ba", "ac", "ca", "bc"))
    >>> found = ei_index(TieNetwork(tuple("abc"), ties, {"a": "school", "b": "school", "c": "health"}))
    >>> round(found.value.value, 2), round(found.chance.value, 2), found.within.holding, found.between.holding
    (-0.33, 0.0, 2, 1)
    """
    within = tie_share(network.only(lambda tie: network.between(tie) is False))
    between = tie_share(network.only(lambda tie: network.between(tie) is True))
    if reason := _reason(network, within, between):
        undefined = Estimate.undefined(reason, n=0, method=METHOD)
        return EIIndex(undefined, undefined, within, between, reason)
    told = network.only(lambda tie: tie.holds is not None and network.between(tie) is not None)
    slots = {(tie.rater, tie.target): bool(tie.holds) for tie in told}
    chance = external_by_chance(slots, [(tie.rater, tie.target) for tie in told if network.between(tie)])
    held = within.holding + between.holding
    expected, lower, upper = (2 * count / held - 1 for count in (chance.expected, chance.lower, chance.upper))
    verdict = {1: BETWEEN, 0: AS_CHANCE, -1: WITHIN}[chance.side(between.holding)] if chance.free else OPEN
    value = Estimate((between.holding - within.holding) / held, None, None, n=held, method=METHOD)
    return EIIndex(value, Estimate(expected, lower, upper, n=held, method=METHOD), within, between, verdict)


def _reason(network: TieNetwork, within: TieShare, between: TieShare) -> str | None:
    if network.barred:
        return network.barred
    if not (within.known or between.known):
        return NOTHING_KNOWN
    if not (within.known and between.known):
        return ONE_KIND
    return None if within.holding or between.holding else NOTHING_HOLDS
