"""How capacity and each indicator hang together: in rank over places, in change, and over places and waves at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

from samspill.scoring.outcomes.multilevel import Multilevel, random_intercept
from samspill.scoring.outcomes.points import Point
from samspill.scoring.outcomes.rank import DIGITS, FEWEST, Association, rank_association

FEW = 10
"""Places under which an association is a hint only."""
FEW_PLACES = "scoring.limit.few_places"
LEVEL = 0.05
"""Share of false patterns that is accepted among all indicators that seem to show one."""


@dataclass(frozen=True, slots=True)
class Change:
    """Whether places whose capacity rose more are those whose indicator rose more, from the first wave to the last."""

    since: int
    wave: int
    rank: Association


@dataclass(frozen=True, slots=True)
class Outcome:
    """One indicator over one kind of place.

    Parameters
    ----------
    indicator, kind : str
        Its name; ``site``, ``organisation`` or ``site_organisation``.
    points : tuple of Point
        By wave and place, also those whose capacity is not known.
    rank : Association
        Over places, each counted once: its mean over waves of what it lies above the wave's mean.
    q : float or None
        The p of ``rank`` among all indicators looked at (Benjamini & Hochberg 1995).
    by_wave : mapping of int to Association
    change : Change or None
        None where there is one wave only.
    multilevel : Multilevel
    verdict : str
        Code of its text.
    limits : tuple of str
        Codes of texts; ``n`` in them is the number of places of ``rank``.
    """

    indicator: str
    kind: str
    points: tuple[Point, ...]
    rank: Association
    by_wave: dict[int, Association]
    change: Change | None
    multilevel: Multilevel
    q: float | None = None
    verdict: str = ""
    limits: tuple[str, ...] = ()


def outcomes(found: Iterable[Point]) -> tuple[Outcome, ...]:
    """Return what can be told of every indicator, one entry for each kind of place that it is counted for.

    Places of different kinds are never mixed: a site holds its organisations. An association tells that two things go together
    and never why.

    Parameters
    ----------
    found : iterable of Point

    Returns
    -------
    tuple of Outcome
        By indicator and kind. With no interval there is no p.

    Examples
    --------
    >>> places = enumerate([(3.1, 52), (3.6, 60), (3.4, 57), (3.9, 71), (4.2, 70)])
    >>> points = [Point("plan", 1, f"school {at}", "", x, 6, 40, frozenset(), y, None) for at, (x, y) in places]
    >>> (found,) = outcomes(points)
    >>> round(found.rank.estimate.value, 1), found.verdict, found.limits[0]
    (0.9, 'scoring.verdict.outcomes.open', 'scoring.limit.few_places')
    """
    by_indicator: defaultdict[tuple[str, str], list[Point]] = defaultdict(list)
    for point in found:
        by_indicator[point.indicator, point.kind].append(point)
    told = [_outcome(*key, points) for key, points in sorted(by_indicator.items())]
    return tuple(replace(one, verdict=_verdict(one), limits=_limits(one, len(told))) for one in _with_q(told))


def _outcome(indicator: str, kind: str, points: Sequence[Point]) -> Outcome:
    ordered = tuple(sorted(points, key=lambda point: (point.wave, point.unit)))
    known = [point for point in ordered if point.capacity is not None]
    return Outcome(
        indicator,
        kind,
        ordered,
        rank=_over_places(known),
        by_wave={wave: _in_wave(known, wave) for wave in sorted({point.wave for point in ordered})},
        change=_change(known, sorted({point.wave for point in ordered})),
        multilevel=_multilevel(known),
    )


def _numbers(points: Iterable[Point]) -> tuple[list[float], list[float]]:
    pairs = [(point.capacity or 0.0, point.value) for point in points]
    return [capacity for capacity, _ in pairs], [value for _, value in pairs]


def _in_wave(known: Sequence[Point], wave: int) -> Association:
    return rank_association(*_numbers(point for point in known if point.wave == wave))


def _over_places(known: Sequence[Point]) -> Association:
    """Count each place once, since its waves are not independent; waves differ in level, and a place may lack one."""
    sums: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for wave in sorted({point.wave for point in known}):
        here = [point for point in known if point.wave == wave]
        means = [sum(numbers) / len(here) for numbers in _numbers(here)]
        for point in here:
            sums[point.unit].append(((point.capacity or 0.0) - means[0], point.value - means[1]))
    middles = [[sum(parts) / len(pairs) for parts in zip(*pairs, strict=True)] for _, pairs in sorted(sums.items())]
    return rank_association(
        *(_settled(part, raw) for part, raw in zip(zip(*middles, strict=True), _numbers(known), strict=True))
    )


def _settled(differences: Sequence[float], of: Sequence[float]) -> list[float]:
    """Return differences without the noise of subtracting, in units of the largest number; alike numbers differ by nought."""
    largest = max(map(abs, of), default=0.0) or 1.0
    return [round(difference / largest, DIGITS) for difference in differences]


def _change(known: Sequence[Point], waves: Sequence[int]) -> Change | None:
    if len(waves) < 2:  # noqa: PLR2004  (a change has two ends)
        return None
    first, last = ({point.unit: point for point in known if point.wave == wave} for wave in (waves[0], waves[-1]))
    both = sorted(first.keys() & last.keys())
    before, after = (_numbers(ends[unit] for unit in both) for ends in (first, last))
    capacity, value = (
        _settled([late - early for early, late in zip(*pair, strict=True)], [*pair[0], *pair[1]])
        for pair in zip(before, after, strict=True)
    )
    return Change(waves[0], waves[-1], rank_association(capacity, value))


def _multilevel(known: Sequence[Point]) -> Multilevel:
    units = {unit: number for number, unit in enumerate(sorted({point.unit for point in known}))}
    who, waves = [units[point.unit] for point in known], [point.wave for point in known]
    return random_intercept(who, waves, *_numbers(known))


def _with_q(told: Sequence[Outcome]) -> Iterator[Outcome]:
    tested = [one for one in told if one.rank.p is not None]
    controlled: list[float] = []
    if tested:
        controlled += cast("Any", stats).false_discovery_control([one.rank.p for one in tested]).tolist()
    q = {(one.indicator, one.kind): share for one, share in zip(tested, controlled, strict=True)}
    return (replace(one, q=q.get((one.indicator, one.kind))) for one in told)


def _verdict(one: Outcome) -> str:
    rank = one.rank.estimate
    if rank.n < FEWEST:
        return "scoring.verdict.outcomes.too_few"
    if rank.lower is not None and rank.lower > 0 and one.q is not None and one.q < LEVEL:
        return "scoring.verdict.outcomes.higher"
    if rank.upper is not None and rank.upper < 0 and one.q is not None and one.q < LEVEL:
        return "scoring.verdict.outcomes.lower"
    return "scoring.verdict.outcomes.open"


def _limits(one: Outcome, looked_at: int) -> tuple[str, ...]:
    keys = [(point.wave, key) for point in one.points for key in point.tie_keys]
    limits = {
        FEW_PLACES: one.rank.estimate.n < FEW,
        "scoring.limit.not_why": True,
        "scoring.limit.direction": True,
        "scoring.limit.shared_ties": len(keys) > len(set(keys)),
        "scoring.limit.no_capacity": any(point.capacity is None for point in one.points),
        "scoring.limit.several_indicators": looked_at > 1,
    }
    return tuple(code for code, holds in limits.items() if holds)
