"""How often the intervals of alpha and omega hold the truth (docs/methods/reliability.md): python bench/reliability.py."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
from scipy import stats

from samspill.scoring.reliability import reliability

TIMES = 1000
ITEMS = ("x", "y", "z", "u")
LOADINGS = np.array([1.0, 0.8, 0.6, 1.0])
OWN = 0.8
"""Standard deviation of what an item alone measures."""
MILD, COMMON = 0.8, 0.6
"""Standard deviations between people, and between what one person says of several targets."""


def answers(rng: np.random.Generator, people: int, each: int, *, degrees: bool) -> np.ndarray:
    """Draw ratings: normal, or on five degrees with most answers high."""
    n = people * each
    common = np.repeat(rng.standard_normal(people), each) * MILD + rng.standard_normal(n) * COMMON
    drawn = np.outer(common, LOADINGS) + rng.standard_normal((n, 4)) * OWN
    return np.clip(np.round(4.2 + 0.9 * drawn), 1, 5) if degrees else 3 + drawn


def truth(*, degrees: bool) -> dict[str, float]:
    """Return alpha of very many ratings, and the omega that the ratings are drawn with."""
    covariance = np.cov(answers(np.random.default_rng(0), 1_000_000, 1, degrees=degrees).T)
    total = LOADINGS.sum() ** 2
    return {"alpha": 4 / 3 * (1 - np.trace(covariance) / covariance.sum()), "omega": total / (total + 4 * OWN**2)}


def held(people: int, each: int, *, degrees: bool) -> str:
    """Return how many of 100 intervals hold the truth."""
    rng, true = np.random.default_rng(1), truth(degrees=degrees)
    count = Counter[str]()
    for _ in range(TIMES):
        drawn = answers(rng, people, each, degrees=degrees)
        frame = pl.DataFrame(drawn, schema=list(ITEMS)).with_columns(respondent=np.repeat(np.arange(people), each))
        found = reliability(frame, ITEMS)
        for name, one in (("alpha", found.alpha), ("omega", found.omega)):
            if one.lower is not None and one.upper is not None:
                count[f"{name} given"] += 1
                count[name] += one.lower <= true[name] <= one.upper
        n = people * each - 1
        low, high = (1 - (1 - (found.alpha.value or 0)) * stats.f.ppf(q, n, 3 * n) for q in (0.975, 0.025))
        count["Feldt"] += low <= true["alpha"] <= high
    omega = "" if degrees else f", omega {count['omega'] / count['omega given']:.1%} of {count['omega given']}"
    alpha = f"alpha {count['alpha'] / count['alpha given']:.1%} of {count['alpha given']}"
    return f"{alpha}, Feldt {count['Feldt'] / TIMES:.1%}{omega}"


if __name__ == "__main__":
    for degrees in (False, True):
        for people in (10, 25, 40, 100):
            for each in (1, 4):
                told = "five degrees" if degrees else "normal"
                print(f"{told}, {people} people, {each} each: {held(people, each, degrees=degrees)}", flush=True)
