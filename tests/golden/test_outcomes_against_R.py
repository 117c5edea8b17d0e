"""Rank correlations beside R's cor.test, the random intercept beside lme4; outcomes_against_R.R is the script.

Every unit in every wave: the degrees of freedom are Satterthwaite's of lmerTest. With gaps they lie near, on the safe side.
"""

# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from scipy import stats

from samspill.scoring.outcomes import Point, outcomes
from samspill.scoring.outcomes.association import Outcome
from samspill.scoring.uncertainty import quantile

HERE = Path(__file__).parent
SETS = ("even", "uneven", "flat")
EXACT, SEARCHED = 1e-9, 1e-5
"""R prints nine decimals; both searches stop near the least criterion, not at it."""


def printed() -> dict[str, list[float]]:
    """Return what the script prints, by its first words."""
    lines = HERE.joinpath("outcomes_against_R.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split() for line in lines]
    return {
        " ".join(part for part in line if part.isalpha()): [float(part) for part in line if not part.isalpha()]
        for line in parts
    }


R = printed()


def outcome(name: str) -> Outcome:
    rows = pl.read_csv(HERE / "outcomes_against_R.csv").filter(set=name)
    (found,) = outcomes(Point(name, wave, unit, "", x, 1, 1, frozenset(), y, None) for _, unit, wave, x, y in rows.iter_rows())
    return found


@pytest.mark.parametrize("name", SETS)
def test_the_random_intercept_against_R(name: str) -> None:
    found = outcome(name).multilevel

    for part, slope, degrees in (("between", found.between, found.between_df), ("within", found.within, found.within_df)):
        value, error, satterthwaite = R[f"{name} {part}"]
        assert slope.value == pytest.approx(value, abs=SEARCHED)
        assert (slope.upper - slope.value) / quantile(degrees) == pytest.approx(error, abs=SEARCHED)
        assert degrees <= satterthwaite + SEARCHED
        if name == "even":
            assert degrees == pytest.approx(satterthwaite, abs=SEARCHED)
    variances = (found.unit_variance, found.residual_variance)
    assert variances == pytest.approx(R[f"{name} parts"][:2], rel=SEARCHED, abs=SEARCHED)
    assert found.reml_criterion == pytest.approx(R[f"{name} parts"][2], abs=1e-8)


@pytest.mark.parametrize("name", SETS)
def test_rank_against_R(name: str) -> None:
    found = outcome(name)
    rank = found.rank.estimate

    assert (rank.value, rank.lower, rank.upper, found.rank.p) == pytest.approx(R[f"{name} rank"], abs=EXACT)
    assert found.change
    assert found.change.rank.estimate.value == pytest.approx(R[f"{name} change"][0], abs=EXACT)


def test_false_discoveries_against_R() -> None:
    assert stats.false_discovery_control([0.012, 0.3, 0.04, 0.2]) == pytest.approx(R["q"], abs=EXACT)
