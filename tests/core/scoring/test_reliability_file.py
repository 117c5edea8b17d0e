"""Reliability of waves and scopes: which ratings count where, and the file that tells it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from samspill.design.model import Mapping
from samspill.errors import UsageError
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.language import has
from samspill.ratings.table import Ratings
from samspill.scoring import agreement, reliability, variance
from samspill.scoring.reliability_file import reliability_json, scopes_of, wave_reliabilities
from samspill.scoring.score import score

RatingsOf = Callable[..., Ratings]
COORDINATION = shipped("relational-coordination")
ITEMS = tuple(item.key for item in COORDINATION.index_items)
NAMED = (
    "alpha alpha_standardised omega icc1 icc2 rwg_j_mean r_star_wg_j_mean ad_m_mean n anova".split()  # noqa: SIM905
)


@pytest.fixture(scope="module")
def answers(ratings_of: RatingsOf) -> Ratings:
    """Return two sites with the same two groups and a service, all rating all, some items open, own groups too."""
    rng = np.random.default_rng(8)
    rows = list[tuple[Any, ...]]()
    for rater in ("a@n", "b@n", "a@s", "b@s", "ppt"):
        for person in range(6):
            mild = rng.standard_normal()
            for target in (rater, "b@n" if rater == "a@n" else "a@n", "ppt" if rater != "ppt" else "a@s"):
                given = np.clip(np.round(3 + mild + rng.standard_normal(7)), 1, 5)
                rows.append((f"{rater}{person}", rater, target, *(None if rng.random() < 0.05 else float(x) for x in given)))
    return ratings_of(ITEMS, rows)


def numbers(found: object) -> Iterator[float]:
    if isinstance(found, dict | list):
        for part in found.values() if isinstance(found, dict) else found:
            yield from numbers(part)
    elif isinstance(found, float):
        yield found


def test_every_scope_has_what_the_file_promises(answers: Ratings) -> None:
    (wave,) = reliability_json(answers, COORDINATION)["waves"]

    assert list(wave["scopes"]) == ["all", *ITEMS, "communication", "relationship"]
    assert list(wave["own_group"]) == list(wave["scopes"])
    for scope in wave["scopes"].values():
        assert set(NAMED) <= set(scope)
        assert {"F", "df1", "df2", "p"} <= set(scope["anova"])
        assert all(map(has, [*scope["verdicts"], *scope["limits"], *scope["reasons"].values()]))
    assert wave["wave"] == 1
    assert wave["anova_two_way"]["sums_of_squares"] == "II"
    assert wave["anova_two_way"]["n"] == 24, "the service has no site"


def test_the_file_is_json_without_nan(answers: Ratings) -> None:
    json.dumps(reliability_json(answers, COORDINATION), allow_nan=False)


def test_every_method_has_a_page() -> None:
    pages = {page.stem for page in (Path(__file__).parents[3] / "docs" / "methods").glob("*.md")}

    assert {module.METHOD for module in (agreement, reliability, variance)} <= pages


def test_own_groups_stand_apart(answers: Ratings) -> None:
    own = (pl.col("rater_group") == pl.col("target_group")) & (pl.col("rater_site") == pl.col("target_site"))
    without = replace(answers, frame=answers.frame.filter(~own))

    (wave,), (between,) = (reliability_json(one, COORDINATION)["waves"] for one in (answers, without))

    assert wave["scopes"] == between["scopes"]
    assert "own_group" not in between
    assert {cell["rater"] == cell["target"] for cell in wave["own_group"]["all"]["cells"]} == {True}
    assert {cell["rater"] == cell["target"] for cell in wave["scopes"]["all"]["cells"]} == {False}


def test_icc_is_of_one_value_per_respondent(answers: Ratings, mapping_of: Callable[..., Mapping]) -> None:
    scores = score(answers, mapping_of(a={"n": 6, "s": 6}, b={"n": 6, "s": 6}, ppt=6), COORDINATION)

    (wave,) = wave_reliabilities(answers, COORDINATION)

    people = scores.respondents.filter(own=False).drop_nulls("index")
    found = wave.between["all"].variance
    assert (found.n, found.groups) == (people.height, 5)
    spread = ((people["index"] - people["index"].mean()) ** 2).sum()
    assert found.between + found.within == pytest.approx(spread)


@pytest.mark.parametrize("least", [3, 5, 7])
def test_a_rule_for_missing_answers_is_cleaning_first(answers: Ratings, least: int) -> None:
    there = pl.sum_horizontal(pl.col(item).is_not_null() for item in ITEMS)
    clean = replace(answers, frame=answers.frame.filter(there >= least))

    assert reliability_json(answers, COORDINATION, min_items=least) == reliability_json(clean, COORDINATION, min_items=1)


def test_complete_cases_have_one_n(answers: Ratings) -> None:
    (wave,) = reliability_json(answers, COORDINATION, min_items=7)["waves"]

    assert len({(scope["n"], scope["dropped"]) for scope in wave["scopes"].values()}) == 1


def test_neither_order_nor_names_change_anything(answers: Ratings) -> None:
    shuffled = replace(answers, frame=answers.frame.sample(fraction=1.0, shuffle=True, seed=3))
    names = {"a": "z", "b": "y", "ppt": "q"}
    sides = [pl.col(f"{side}_group").replace(names) for side in ("rater", "target")]
    renamed = replace(answers, frame=answers.frame.with_columns(*sides, respondent=pl.col("respondent") + "!"))

    before, turned, other = (reliability_json(one, COORDINATION) for one in (answers, shuffled, renamed))

    assert list(numbers(turned)) == pytest.approx(list(numbers(before)), rel=1e-6)
    assert sorted(numbers(other)) == pytest.approx(sorted(numbers(before)), rel=1e-6)


def test_waves_stand_apart(answers: Ratings) -> None:
    second = answers.frame.with_columns(wave=pl.lit(2, pl.Int32))
    both = replace(answers, frame=pl.concat([answers.frame, second]))

    one, two = reliability_json(both, COORDINATION)["waves"]

    assert (one["wave"], two["wave"]) == (1, 2)
    assert one | {"wave": 2} == two


def test_pairs_without_contact_are_not_counted(answers: Ratings) -> None:
    nobody = replace(answers, frame=answers.frame.with_columns(contact=pl.lit("no").cast(answers.frame["contact"].dtype)))

    assert reliability_json(nobody, COORDINATION) == {"waves": []}


def test_groups_without_sites_have_no_two_ways(ratings_of: RatingsOf, capacity: Instrument) -> None:
    rows = [(f"{rater}{place}", rater, "c", 3.0 + place) for rater in "ab" for place in range(2)]

    (wave,) = reliability_json(ratings_of(("information",), rows), capacity, min_items=1)["waves"]

    assert list(wave["scopes"]) == ["all", "information"]
    assert wave["scopes"]["all"]["reasons"]["alpha"] == "scoring.one_item"
    assert wave["scopes"]["all"]["rwg_j_mean"] == pytest.approx(1 - 0.5 / 2)
    assert "anova_two_way" not in wave


def test_fewer_items_than_an_index_needs_are_told(ratings_of: RatingsOf, capacity: Instrument) -> None:
    with pytest.raises(UsageError, match=r"scoring\.min_items"):
        reliability_json(ratings_of(("information",), [("p", "a", "b", 3.0)]), capacity)


def test_questions_outside_the_index_are_no_scope(capacity: Instrument) -> None:
    items = tuple(item.key for item in capacity.tie_items)

    scopes = scopes_of(capacity, items)

    assert "we_know" in items
    assert all("we_know" not in measure.items for measure in scopes.values())
    assert scopes_of(capacity, ("we_know",)) == {}
