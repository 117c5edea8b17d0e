"""Steps of the ladder: when two published values differ, and when the answers behind a class are few."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from samspill.disclosure.release import Published
from samspill.instrument.classes import HOLDS_FROM, ON_THE_WAY_FROM
from samspill.instrument.ladder import Ladder, exact
from samspill.terms import PeopleBand, TieClass


def cuts(ladder: Ladder) -> dict[str, Decimal]:
    """Return where each class begins or ends, in scores, and the half ``step`` to which a value is rounded for its class.

    Examples
    --------
    >>> from samspill.terms import POLICIES
    >>> {key: float(cut) for key, cut in cuts(Ladder.of(POLICIES["strict"], low=0, high=10, gap=1)).items()}
    {'holds': 7.5, 'on_the_way': 6.25, 'needs_talk': 5.0, 'step': 1.25}
    """
    holds, on_the_way = ladder.scored(float(HOLDS_FROM)), ladder.scored(float(ON_THE_WAY_FROM))
    step = holds - on_the_way
    return {"holds": holds, "on_the_way": on_the_way, "needs_talk": on_the_way - step, "step": step}


def coarsest(published: Sequence[Published], ladder: Ladder) -> PeopleBand:
    """Return the band of the coarsest of published values: a mean of them is told no finer (TRUST: P5)."""
    return max((part.n_band for part in published), key=ladder.step)


def differ(one: Published, other: Published, ladder: Ladder) -> bool:
    """Tell whether two published values are of different classes and lie further apart than needs no word.

    Coded extremes count as what is written, so that "at least 4" and 3.5 do not differ: the difference is known to be one step
    and not known to be more.
    """
    apart = abs(exact(one.value) - exact(other.value)) > ladder.step_of_words(one.n_band, other.n_band)
    return apart and ladder.tie_class(one.value, one.bound) is not ladder.tie_class(other.value, other.bound)


def rests_on_few(published: Published, ladder: Ladder) -> bool:
    """Tell whether fewer than 25 people stand behind a class at one end whose interval reaches the other end.

    Between the ends, "on the way" says enough by itself.
    """
    ends = {TieClass.HOLDS, TieClass.NEEDS_TALK}
    if published.interval is None or published.n_band is PeopleBand.MANY or published.tie_class not in ends:
        return False
    return {ladder.tie_class(end, None) for end in published.interval} == ends


def mean(published: Sequence[Published], ladder: Ladder, band: PeopleBand) -> Published:
    """Return the mean of published values, each alike, on the ladder of a band (TRUST: P5); without an interval."""
    total = sum((ladder.entering(part.value, part.bound) for part in published), Decimal(0))
    value, bound = ladder.place(total / len(published), band)
    return Published(value, bound, None, band, None, ladder.tie_class(value, bound), None)
