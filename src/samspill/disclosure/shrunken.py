"""Shrunken ties from published numbers alone (TRUST: P5): a tie's few answers, drawn towards what both groups say elsewhere.

The best linear unbiased prediction of the social relations model (docs/methods/social-relations.md), with the published cells
as data, the published spread and shares as variances, and the rounding of the cells as noise. Whoever has the release can do
the same sum, so it tells nothing that the cells do not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # pyright: ignore[reportMissingTypeStubs]
from scipy.sparse import csgraph  # pyright: ignore[reportMissingTypeStubs]

from samspill.disclosure.release import Published, Shrunken, WaveRelease
from samspill.instrument.interval import NORMAL_95
from samspill.instrument.ladder import Ladder, exact, half_up, lowest
from samspill.scoring.score_set import INDEX
from samspill.terms import Bound

LEAST_TIES = 5
"""Shown ties of a round robin from which they are predicted; from fewer their mean is hardly known."""
LEAST_NOISE = 1e-9
"""Least part of a tie that is its own, beside all variance: without any the equations have no solution."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of the effects of groups that rate, groups that are rated, and ties, in squared scale units."""

    perceiver: float
    target: float
    relationship: float


class _Tie(NamedTuple):
    rater: str
    target: str
    number: Published


def shrunken_ties(wave: WaveRelease, ladder: Ladder) -> tuple[Shrunken, ...]:
    """Return the shrunken tie of each shown cell between groups on the index, from what the wave publishes.

    Parameters
    ----------
    wave : WaveRelease
        Its cells, ``spread`` and ``variance_parts`` are all that is looked at. Coded extremes enter at their middle; each cell
        has the least number of people that its band stands for.
    ladder : Ladder
        Of the index.

    Returns
    -------
    tuple of Shrunken
        In the order of the cells. Empty where the wave does not tell the spread of the index or its variance parts. A round
        robin (groups that shown ties join, directly or through others) has a mean of its own, and no shrunken ties where it has
        fewer than five shown ones.
    """
    sd, people = wave.spread.get(INDEX, 0.0), wave.variance_parts.get("people", 0.0)
    if sd <= 0 or people <= 0:
        return ()
    told = [
        _Tie(cell.rater, cell.target, cell.published)
        for cell in wave.cells
        if cell.dimension == INDEX and cell.published and cell.target not in cell.rater.split("+")
    ]
    variances, found = _variances(sd, wave.variance_parts), dict[tuple[str, str], Shrunken]()
    # In the order of names, so that not even the last digit depends on the order of the cells.
    for rater, target, ties in _round_robins(sorted(told, key=lambda tie: tie[:2])):
        value, variance = predictions(rater, target, *_data(ties, ladder, sd), variances)
        for tie, mean, error in zip(ties, value.tolist(), variance.tolist(), strict=True):
            if placed := _placed(tie, ladder, mean, sqrt(max(error, 0.0))):
                found[tie.rater, tie.target] = placed
    return tuple(found[tie[:2]] for tie in told if tie[:2] in found)


