"""How many of a group have answered, in words so wide that they point at nobody (P7). Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """How many have answered.

    FEW: so few are asked that any word about them would tell who has answered. UNDER_K: fewer than k, none among them.
    SOME: k or more, and less than half. HALF: k or more, and half or more. MOST: at least four in five.
    """

    FEW = "few"
    UNDER_K = "under_k"
    SOME = "some"
    HALF = "half"
    MOST = "most"


LEFT_OPEN = 2
"""People whom a band must leave room for not having answered: with one, who has not would learn that all others have."""

MOST_OF = 4, 5


@dataclass(frozen=True, slots=True)
class Group:
    """A band with the number of people who are asked; the number is known to whoever wrote the list."""

    band: Band
    invited: int


def invited_of(counted: int, slips: int, planned: int) -> int:
    """Return how many people of a group are asked.

    Some of those who have a slip may be on the list too, and there are more slips than people: the plan's number is the bound.

    Examples
    --------
    >>> invited_of(4, 10, 12), invited_of(12, 10, 12), invited_of(0, 8, 12), invited_of(14, 0, 12)
    (12, 12, 8, 14)
    """
    return min(counted + slips, max(counted, planned))


def band_of(answered: int, invited: int, k: int) -> Band:
    """Return the band of a group.

    Examples
    --------
    >>> [band_of(n, 12, 5).value for n in (0, 4, 5, 6, 9, 10, 12)]
    ['under_k', 'under_k', 'some', 'half', 'half', 'most', 'most']
    >>> {band_of(n, 6, 5).value for n in range(7)}, {band_of(n, 9, 5).value for n in range(5, 10)}
    ({'few'}, {'half'})
    """
    if invited < k + LEFT_OPEN:
        return Band.FEW
    if answered < k:
        return Band.UNDER_K
    told = [band for band in (Band.MOST, Band.HALF) if answered >= least(band, invited, k) <= invited - LEFT_OPEN]
    return told[0] if told else Band.SOME


def least(band: Band, invited: int, k: int) -> int:
    """Return the fewest answers that a band stands for."""
    if band in {Band.FEW, Band.UNDER_K}:
        return 0
    share = {Band.SOME: 0, Band.HALF: -(-invited // 2), Band.MOST: -(-invited * MOST_OF[0] // MOST_OF[1])}
    return max(k, share[band])


def whole_of(groups: Iterable[Group], k: int) -> Band | None:
    """Return what the bands of the groups say of all together: MOST or HALF; None while they do not say so much.

    It is worked out from the bands alone: a whole over exact numbers would tell of a small group what its own band hides.
    """
    groups = tuple(groups)
    invited = sum(group.invited for group in groups)
    sure = sum(least(group.band, group.invited, k) for group in groups)
    if not invited or sure * 2 < invited:
        return None
    return Band.MOST if sure * MOST_OF[1] >= invited * MOST_OF[0] else Band.HALF
