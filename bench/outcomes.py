"""How often the intervals of docs/methods/outcomes.md hold zero where nothing goes together: python bench/outcomes.py."""

from __future__ import annotations

from collections import Counter

import numpy as np

from samspill.scoring.outcomes import Point, outcomes

DRAWS = 1000
CASES = (
    ("12 places, 2 waves", 12, 2, 6.0),
    ("the same, places do not differ", 12, 2, 0.0),
    ("5 places, 2 waves", 5, 2, 6.0),
    ("20 places, 3 waves", 20, 3, 6.0),
)
"""Name, places, waves, standard deviation of places in the indicator (3 of a wave within a place)."""


def held(places: int, waves: int, spread: float) -> dict[str, float]:
    """Return in how many of 100 draws each interval holds zero, and how many verdicts tell of a pattern."""
    rng = np.random.default_rng(5)
    found = Counter[str]()
    for _ in range(DRAWS):
        x = rng.normal(3.5, 0.4, places)[:, None] + rng.normal(0, 0.2, (places, waves))
        y = rng.normal(60, spread, places)[:, None] + rng.normal(0, 3, (places, waves)) + 2 * np.arange(waves)
        (told,) = outcomes(
            Point("any", wave, str(place), "", x[place, wave], 1, 1, frozenset(), y[place, wave], None)
            for place in range(places)
            for wave in range(waves)
        )
        assert told.change
        estimates = {
            "rank": told.rank.estimate,
            "change": told.change.rank.estimate,
            "between": told.multilevel.between,
            "within": told.multilevel.within,
        }
        found.update(name for name, one in estimates.items() if one.lower <= 0 <= one.upper)
        found["pattern"] += not told.verdict.endswith("open")
    return {name: 100 * found[name] / DRAWS for name in (*estimates, "pattern")}


if __name__ == "__main__":
    for name, *case in CASES:
        print(f"{name}: {held(*case)}")
