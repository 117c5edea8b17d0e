"""Agreement beside R's multilevel 2.7 (rwg.j, rwg.j.lindell, ad.m): 49 companies that rate their leaders.

The reference data are not ours to ship; the numbers that they give stand here, and the test says so where the data are absent.
"""

# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from samspill.instrument.load import shipped
from samspill.scoring.agreement import Agreement, agreement

LEADERSHIP = Path(__file__).parents[2].parent / "shared" / "reference" / "leadership_lq2002.csv"


@pytest.fixture(scope="module")
def companies() -> Agreement:
    if not LEADERSHIP.is_file():
        pytest.skip("reference data are kept outside the project: leadership_lq2002.csv is not in ../shared/reference")
    given = pl.read_csv(LEADERSHIP)
    items = [column for column in given.columns if column.startswith("LEAD")]
    rated = given.select(
        respondent=pl.int_range(pl.len()),
        rater_group=pl.col("COMPID").cast(pl.String),
        rater_site=pl.lit(""),
        target_group=pl.lit("leaders"),
        target_site=pl.lit(""),
        **{item: pl.col(item).cast(pl.Float64) for item in items},
    )
    five = shipped("relational-capacity").scales["degree"]
    return agreement(rated, dict.fromkeys(items, five))


def test_agreement_of_49_companies_against_R(companies: Agreement) -> None:
    assert companies.ties == 49
    assert companies.rwg_j.mean.value == pytest.approx(0.8677849, abs=5e-8)
    assert companies.rwg_j.median.value == pytest.approx(0.8701077, abs=5e-8)
    assert companies.r_star_wg_j.mean.value == pytest.approx(0.3926211, abs=5e-8)
    assert companies.ad_m.mean.value == pytest.approx(0.89019647, abs=5e-9)
    assert companies.rwg_j.mean.n == 2042


def test_single_companies_against_R(companies: Agreement) -> None:
    expected = {"2": 0.8075273, "3": 0.8959383, "4": 0.8600120, "5": 0.8635585, "6": 0.8876629, "7": 0.9330486}
    found = {cell.rater.group: cell.rwg_j.value for cell in companies.cells}

    assert {group: found[group] for group in expected} == {
        group: pytest.approx(value, abs=5e-8) for group, value in expected.items()
    }


def test_the_two_measures_need_not_say_the_same(companies: Agreement) -> None:
    """r_wg(j) 0.87 says that the companies agree, an average deviation of 0.89 above 5 / 6 that they do not."""
    assert companies.verdict == "scoring.verdict.agreement.mixed"
