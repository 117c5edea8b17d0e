"""social_relations.json has the shape that is told, for groups at sites and waves."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from samspill.instrument.model import Instrument
from samspill.language import has
from samspill.ratings.table import Ratings
from samspill.scoring.social_relations import exact_file, social_relations_json
from samspill.scoring.social_relations import model as reasons

ITEMS = ("knows_tasks", "knows_competence", "information")
GROUPS = ("a", "b@north", "c", "d")
NUMBERS = {
    "mean",
    "perceiver_variance",
    "target_variance",
    "relationship_variance",
    "respondent_variance",
    "residual_variance",
    "generalized_reciprocity",
    "dyadic_reciprocity",
    "reml_criterion",
}


@pytest.fixture(scope="module")
def ratings(ratings_of: Callable[..., Ratings]) -> Ratings:
    rng = np.random.default_rng(7)
    leaning = {group: rng.normal(0, 0.7) for group in GROUPS}
    rows = [
        (
            f"{wave}{rater}{number}",
            rater,
            target,
            *np.clip(np.rint(3 + leaning[target] + rng.normal(0, 1, 3)), 1, 5),
            {"wave": wave},
        )
        for wave in (1, 2)
        for rater in GROUPS
        for number in range(6)
        for target in GROUPS
    ]
    without = ("9", "a", "c", 5.0, 5.0, 5.0, {"contact": "no"})
    return ratings_of(ITEMS, [*rows, without])


def test_every_wave_and_dimension_has_the_parts_and_the_effects(ratings: Ratings, capacity: Instrument) -> None:
    told = social_relations_json(ratings, capacity, min_items=3)

    assert [wave["wave"] for wave in told["waves"]] == [1, 2]
    for wave in told["waves"]:
        assert set(wave["dimensions"]) == {"familiarity", "information", "index"}
        for record in wave["dimensions"].values():
            assert set(record) >= NUMBERS
            assert record["ratings"] == 6 * 4 * 3
            assert record["respondents"] == 24
            assert set(record["perceivers"]) == set(record["targets"]) == set(GROUPS)
            assert set(record["relationships"]) == {f"{a}>{b}" for a in GROUPS for b in GROUPS if a != b}
            assert all(tie["shrunken_low"] < tie["shrunken"] < tie["shrunken_high"] for tie in record["ties"])


def test_a_missing_number_is_null_and_has_a_reason_with_a_text(ratings: Ratings, capacity: Instrument) -> None:
    told = social_relations_json(ratings, capacity, reciprocity=False, min_items=3)

    assert told["reciprocity"] == "off"
    for wave in told["waves"]:
        for record in wave["dimensions"].values():
            assert record["dyadic_correlation"] is None
            assert record["dyadic_reciprocity"] == 0
            assert record["reasons"]["generalized_correlation"] == reasons.LEFT_OUT
            assert all(has(code) for code in record["reasons"].values())


def test_every_reason_has_a_text() -> None:
    codes = [value for name, value in vars(reasons).items() if name.isupper() and name != "METHOD"]

    assert len(codes) == 8
    assert all(has(code) for code in codes)


def test_the_file_is_plain_json_without_nan(ratings: Ratings, capacity: Instrument) -> None:
    told = social_relations_json(ratings, capacity, min_items=3)

    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_numbers_have_as_many_decimals_as_are_sure(ratings: Ratings, capacity: Instrument) -> None:
    mean = social_relations_json(ratings, capacity, min_items=3)["waves"][0]["dimensions"]["index"]["mean"]

    assert mean == round(mean, exact_file.DECIMALS)
