"""The social relations model: what changes nothing, what the design cannot tell, and fits on the edge."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.scoring.social_relations import SocialRelations, fit
from samspill.scoring.social_relations.arrays import PARTS

COLUMNS = ["respondent", "rater", "target", "rating"]
VARIANCES = tuple(part for part in PARTS if part.endswith("variance"))


def ratings(
    groups: int = 6,
    people: int = 5,
    *,
    seed: int = 1,
    missing: float = 0.1,
    deviations: tuple[float, ...] = (0.5, 0.5, 0.4, 0.4),
) -> pl.DataFrame:
    """Draw ratings: standard deviations of perceivers, targets, ties and respondents; the residual's is 0.5."""
    rng = np.random.default_rng(seed)
    perceiver, target = rng.normal(0, deviations[0], groups), rng.normal(0, deviations[1], groups)
    tie = rng.normal(0, deviations[2], (groups, groups))
    rows: list[tuple[str, str, str, float]] = []
    for rater in range(groups):
        for number in range(people):
            own = rng.normal(0, deviations[3])
            rows += [
                (
                    f"r{rater}.{number}",
                    f"g{rater}",
                    f"g{rated}",
                    3 + perceiver[rater] + target[rated] + tie[rater, rated] + own + rng.normal(0, 0.5),
                )
                for rated in range(groups)
                if rated != rater and rng.random() >= missing
            ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def values(found: SocialRelations) -> dict[str, float | None]:
    told = {"mean": found.mean.value, "criterion": found.reml_criterion}
    return told | {name: part.value for name, part in found.parts.items()}


@cache
def whole() -> SocialRelations:
    return fit(ratings(), profiles=False)


@settings(max_examples=5)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    found = fit(ratings().sample(fraction=1.0, shuffle=True, seed=seed), profiles=False)

    assert values(found) == values(whole())
    assert found.ties == whole().ties


@settings(max_examples=5)
@given(names=st.permutations([f"g{number}" for number in range(6)]))
def test_the_labels_of_groups_change_nothing(names: list[str]) -> None:
    new = dict(zip([f"g{number}" for number in range(6)], names, strict=True))
    found = fit(ratings().with_columns(pl.col("rater", "target").replace_strict(new)), profiles=False)

    assert values(found) == pytest.approx(values(whole()), rel=1e-5)
    for old, name in new.items():
        assert found.perceivers[name].value == pytest.approx(whole().perceivers[old].value, abs=1e-5)


@settings(max_examples=5)
@given(constant=st.floats(-1000, 1000))
def test_a_constant_moves_only_the_mean(constant: float) -> None:
    found, before = fit(ratings().with_columns(pl.col("rating") + constant), profiles=False), whole()

    moved = values(before) | {"mean": (before.mean.value or 0) + constant}
    assert values(found) == pytest.approx(moved, rel=1e-5)
    assert found.ties[0].relationship == pytest.approx(before.ties[0].relationship, abs=1e-5)


@settings(max_examples=5)
@given(scale=st.floats(1e-3, 1e3))
def test_a_scale_multiplies_variances_by_its_square(scale: float) -> None:
    found, before = fit(ratings().with_columns(pl.col("rating") * scale), profiles=False), whole()

    for name in PARTS:
        assert found.parts[name].value == pytest.approx((before.parts[name].value or 0) * scale**2, rel=1e-5)
    assert found.standard_errors["residual_variance"] == pytest.approx(
        before.standard_errors["residual_variance"] * scale**2, rel=1e-3
    )


def test_missing_ratings_and_the_own_group_are_left_out() -> None:
    clean = ratings()
    more = pl.DataFrame([("r0.0", "g0", "g0", 5.0), ("r9", "g9", "g0", None)], schema=clean.schema, orient="row")

    assert values(fit(pl.concat([clean, more]), profiles=False)) == values(whole())


def test_everything_has_an_interval_that_holds_it() -> None:
    found = whole()

    assert found.converged
    for estimate in (found.mean, *found.parts.values(), *found.perceivers.values(), *(tie.shrunken for tie in found.ties)):
        assert estimate.value is not None
        assert estimate.lower is not None
        assert estimate.upper is not None
        assert estimate.lower < estimate.value < estimate.upper


def test_a_tie_with_fewer_answers_is_shrunk_more_and_less_sure() -> None:
    full = ratings(people=8, missing=0.0)
    few = full.filter(~((pl.col("rater") == "g0") & (pl.col("target") == "g1") & (pl.col("respondent") != "r0.0")))
    much, little = (
        next(tie for tie in fit(table, profiles=False).ties if (tie.rater, tie.target) == ("g0", "g1")) for table in (full, few)
    )

    assert (much.n, little.n) == (8, 1)
    width = [(tie.shrunken.upper or 0) - (tie.shrunken.lower or 0) for tie in (much, little)]
    assert width[1] > 1.3 * width[0]


def test_a_group_that_only_rates_and_one_that_is_only_rated() -> None:
    found = fit(ratings().filter((pl.col("target") != "g0") & (pl.col("rater") != "g1")), profiles=False)

    assert found.converged
    assert "g0" in found.perceivers
    assert "g0" not in found.targets
    assert "g1" in found.targets
    assert "g1" not in found.perceivers


def test_one_rater_in_one_group_is_no_trouble() -> None:
    found = fit(ratings().filter((pl.col("rater") != "g2") | (pl.col("respondent") == "r2.0")), profiles=False)

    assert found.converged
    assert found.parts["respondent_variance"].value is not None


def told(name: str, keep: Callable[[pl.DataFrame], pl.DataFrame]) -> str | None:
    return fit(keep(ratings()), profiles=False).parts[name].reason


NOT_TOLD = "scoring.social_relations.not_told_apart"


@pytest.mark.parametrize(
    ("keep", "untold"),
    [
        (lambda table: table.filter(pl.col("respondent").str.ends_with(".0")), {"respondent_variance", "residual_variance"}),
        (lambda table: table.unique(["respondent"], keep="first", maintain_order=True), {"respondent_variance"}),
        (
            lambda table: table.filter(pl.col("target") == "g0"),
            {
                "respondent_variance",
                "target_variance",
                "relationship_variance",
                "generalized_reciprocity",
                "dyadic_reciprocity",
            },
        ),
        (
            lambda table: table.filter(pl.col("rater").is_in(["g0", "g1", "g2"]) & pl.col("target").is_in(["g3", "g4", "g5"])),
            {"generalized_reciprocity", "dyadic_reciprocity"},
        ),
    ],
    ids=["one rater a group", "one rating a respondent", "one target", "raters are not rated"],
)
def test_what_the_design_cannot_tell_is_said(keep: Callable[[pl.DataFrame], pl.DataFrame], untold: set[str]) -> None:
    found = fit(keep(ratings()), profiles=False)

    assert {name for name, part in found.parts.items() if part.reason == NOT_TOLD} == untold
    assert all(found.parts[name].value is not None for name in PARTS if name not in untold)


def test_reciprocity_off_says_that_it_is_left_out() -> None:
    found = fit(ratings(), reciprocity=False)

    covariance, correlation = found.parts["generalized_reciprocity"], found.correlations["dyadic"]
    assert (covariance.value, covariance.reason) == (0.0, "scoring.social_relations.left_out")
    assert (correlation.value, correlation.reason) == (None, "scoring.social_relations.left_out")
    assert (found.reml_criterion or 0) >= (whole().reml_criterion or 0)


def test_a_variance_at_zero_is_told_and_gets_no_interval() -> None:
    found = fit(ratings(deviations=(0.0, 0.6, 0.0, 0.4), seed=4), profiles=False)

    assert found.converged
    assert found.at_zero
    for name in found.at_zero:
        assert found.parts[name].value == pytest.approx(0, abs=1e-6)
        assert (found.parts[name].lower, found.parts[name].reason) == (None, "scoring.social_relations.at_zero")
        assert name not in found.standard_errors


def test_the_criterion_with_reciprocity_is_not_above_the_one_without() -> None:
    table = ratings(deviations=(0.1, 0.6, 0.2, 0.3), seed=8)
    off, on = fit(table, reciprocity=False), fit(table, profiles=False)

    assert (on.reml_criterion or 0) <= (off.reml_criterion or 0) + 1e-6


def test_groups_that_do_not_meet_share_variances_and_have_means_of_their_own() -> None:
    here, there = ratings(4, seed=2), ratings(4, seed=3).with_columns(pl.col("rating") + 10)
    there = there.with_columns(pl.format("{}@north", column).alias(column) for column in COLUMNS[:3])
    found = fit(pl.concat([here, there]), profiles=False)

    assert len(found.means) == 2
    assert found.means[1] - found.means[0] == pytest.approx(10, abs=1.5)
    assert (found.parts["perceiver_variance"].value or 0) < 3
    assert set(found.perceivers) == {*(f"g{number}" for number in range(4)), *(f"g{number}@north" for number in range(4))}


def test_a_bridge_makes_one_round_robin() -> None:
    there = ratings(3, seed=3).with_columns(pl.format("{}@north", column).alias(column) for column in COLUMNS[:3])
    bridge = pl.DataFrame([("s", "g0", "g0@north", 3.0)], schema=COLUMNS, orient="row")

    assert len(fit(pl.concat([ratings(3), there, bridge]), profiles=False).means) == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "too_few"),
        ([("a", "g", "h", 3.0)], "too_few"),
        ([("a", "g", "h", 3.0), ("b", "h", "g", 4.0)], "too_few"),
        ([(f"r{n}", "g", "h", 3.0) for n in range(9)], "no_variation"),
    ],
)
def test_what_cannot_be_parted_says_why(rows: list[tuple[str, str, str, float]], reason: str) -> None:
    kinds = dict(zip(COLUMNS, (pl.String, pl.String, pl.String, pl.Float64), strict=True))
    found = fit(pl.DataFrame(rows, schema=kinds, orient="row"))

    assert found.mean.reason == f"scoring.social_relations.{reason}"
    assert {part.reason for part in found.parts.values()} == {f"scoring.social_relations.{reason}"}
    assert not found.converged


