"""Where nothing goes together, the intervals hold zero about as often as they say (docs/methods/outcomes.md has more of it)."""

from __future__ import annotations

from collections import Counter

import numpy as np

from samspill.scoring.outcomes import Point, outcomes

DRAWS, PLACES, WAVES = 600, 12, 2


def test_intervals_hold_zero_where_nothing_goes_together() -> None:
    rng = np.random.default_rng(20)
    held, patterns = Counter[str](), 0
    for _ in range(DRAWS):
        x = rng.normal(3.5, 0.4, PLACES)[:, None] + rng.normal(0, 0.2, (PLACES, WAVES))
        y = rng.normal(60, 6, PLACES)[:, None] + rng.normal(0, 3, (PLACES, WAVES)) + [0, 2]
        (found,) = outcomes(
            Point("any", wave, str(place), "", x[place, wave], 1, 1, frozenset(), y[place, wave], None)
            for place in range(PLACES)
            for wave in range(WAVES)
        )
        assert found.change
        told = {
            "rank": found.rank.estimate,
            "change": found.change.rank.estimate,
            "between": found.multilevel.between,
            "within": found.multilevel.within,
        }
        held.update(name for name, one in told.items() if one.lower <= 0 <= one.upper)
        patterns += found.verdict != "scoring.verdict.outcomes.open"

    assert all(0.91 <= held[name] / DRAWS <= 0.98 for name in told), held
    assert patterns / DRAWS < 0.07
