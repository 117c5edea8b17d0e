"""Simulated ratings: they read back, they show what was planted, and nobody can be followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping, WaveChange
from samspill.errors import Problem, SamspillError, UsageError
from samspill.instrument.model import Instrument, Option, Scale
from samspill.ratings.simulate import simulate
from samspill.ratings.table import Ratings
from samspill.ratings.write import to_bytes
from samspill.terms import Text

SEED = 20260901


def made(mapping: Mapping, instrument: Instrument, seed: int = SEED, **options: object) -> pl.DataFrame:
    return simulate(mapping, instrument, np.random.default_rng(seed), **options)


@pytest.fixture
def read_back(ratings_of: Callable[..., Ratings]) -> Callable[..., Ratings]:
    def run(frame: pl.DataFrame, name: str = "svar.csv", **options: object) -> Ratings:
        return ratings_of(to_bytes(frame, Path(name)), name, **options)

    return run


@pytest.fixture
def large(made_up_mapping: Mapping) -> Mapping:
    """Return the eight groups, each with 400 people, so that means say something."""
    groups = {key: replace(group, sizes={"": 400}) for key, group in made_up_mapping.groups.items()}
    return replace(made_up_mapping, groups=groups)


def test_the_same_seed_gives_the_same_ratings(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    first, second = made(made_up_mapping, made_up_instrument), made(made_up_mapping, made_up_instrument)
    assert_frame_equal(first, second)
    assert not first.equals(made(made_up_mapping, made_up_instrument, seed=2))


@pytest.mark.parametrize("name", ["svar.csv", "svar.xlsx", "svar.parquet"])
@pytest.mark.parametrize("levels", [False, True])
def test_what_is_written_reads_back_alike(
    read_back: Callable[..., Ratings], made_up_mapping: Mapping, made_up_instrument: Instrument, name: str, levels: bool
) -> None:
    frame = made(made_up_mapping, made_up_instrument, levels=levels)
    found, expected = read_back(frame, name), read_back(frame)
    assert_frame_equal(found.frame, expected.frame)
    assert_frame_equal(found.own, expected.own)
    assert found.frame.height == frame["target_group"].is_not_null().sum()
    codes = frame.filter(pl.col("target_group").is_not_null()).sort("wave", "respondent", "target_group")["respect"]
    read = found.frame.sort("wave", "respondent", "target_group")
    assert read["respect"].to_list() == [None if code in (None, "?") else float(code) for code in codes]
    assert read["respect:dont_know"].to_list() == [code == "?" for code in codes]


def test_sites_read_back(
    read_back: Callable[..., Ratings], made_up_sites_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    found = read_back(made(made_up_sites_mapping, made_up_instrument), mapping=made_up_sites_mapping).frame
    asked = {(str(rater), str(target)) for rater, target in made_up_sites_mapping.pairs(1)}
    nodes = [pl.concat_str(f"{side}_group", pl.lit("@"), f"{side}_site").str.strip_suffix("@") for side in ("rater", "target")]
    assert set(found.select(rater=nodes[0], target=nodes[1]).rows()) == asked


def test_people_of_a_service_choose_up_to_three_sites(made_up_sites_mapping: Mapping, made_up_instrument: Instrument) -> None:
    names = [f"skole{at}" for at in range(12)]
    site = next(iter(made_up_sites_mapping.sites.values()))
    mapping = replace(
        made_up_sites_mapping,
        sites={key: replace(site, key=key) for key in names},
        groups={
            key: replace(group, sizes={"": 200} if key == "ppt" else dict.fromkeys(names, 10))
            for key, group in made_up_sites_mapping.groups.items()
        },
    )
    rows = made(mapping, made_up_instrument).filter(pl.col("rater_group") == "ppt", pl.col("target_site").is_not_null())
    chosen = rows.group_by("respondent").agg(sites=pl.col("target_site").n_unique(), rows=pl.len())
    assert set(chosen["sites"]) == {1, 2, 3}
    assert (chosen["rows"] == 2 * chosen["sites"]).all()
    assert rows["target_site"].n_unique() == 12


def test_response_follows_the_option(large: Mapping, made_up_instrument: Instrument) -> None:
    for share in (0.3, 0.75, 1.0):
        rows = made(large, made_up_instrument, response=share, waves=1)
        people = rows.group_by("rater_group").agg(pl.col("respondent").n_unique())["respondent"]
        assert people.to_list() == pytest.approx([400 * share] * 7, abs=40)
    by_default = (
        made(large, made_up_instrument, waves=1).group_by("rater_group").agg(pl.col("respondent").n_unique())["respondent"]
    )
    assert by_default.is_between(0.5 * 400, 0.97 * 400).all()
    assert by_default.n_unique() > 4


def test_nobody_answers_and_the_file_has_only_headings(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(made_up_mapping, made_up_instrument, response=0.0)
    assert rows.height == 0
    assert "knows_tasks" in rows.columns


def test_effects_can_be_planted(large: Mapping, made_up_instrument: Instrument, read_back: Callable[..., Ratings]) -> None:
    still: dict[str, object] = {"response": 1.0, "waves": 1}
    plain = read_back(made(large, made_up_instrument, **still), mapping=large).frame
    planted = read_back(
        made(large, made_up_instrument, **still, effects={("larere", "ppt"): {"familiarity": -1.0}, ("ppt", "larere"): -0.8}),
        mapping=large,
    ).frame
    items = ["knows_tasks", "knows_competence", "respect", "information"]
    means = [
        frame.group_by("rater_group", "target_group").agg(pl.col(items).mean()).sort("rater_group", "target_group")
        for frame in (plain, planted)
    ]
    change = means[1].with_columns(pl.col(item) - means[0][item] for item in items)
    by_pair = {(row["rater_group"], row["target_group"]): [row[item] for item in items] for row in change.to_dicts()}
    assert by_pair["larere", "ppt"] == pytest.approx([-0.95, -0.95, 0, 0], abs=0.25)
    assert by_pair["ppt", "larere"] == pytest.approx([-0.75] * 4, abs=0.25)
    assert max(abs(value) for pair, row in by_pair.items() if set(pair) != {"larere", "ppt"} for value in row) == 0


def test_an_effect_may_begin_with_a_later_wave(large: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(large, made_up_instrument, wave_effects={2: {("larere", "ppt"): 1.0}}, persistence=1.0, progress=0.0)
    tie = rows.filter(pl.col("rater_group") == "larere", pl.col("target_group") == "ppt")
    means = tie.group_by("wave").agg(pl.col("respect").cast(pl.Float64, strict=False).mean()).sort("wave")["respect"]
    assert means[1] - means[0] > 0.5


def test_ties_keep_their_level_from_wave_to_wave(large: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(large, made_up_instrument, response=1.0)
    value = pl.col("information").cast(pl.Float64, strict=False).mean()
    means = rows.group_by("wave", "rater_group", "target_group").agg(value).drop_nulls()
    wide = means.pivot(on="wave", index=["rater_group", "target_group"], values="information").drop_nulls()
    assert np.corrcoef(wide["1"], wide["2"])[0, 1] > 0.6
    fresh = made(large, made_up_instrument, response=1.0, persistence=0.0)
    means = fresh.group_by("wave", "rater_group", "target_group").agg(value).drop_nulls()
    wide = means.pivot(on="wave", index=["rater_group", "target_group"], values="information").drop_nulls()
    assert abs(np.corrcoef(wide["1"], wide["2"])[0, 1]) < 0.6


def test_a_merged_group_starts_as_the_mean_of_its_parts(large: Mapping, made_up_instrument: Instrument) -> None:
    merged = replace(large.groups["familie"], key="helsefamilie", name=Text("Helse og familie"), waves=(2,))
    parts = {key: replace(large.groups[key], waves=(1,)) for key in ("helsesykepleiere", "familie")}
    change = WaveChange(2, groups={"helsesykepleiere": ("helsefamilie",), "familie": ("helsefamilie",)})
    mapping = replace(large, groups={**large.groups, **parts, "helsefamilie": merged}, changes={2: change})
    rows = made(
        mapping, made_up_instrument, response=1.0, persistence=1.0, progress=0.0, relationship_sd=0.0, high_need_shift=0.0
    )
    value = pl.col("information").cast(pl.Float64, strict=False).mean()
    seen = dict(rows.filter(pl.col("rater_group") == "larere").group_by("target_group").agg(value).rows())
    assert seen["helsefamilie"] == pytest.approx((seen["helsesykepleiere"] + seen["familie"]) / 2, abs=0.12)
    assert {"helsefamilie"} == set(rows.filter(pl.col("wave") == 2)["rater_group"]) & {"helsefamilie", "familie"}


def test_nobody_can_be_followed_from_wave_to_wave(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(made_up_mapping, made_up_instrument)
    first, second = (set(rows.filter(pl.col("wave") == wave)["respondent"]) for wave in (1, 2))
    assert first
    assert second
    assert not first & second
    for wave in (1, 2):
        people = rows.filter(pl.col("wave") == wave).unique("respondent", maintain_order=True)
        assert people["respondent"].is_sorted()
        assert people["rater_group"].rle_id().max() > 20


def test_familiarity_is_lower_and_contact_rarer_where_the_need_is_low(large: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(large, made_up_instrument, response=1.0, item_sd=0.0).filter(pl.col("target_group").is_not_null())
    items = [item.key for item in made_up_instrument.tie_items]
    means = rows.select(pl.col(items).cast(pl.Float64, strict=False).mean()).row(0, named=True)
    others = [value for key, value in means.items() if not key.startswith("knows")]
    assert max(means["knows_tasks"], means["knows_competence"]) < min(others) - 0.2
    high = pl.concat_str("rater_group", pl.lit(">"), "target_group").is_in(
        [f"{rater}>{target}" for (rater, target), need in large.needs.items() if need == "high"]
    )
    apart = (
        rows.filter(pl.col("rater_group") != pl.col("target_group"))
        .group_by(high.alias("high"))
        .agg((pl.col("contact") != "yes").mean())
    )
    shares = dict(apart.rows())
    assert shares[False] > shares[True] + 0.1
    own = rows.filter(pl.col("rater_group") == pl.col("target_group"))
    assert set(own["contact"]) == {"yes"}
    assert set(rows.filter(pl.col("contact") != "yes")["respect"]) == {None}


def test_answers_pile_up_at_the_ends(large: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(large, made_up_instrument, mean=4.8, waves=1)
    shares = rows["respect"].drop_nulls().value_counts(normalize=True)
    assert dict(shares.rows())["5"] > 0.5
    assert set(shares["respect"]) <= {"1", "2", "3", "4", "5", "?"}


def ideal_point(instrument: Instrument) -> Instrument:
    scale = Scale("degree", tuple(Option(code, Text("x"), float(score)) for code, score in enumerate((1, 3, 5, 4, 2), start=1)))
    return replace(instrument, scales={**instrument.scales, "degree": scale})


def test_an_ideal_point_scale_is_missed_downwards(large: Mapping, made_up_instrument: Instrument) -> None:
    rows = made(large, ideal_point(made_up_instrument), waves=1)
    shares = dict(rows["respect"].drop_nulls().value_counts(normalize=True).rows())
    assert shares["2"] > 4 * shares["4"] > 0
    assert shares["1"] > shares.get("5", 0)
    contented = dict(
        made(large, ideal_point(made_up_instrument), waves=1, mean=6.0)["respect"].value_counts(normalize=True).rows()
    )
    assert contented["3"] > contented["2"]


@pytest.mark.parametrize("scores", [(5, 4, 3, 2, 1), (10, 20), (None, None, None), (1, 2, 3, 4, 5, None)])
def test_other_scales(large: Mapping, made_up_instrument: Instrument, scores: tuple[float | None, ...]) -> None:
    scale = Scale("degree", tuple(Option(code, Text("x"), score) for code, score in enumerate(scores)))
    instrument = replace(made_up_instrument, scales={**made_up_instrument.scales, "degree": scale})
    rows = made(large, instrument, waves=1, mean=4.5)
    counts = dict(rows.filter(pl.col("respect") != "?")["respect"].value_counts().rows())
    usable = {str(code) for code, score in enumerate(scores) if score is not None} or {str(code) for code in range(len(scores))}
    assert set(counts) <= usable
    ordered = sorted(counts)
    if scores[0] == 5:
        assert counts[ordered[0]] > counts[ordered[-1]]
    elif scores[0] is not None:
        assert counts[ordered[-1]] > counts[ordered[0]]


def test_without_a_question_about_contact_there_is_no_column(
    made_up_mapping: Mapping, made_up_instrument: Instrument, read_back: Callable[..., Ratings]
) -> None:
    instrument = replace(made_up_instrument, contact_question=None)
    rows = made(made_up_mapping, instrument)
    assert "contact" not in rows.columns
    assert read_back(rows, instrument=instrument).frame["contact"].drop_nulls().unique().to_list() == ["yes"]


def test_choices_respect_their_number(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    own = made(made_up_mapping, made_up_instrument).filter(pl.col("target_group").is_null())["helps_most"].drop_nulls()
    chosen = own.str.split(";")
    assert set(chosen.list.len()) == {1, 2}
    assert (chosen.list.n_unique() == chosen.list.len()).all()
    assert set(chosen.explode()) == {str(option.code) for option in made_up_instrument.scale_of("helps_most").options}


def test_options_that_cannot_be_simulated(
    made_up_mapping: Mapping, made_up_instrument: Instrument, told: Callable[[SamspillError], list[Problem]]
) -> None:
    with pytest.raises(UsageError) as caught:
        made(made_up_mapping, made_up_instrument, response=1.2, waves=3, effects={("lærere", "ppt"): {"respekt": 1.0}})
    found = [(problem.code, problem.data["value"]) for problem in told(caught.value)]
    assert found == [
        ("ratings.simulate_share", 1.2),
        ("ratings.simulate_waves", 3),
        ("ratings.simulate_unknown", "lærere"),
        ("ratings.simulate_unknown", "respekt"),
    ]
    with pytest.raises(TypeError):
        made(made_up_mapping, made_up_instrument, respons=0.5)