def test_ratings_without_any_noise_do_not_pass_for_a_fit() -> None:
    pairs = [(rater, rated) for rater in range(3) for rated in range(3) if rater != rated]
    rows = [(f"r{rater}.{n}", f"g{rater}", f"g{rated}", float(rater - 2 * rated)) for rater, rated in pairs for n in range(3)]
    found = fit(pl.DataFrame(rows, schema=COLUMNS, orient="row"), profiles=False)

    assert not found.converged
    assert "residual_variance" in found.at_zero


@pytest.mark.parametrize("name", ["generalized", "dyadic"])
def test_a_correlation_has_a_profile_interval_or_cannot_be_told(name: str) -> None:
    found = fit(ratings(5, 4)).correlations[name]

    assert found.lower is not None
    assert found.upper is not None
    if found.value is None:
        assert found.reason == "scoring.social_relations.cannot_be_told"
        assert found.lower <= -0.9
        assert found.upper >= 0.9
    else:
        assert found.lower <= found.value <= found.upper
        assert found.lower > -0.9 or found.upper < 0.9


def test_three_groups_cannot_tell_whether_givers_are_receivers() -> None:
    found = fit(ratings(3, 6, seed=5)).correlations["generalized"]

    assert found.value is None
    assert found.reason in {"scoring.social_relations.cannot_be_told", "scoring.social_relations.no_variance"}
