"""How many ties hold: of those that are known, and what that can be at the least and at the most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from samspill.scoring.network.graph import METHOD, NOT_ASKED, NOTHING_KNOWN, NetworkTie
from samspill.terms import Estimate


@dataclass(frozen=True, slots=True)
class TieShare:
    """Ties that hold, of those that are known, of those asked about.

    ``share`` is ``holding`` / ``known``, n = ``known``. Its ends are not an interval of 95 % but what is possible:
    none, or all, of the unknown ties hold.
    """

    holding: int
    known: int
    asked: int
    share: Estimate


def tie_share(ties: Collection[NetworkTie]) -> TieShare:
    """Return how many of some ties hold; unknown ones are never counted as absent.

    Without ties the share is undefined (``scoring.network.not_asked``), so where none is known
    (``scoring.network.nothing_known``).

    Examples
    --------
    >>> from samspill.terms import Need
    >>> states = {"b": True, "c": True, "d": False, "e": None}
    >>> found = tie_share([NetworkTie("a", target, Need.HIGH, holds) for target, holds in states.items()])
    >>> found.holding, found.known, found.asked, round(found.share.value, 2), found.share.lower, found.share.upper
    (2, 3, 4, 0.67, 0.5, 0.75)
    """
    states = [tie.holds for tie in ties]
    asked, holding = len(states), states.count(True)
    known = asked - states.count(None)
    if not known:
        share = Estimate.undefined(NOTHING_KNOWN if asked else NOT_ASKED, n=0, method=METHOD)
    else:
        lower, upper = holding / asked, (holding + asked - known) / asked
        share = Estimate(holding / known, lower, upper, n=known, method=METHOD)
    return TieShare(holding, known, asked, share)
