"""The social relations model against lme4 (without reciprocity) and TripleR (with).

The reference data are not ours to ship; the tests say so where they are absent.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samspill.scoring.social_relations import SocialRelations, fit

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
THREE_DIGITS = 5e-4
PARTS = {
    "perceiver_variance": "perceiver_variance",
    "target_variance": "target_variance",
    "relationship_variance": "relationship_variance",
}
COVARIANCES = {
    "generalized_reciprocity": "generalized_reciprocity_covariance",
    "dyadic_reciprocity": "dyadic_reciprocity_covariance",
}
OF_LME4 = {
    "perceiver_variance": "rater_group",
    "target_variance": "target_group",
    "relationship_variance": "cell",
    "respondent_variance": "respondent",
    "residual_variance": "residual",
}


def reference(name: str) -> dict[str, Any]:
    """Return what R says of a file, or skip the test where the data are absent."""
    if not (REFERENCE / name).is_file():
        pytest.skip(f"reference data are kept outside the project: {name} is not in ../shared/reference")
    told: dict[str, Any] = json.loads((REFERENCE / "reference.json").read_text(encoding="utf-8"))[name]
    return told


@cache
def of_groups() -> SocialRelations:
    table = pl.read_csv(REFERENCE / "ties_simulated.csv")
    return fit(table.rename({"rater_group": "rater", "target_group": "target"}), reciprocity=False)


@cache
def of_persons(name: str) -> SocialRelations:
    raw = pl.read_csv(REFERENCE / name, null_values="NA")
    rater, target = (pl.col(f"{side}.id").cast(pl.String) for side in ("perceiver", "target"))
    table = raw.select(respondent=rater, rater=rater, target=target, rating=pl.col("liking_a").cast(pl.Float64))
    return fit(table, profiles=False)


def test_variances_intercept_and_criterion_are_those_of_lme4() -> None:
    told = reference("ties_simulated.csv")
    found = of_groups()

    assert found.converged
    assert found.reml_criterion == pytest.approx(told["reml_criterion"], abs=1e-3)
    assert found.mean.value == pytest.approx(told["intercept"], abs=1e-5)
    variances = {part: found.parts[part].value for part in OF_LME4}
    assert variances == {part: pytest.approx(told["variance"][name], rel=THREE_DIGITS) for part, name in OF_LME4.items()}


def test_effects_are_those_of_lme4() -> None:
    told = reference("ties_simulated.csv")
    found = of_groups()
    relationships = {f"{tie.rater}>{tie.target}": tie.relationship for tie in found.ties}

    assert {group: effect.value for group, effect in found.perceivers.items()} == pytest.approx(
        told["blup_rater_group"], abs=1e-3
    )
    assert {group: effect.value for group, effect in found.targets.items()} == pytest.approx(
        told["blup_target_group"], abs=1e-3
    )
    assert {pair: relationships[pair] for pair in told["blup_cell"]} == pytest.approx(told["blup_cell"], abs=1e-3)
    means = {f"{tie.rater}>{tie.target}": tie.mean for tie in found.ties}
    assert {pair: means[pair] for pair in told["cell_means"]} == pytest.approx(told["cell_means"], abs=1e-6)


# Complete and balanced, so that REML equals the method of moments that TripleR uses.
@pytest.mark.parametrize("name", ["liking_round_robin.csv", "liking_round_robin_groups.csv"])
def test_parts_of_round_robins_are_those_of_triple_r(name: str) -> None:
    told = reference(name)
    found = of_persons(name)

    assert found.converged
    parts = {part: found.parts[part].value for part in PARTS | COVARIANCES}
    assert parts == {part: pytest.approx(told[key], rel=THREE_DIGITS) for part, key in (PARTS | COVARIANCES).items()}


def test_one_rater_a_group_leaves_the_respondent_to_the_perceiver_and_the_noise_to_the_tie() -> None:
    reference("liking_round_robin.csv")
    found = of_persons("liking_round_robin.csv")

    for part in ("respondent_variance", "residual_variance"):
        assert found.parts[part].value is None
        assert found.parts[part].reason == "scoring.social_relations.not_told_apart"
    assert len(found.means) == 1
    assert found.ties == ()


def test_groups_that_do_not_meet_are_round_robins_of_their_own() -> None:
    reference("liking_round_robin_groups.csv")

    assert len(of_persons("liking_round_robin_groups.csv").means) == 5


# Standard errors are another theory (large samples against Bond and Lashley's moments), so only near.
def test_standard_errors_are_near_those_of_triple_r() -> None:
    told = reference("liking_round_robin.csv")["se"]
    errors = of_persons("liking_round_robin.csv").standard_errors
    names = {"perceiver_variance": "perceiver", "target_variance": "target", "relationship_variance": "relationship"}
    names |= {"generalized_reciprocity": "generalized", "dyadic_reciprocity": "dyadic"}

    assert {part: errors[part] for part in names} == {part: pytest.approx(told[key], rel=0.02) for part, key in names.items()}
