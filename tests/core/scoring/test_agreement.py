"""Agreement against its formulas, written out tie by tie."""

from __future__ import annotations

from statistics import fmean, variance

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.design.model import Node
from samspill.instrument.load import shipped
from samspill.instrument.model import Option, Scale
from samspill.language import has
from samspill.scoring.agreement import PAIR, Agreement, agreement, least_deviation, null_variance
from samspill.terms import Text

FIVE = shipped("relational-capacity").scales["degree"]
Cell = list[tuple[float | None, float | None]]


def told(cells: dict[tuple[str, str], Cell], *, backwards: bool = False) -> Agreement:
    rows = [
        {"respondent": f"{rater}{place}", **dict(zip(PAIR, (rater, "", target, ""), strict=True)), "x": row[0], "y": row[1]}
        for (rater, target), cell in cells.items()
        for place, row in enumerate(cell)
    ]
    schema = dict.fromkeys(("respondent", *PAIR), pl.String) | dict.fromkeys(("x", "y"), pl.Float64)
    return agreement(pl.DataFrame(rows[:: -1 if backwards else 1], schema=schema), {"x": FIVE, "y": FIVE})


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=12))
def test_a_tie_is_the_formulas(given: list[tuple[int, int]]) -> None:
    cell: Cell = [(float(x), float(y)) for x, y in given]

    (found,) = told({("a", "b"): cell}).cells

    x, y = zip(*given, strict=True)
    share = fmean([variance(x), variance(y)]) / 2
    assert found.r_star_wg_j.value == pytest.approx(1 - share, abs=1e-12)
    assert found.rwg_j.value == pytest.approx(2 * (1 - share) / (2 * (1 - share) + share) if share < 1 else 0, abs=1e-12)
    assert found.ad_m.value == pytest.approx(fmean(fmean(abs(one - fmean(item)) for one in item) for item in (x, y)))
    assert (found.rater, found.target, found.n) == (Node("a"), Node("b"), len(given))


CELLS: dict[tuple[str, str], Cell] = {
    ("a", "b"): [(4, 4), (4, 3), (5, 3), (None, 3)],
    ("b", "a"): [(1, 1), (5, 5), (3, 2)],
    ("c", "a"): [(4, 4), (4, 4)],
    ("c", "b"): [(4, 4), (None, 2)],
}


def test_ties_are_averaged_where_two_or_more_answered_everything() -> None:
    found = told(CELLS)

    defined = [cell for cell in found.cells if cell.n > 1]
    assert (len(found.cells), found.ties, found.rwg_j.mean.n) == (4, 3, 3 + 3 + 2)
    values = [cell.rwg_j.value or 0.0 for cell in defined]
    assert found.rwg_j.mean.value == pytest.approx(fmean(values))
    assert found.rwg_j.median.value == pytest.approx(sorted(values)[1])
    alone = next(cell for cell in found.cells if cell.n == 1)
    assert (alone.ad_m.value, alone.rwg_j.reason) == (None, "scoring.one_rater")


def test_more_spread_than_chance_is_no_agreement_and_shows_in_r_star() -> None:
    (found,) = told({("a", "b"): [(1, 1), (5, 5), (1, 5)]}).cells

    assert found.rwg_j.value == 0
    assert found.r_star_wg_j.value is not None
    assert found.r_star_wg_j.value < 0


def test_all_alike_is_whole_agreement() -> None:
    (found,) = told({("a", "b"): [(4.1, 4.1)] * 7}).cells

    assert (found.rwg_j.value, found.r_star_wg_j.value, found.ad_m.value) == (1.0, 1.0, pytest.approx(0, abs=1e-12))


def test_neither_order_nor_names_change_anything() -> None:
    other = {"a": "z", "b": "y", "c": "x"}
    named = {(other[rater], other[target]): cell for (rater, target), cell in CELLS.items()}

    before, turned, renamed = told(CELLS), told(CELLS, backwards=True), told(named)

    assert turned == before
    for name in ("rwg_j", "r_star_wg_j", "ad_m"):
        assert getattr(renamed, name).mean.value == pytest.approx(getattr(before, name).mean.value)


def test_leaving_out_incomplete_ratings_is_cleaning_first() -> None:
    clean = {pair: [row for row in cell if None not in row] for pair, cell in CELLS.items()}

    assert told(CELLS) == told(clean)


@pytest.mark.parametrize(
    ("cells", "reason"), [({}, "scoring.no_answers"), ({("a", "b"): [(4, 4)], ("b", "a"): [(2, 2)]}, "scoring.one_rater")]
)
def test_what_cannot_be_told_says_why(cells: dict[tuple[str, str], Cell], reason: str) -> None:
    found = told(cells)

    assert (found.rwg_j.mean.value, found.ad_m.median.reason, found.verdict, found.ties) == (None, reason, reason, 0)
    assert has(reason)


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ([(4, 4), (4, 3), (5, 3)], "agree"),
        ([(1, 1), (5, 5), (3, 3)], "differ"),
        ([(2, 4), (4, 4), (4, 2), (3, 3), (2, 2), (4, 4)], "mixed"),
    ],
)
def test_the_verdict_heeds_both_measures(cell: Cell, verdict: str) -> None:
    found = told({("a", "b"): cell})

    assert found.verdict == f"scoring.verdict.agreement.{verdict}"
    assert all(map(has, (found.verdict, *found.limits)))


def test_the_null_is_that_of_the_scale() -> None:
    ideal_point = shipped("relational-coordination").scale_of("frequent")
    ten = Scale("ten", tuple(Option(code, Text(""), score=code * 10.0) for code in range(1, 11)))

    assert null_variance(FIVE) == null_variance(ideal_point) == (5**2 - 1) / 12
    assert null_variance(ten) == pytest.approx(100 * (10**2 - 1) / 12)
    assert (least_deviation(FIVE), least_deviation(ten)) == (pytest.approx(5 / 6), pytest.approx(10 * 10 / 6))