def predictions(rater: Ints, target: Ints, value: Floats, noise: Floats, variances: Variances) -> tuple[Floats, Floats]:
    """Return the best linear unbiased prediction of each tie of one round robin, and its error variance.

    With y = μ + P_a + T_b + R_ab + noise, the ties' own parts are integrated out and the equations of the groups' effects
    solved, so that no matrix is larger than the number of groups. The error variance counts what is not known of μ, but takes
    the variances as known (Henderson 1975, *Biometrics* 31, 423-447; Robinson 1991, *Statistical Science* 6, 15-32).

    Parameters
    ----------
    rater, target : array (ties,)
        Numbers of groups, from 0.
    value : array (ties,)
        Scale units.
    noise : array (ties,)
        Variance of what a value differs by from what it stands for; not negative.
    variances : Variances

    Returns
    -------
    prediction, error variance : arrays (ties,)
    """
    shared = max(variances.perceiver + variances.target, variances.relationship, float(noise.max()))
    own = np.maximum(variances.relationship + noise, LEAST_NOISE * shared or 1.0)
    effects = np.hstack(
        [sqrt(part) * _indicator(ends) for part, ends in ((variances.perceiver, rater), (variances.target, target))]
    )
    weighted = effects / own[:, None]
    # Effects in units of their own SD: the unit matrix keeps the equations solvable where a variance is zero.
    inverse = np.linalg.inv(np.eye(effects.shape[1]) + effects.T @ weighted)
    of_ones, of_values = (inverse @ (weighted.T @ column) for column in (np.ones(len(value)), value))
    ones = float((1 / own).sum() - weighted.sum(axis=0) @ of_ones)
    mean = float((value / own).sum() - weighted.sum(axis=0) @ of_values) / ones
    kept = variances.relationship / own
    groups = effects @ (of_values - mean * of_ones)
    unknown = (1 - kept) * (1 - effects @ of_ones)
    error = kept * noise + (1 - kept) ** 2 * np.einsum("ij,jk,ik->i", effects, inverse, effects) + unknown**2 / ones
    return mean + groups + kept * (value - mean - groups), error


def _indicator(ends: Ints) -> Floats:
    return np.equal.outer(ends, np.unique(ends)).astype(np.float64)


def _variances(sd: float, shares: Mapping[str, float]) -> Variances:
    """Return published shares as variances: that of people is the published spread, squared."""
    whole = sd**2 / shares["people"]
    return Variances(*(whole * shares.get(part, 0.0) for part in ("perceiver", "target", "relationship")))


def _data(ties: Sequence[_Tie], ladder: Ladder, sd: float) -> tuple[Floats, Floats]:
    """Return what ties enter with, and the variance of their noise: few people, and a value rounded to its step."""
    value = [float(ladder.entering(tie.number.value, tie.number.bound)) for tie in ties]
    bands = [tie.number.n_band for tie in ties]
    noise = [sd**2 / lowest(band, ladder.policy.k) + float(ladder.step(band)) ** 2 / 12 for band in bands]
    return np.array(value), np.array(noise)


def _round_robins(ties: Sequence[_Tie]) -> Iterator[tuple[Ints, Ints, list[_Tie]]]:
    """Yield the ties of each set of groups that ties join and that has enough of them, with numbers of their groups."""
    names = sorted({name for tie in ties for name in (tie.rater, tie.target)})
    place = {name: number for number, name in enumerate(names)}
    rater = np.array([place[tie.rater] for tie in ties], dtype=np.int64)
    target = np.array([place[tie.target] for tie in ties], dtype=np.int64)
    joined = cast("Any", sparse).coo_matrix((np.ones(len(ties)), (rater, target)), shape=(len(names), len(names)))
    robin = np.asarray(cast("Any", csgraph).connected_components(joined, directed=False)[1])[rater]
    for number in np.unique(robin):
        rows = np.flatnonzero(robin == number)
        if len(rows) >= LEAST_TIES:
            yield rater[rows], target[rows], [ties[row] for row in rows.tolist()]


def _placed(tie: _Tie, ladder: Ladder, prediction: float, sd: float) -> Shrunken | None:
    """Return a prediction on the ladder of its cell, within the coded ends; None where these meet and leave nothing to tell.

    The interval starts from the prediction, which is no secret, has its place in it, and like that of the cell goes to the end
    of the scale on the open side of a coded extreme.
    """
    band, bound = tie.number.n_band, tie.number.bound
    step, (bottom, top) = ladder.step(band), ladder.extremes(band) or (ladder.low, ladder.high)
    if bottom == top:
        return None
    centre, margin = exact(prediction), NORMAL_95 * exact(sd) + step / 2
    value = min(max(ladder.low + half_up(centre - ladder.low, step), bottom), top)
    lower = ladder.low if bound is Bound.AT_MOST else min(centre - margin, value)
    upper = ladder.high if bound is Bound.AT_LEAST else max(centre + margin, value)
    return Shrunken(tie.rater, tie.target, float(value), ladder.outward(lower, upper, band), band)
