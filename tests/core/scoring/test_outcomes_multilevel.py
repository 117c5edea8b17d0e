"""The random intercept: against least squares by hand and the covariance matrix written out, and where it cannot be told."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize

from samspill.scoring.outcomes import Multilevel, random_intercept
from samspill.scoring.outcomes.multilevel import NO_NOISE, ONE_WAVE
from samspill.scoring.outcomes.rank import ALIKE, FEW_UNITS
from samspill.scoring.uncertainty import quantile

UNITS, WAVES = np.repeat(np.arange(9), 2), np.tile([1, 2], 9)
Rows = tuple[NDArray[np.float64], NDArray[np.float64]]


def drawn(seed: int, spread: float = 5.0) -> Rows:
    rng = np.random.default_rng(seed)
    x = np.repeat(rng.normal(3.5, 0.4, 9), 2) + rng.normal(0, 0.2, 18)
    return x, 50 + 6 * x + np.repeat(rng.normal(0, spread, 9), 2) + rng.normal(0, 2, 18)


def test_even_data_are_two_regressions() -> None:
    """Between is the regression of the units' means, within that of their changes."""
    x, y = drawn(1)
    found = random_intercept(UNITS, WAVES, x, y)
    means = [values.reshape(9, 2).mean(axis=1) for values in (x, y)]
    changes = [np.diff(values.reshape(9, 2))[:, 0] for values in (x, y)]

    for slope, degrees, (one, other) in (
        (found.between, found.between_df, means),
        (found.within, found.within_df, changes),
    ):
        design = np.column_stack([np.ones(9), one])
        coefficients, rest, *_ = np.linalg.lstsq(design, other)
        error = np.sqrt(rest[0] / 7 * np.linalg.inv(design.T @ design)[1, 1])
        assert degrees == 7
        assert slope.value == pytest.approx(coefficients[1], abs=1e-6)
        assert slope.upper - slope.value == pytest.approx(quantile(7) * error, rel=1e-5)


@pytest.mark.parametrize("spread", [0.0, 1.0, 40.0])
@pytest.mark.parametrize("seed", [2, 3])
def test_criterion_with_the_covariance_matrix_written_out(seed: int, spread: float) -> None:
    x, y = (values[1:-3] for values in drawn(seed, spread))
    units, waves = UNITS[1:-3], WAVES[1:-3]
    found = random_intercept(units, waves, x, y)
    centred = x - np.array([x[waves == wave].mean() for wave in waves])
    mean = np.array([centred[units == unit].mean() for unit in units])
    design = np.column_stack([waves == 1, waves == 2, mean, centred - mean]).astype(float)

    def criterion(parts: NDArray[np.float64]) -> float:
        cov = parts[0] * (units[:, None] == units) + parts[1] * np.eye(len(y))
        inverse = np.linalg.inv(cov)
        information = design.T @ inverse @ design
        rest = y - design @ np.linalg.solve(information, design.T @ inverse @ y)
        logs = np.linalg.slogdet(cov)[1] + np.linalg.slogdet(information)[1]
        return float(logs + rest @ inverse @ rest + (len(y) - 4) * np.log(2 * np.pi))

    ours = np.array([found.unit_variance, found.residual_variance])
    least = optimize.minimize(criterion, ours * 1.2 + 0.1, bounds=[(0, None), (1e-6, None)], tol=1e-12)
    assert found.converged
    assert found.reml_criterion == pytest.approx(criterion(ours), abs=1e-6)
    assert criterion(ours) <= least.fun + 1e-6


def test_order_labels_and_units_of_measurement() -> None:
    x, y = drawn(4)
    found = random_intercept(UNITS, WAVES, x, y)
    turned = np.arange(18)[::-1]
    other = random_intercept([f"unit {8 - unit}" for unit in UNITS[turned]], WAVES[turned] + 5, x[turned], 1e6 * y[turned])

    assert other.between.value == pytest.approx(1e6 * found.between.value, rel=1e-6)
    assert other.within.lower == pytest.approx(1e6 * found.within.lower, rel=1e-5)


def reasons(found: Multilevel) -> tuple[str | None, ...]:
    assert found.between.value is None
    assert not found.converged
    assert found.unit_variance is None
    return found.between.reason, found.within.reason


def test_what_cannot_be_told() -> None:
    x, y = drawn(5)
    few, once, nobody = slice(6), WAVES == 1, slice(0)

    assert reasons(random_intercept(UNITS[few], WAVES[few], x[few], y[few])) == (FEW_UNITS,) * 2
    assert reasons(random_intercept(UNITS[nobody], WAVES[nobody], x[nobody], y[nobody])) == (FEW_UNITS,) * 2
    assert reasons(random_intercept(UNITS[once], WAVES[once], x[once], y[once])) == (ONE_WAVE,) * 2
    assert reasons(random_intercept(UNITS, WAVES, x, np.full(18, 0.1))) == (ALIKE,) * 2
    assert reasons(random_intercept(UNITS, WAVES, np.full(18, 3.3), y)) == (ALIKE,) * 2
    assert reasons(random_intercept(UNITS, WAVES, UNITS / 3 + 0.1 * WAVES, y)) == (ALIKE,) * 2
    assert reasons(random_intercept(UNITS, WAVES, x, 7 * x + 3)) == (NO_NOISE,) * 2


def test_hardly_any_unit_twice_is_too_few() -> None:
    """Four units, one of them twice: nothing is left to judge changes by."""
    found = random_intercept([0, 1, 2, 3, 3], [1, 1, 1, 1, 2], [3.0, 3.2, 3.4, 3.9, 3.3], [5.0, 7, 6, 9, 4])
    assert reasons(found) == (FEW_UNITS,) * 2
