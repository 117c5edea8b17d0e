"""One common factor behind a set of items, by maximum likelihood, and McDonald's omega with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import optimize  # pyright: ignore[reportMissingTypeStubs]

Floats = npt.NDArray[np.float64]

LEAST_UNIQUE = 0.005
"""Least share of an item's variance that is its own, as in R's factanal; a solution there is a Heywood case."""
HAIR = 1e-6
"""How near to an end a share of unique variance is at it: rounding decides whether a search stops there or a hair before."""
LEAST_ITEMS = 3
"""With fewer items there are more unknowns than covariances."""
OTHER_STARTS = (0.5, 0.1, 0.9)
"""Shares of unique variance that the search begins at too."""
GRADIENT = 1e-5
"""Largest slope, towards better, that a converged solution may leave (of twice the log likelihood per person)."""
LEAST_EIGENVALUE = 1e-10
"""A correlation matrix with a smaller one has an item that is a sum of others: no likelihood exists."""


@dataclass(frozen=True, slots=True)
class OneFactor:
    """The maximum likelihood solution: loadings (scale units) and unique variances (their squares).

    ``boundary`` says that an item has no variance of its own left (Heywood case), or nothing in common with the others.
    """

    loadings: Floats
    uniquenesses: Floats
    converged: bool
    boundary: bool

    @property
    def omega(self) -> float:
        """Share of the variance of the items' sum that the factor makes up."""
        common = float(self.loadings.sum()) ** 2
        return common / (common + float(self.uniquenesses.sum()))


def one_factor(covariance: Floats) -> OneFactor | None:
    """Fit one factor to a covariance matrix (Jöreskog 1967, *Psychometrika* 32:443), as R's ``factanal(factors = 1)`` does.

    Parameters
    ----------
    covariance : ndarray, items × items
        Squared scale units, at least three items, every variance above 0.

    Returns
    -------
    OneFactor or None
        None where the matrix is singular, so that no likelihood exists.

    Examples
    --------
    >>> loadings = np.array([0.5, 0.6, 0.7, 0.8])
    >>> found = one_factor(np.outer(loadings, loadings) + np.diag([0.75, 0.64, 0.51, 0.36]))
    >>> found is not None and np.allclose(found.loadings, loadings, atol=1e-5)
    True
    """
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    if float(np.linalg.eigvalsh(correlation)[0]) < LEAST_EIGENVALUE:
        return None
    usual = np.asarray(np.clip(0.5 / np.diag(np.linalg.inv(correlation)), LEAST_UNIQUE, 1.0), dtype=np.float64)
    # The misfit has a kink where two eigenvalues meet; a search that stops there must not decide.
    starts = (usual, *(np.full_like(usual, share) for share in OTHER_STARTS))
    tried = [_minimise(correlation, start) for start in starts]
    unique, _, converged = min(tried, key=lambda one: (not one[2], one[1]))
    loadings = _loadings(unique, correlation)
    at_an_end = (unique <= LEAST_UNIQUE + HAIR) | (unique >= 1 - HAIR)
    return OneFactor(loadings * spread, unique * spread**2, converged, bool(at_an_end.any()))


def _minimise(correlation: Floats, start: Floats) -> tuple[Floats, float, bool]:
    """Return the unique variances that a search ends at, their misfit, and whether nothing near is better."""
    found = cast("Any", optimize).minimize(
        _misfit,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_UNIQUE, 1.0)] * len(start),
        options={"ftol": 0.0, "gtol": 1e-10, "maxiter": 1000, "maxcor": 20},
    )
    unique = np.asarray(found.x, dtype=np.float64)
    misfit, slope = _misfit(unique, correlation)
    inside = (unique > LEAST_UNIQUE) | (slope < 0)
    inside &= (unique < 1) | (slope > 0)
    return unique, misfit, bool(np.abs(slope[inside]).max(initial=0.0) < GRADIENT)


def _misfit(unique: Floats, correlation: Floats) -> tuple[float, Floats]:
    """Return the misfit with the best loadings for these unique variances, and its slope."""
    root = np.sqrt(unique)
    values = np.linalg.eigvalsh(correlation / np.outer(root, root))[:-1]
    loadings = _loadings(unique, correlation)
    slope = (loadings**2 + unique - np.diag(correlation)) / unique**2
    return float((values - np.log(values) - 1).sum()), slope


def _loadings(unique: Floats, correlation: Floats) -> Floats:
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    first: Floats = vectors[:, -1] * np.sqrt(max(float(values[-1]) - 1, 0.0)) * root
    # A factor has no sign; items of one scale point the same way.
    return first if first.sum() >= 0 else -first


def omega_influence(factor: OneFactor, deviations: Floats) -> Floats | None:
    """Return how much each rating moves omega, so that its variance is that of their mean.

    The estimating equations of maximum likelihood, linearised (sandwich; Yuan & Bentler 2002, *Psychometrika* 67:251): right
    whatever the distribution of the answers.

    Parameters
    ----------
    factor : OneFactor
    deviations : ndarray, ratings × items
        Scores minus their means.

    Returns
    -------
    ndarray or None
        None where the equations have no single solution.
    """
    items = len(factor.loadings)
    found = np.concatenate([factor.loadings, factor.uniquenesses])
    covariance = deviations.T @ deviations / len(deviations)
    step = 1e-5 * np.maximum(np.abs(found), 1e-3)
    curved = np.empty((2 * items, 2 * items))
    for place, size in enumerate(step):
        off = np.zeros(2 * items)
        off[place] = size
        curved[:, place] = (_slope(found + off, covariance) - _slope(found - off, covariance)) / (2 * size)
    weighted = deviations @ np.linalg.inv(np.outer(factor.loadings, factor.loadings) + np.diag(factor.uniquenesses))
    pull = np.hstack([2 * weighted * (weighted @ factor.loadings)[:, None], weighted**2])
    total, unique = float(factor.loadings.sum()), float(factor.uniquenesses.sum())
    whole = (total**2 + unique) ** 2
    of_omega = np.concatenate([np.full(items, 2 * total * unique / whole), np.full(items, -(total**2) / whole)])
    try:
        towards = np.linalg.solve(curved.T, of_omega)
    except np.linalg.LinAlgError:
        return None
    moved: Floats = (pull - pull.mean(axis=0)) @ towards
    return moved


def _slope(found: Floats, covariance: Floats) -> Floats:
    """Return the slope of the misfit in loadings and unique variances."""
    items = len(covariance)
    loadings, unique = found[:items], found[items:]
    model = np.outer(loadings, loadings) + np.diag(unique)
    inverse = np.linalg.inv(model)
    left = inverse @ (model - covariance) @ inverse
    return np.concatenate([2 * left @ loadings, np.diag(left)])
