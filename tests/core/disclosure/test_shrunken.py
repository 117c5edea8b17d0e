"""Shrunken ties: the best linear unbiased prediction, from published numbers alone, and better than what it starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samspill.design.model import Mapping as Design
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, Published, Release, Shrunken, WaveRelease
from samspill.disclosure.release_file import from_json, to_json
from samspill.disclosure.shrunken import Variances, predictions, shrunken_ties
from samspill.errors import DisclosureError
from samspill.instrument.ladder import Ladder, exact
from samspill.instrument.load import shipped
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.scoring.social_relations import fit
from samspill.terms import POLICIES, Bound, CellState, Need, PeopleBand, PolicyName, TieClass

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STRICT = POLICIES[PolicyName.STRICT]
LADDER = Ladder.of(STRICT, low=1, high=5, gap=1)
SPREAD = {"index": 0.9}
PARTS = {"perceiver": 0.15, "target": 0.15, "relationship": 0.2, "people": 0.5}


# ---- the prediction, beside two other ways to compute it ---------------------------------------------------------------------


def design(seed: int, groups: int = 6, share: float = 0.8) -> tuple[Ints, Ints, Floats, Floats]:
    """Return raters, targets, values and noise of ties drawn at random, every group among them."""
    rng = np.random.default_rng(seed)
    ring = {(one, (one + 1) % groups) for one in range(groups)}
    others = {(a, b) for a in range(groups) for b in range(groups) if a != b and rng.random() < share}
    rater, target = np.array(sorted(ring | others)).T
    return rater, target, rng.uniform(1.5, 4.5, len(rater)), rng.choice([0.15, 0.07, 0.03], len(rater))


def indicator(ends: Ints) -> Floats:
    return np.equal.outer(ends, np.arange(ends.max() + 1)).astype(float)


def by_mixed_model_equations(
    rater: Ints, target: Ints, value: Floats, noise: Floats, parts: Variances
) -> tuple[Floats, Floats]:
    """Solve Henderson's equations (1975, Biometrics 31) for mean and effects at once, by the inverse of their matrix."""
    blocks = [np.ones((len(value), 1)), indicator(rater), indicator(target), np.eye(len(value))]
    told = np.hstack(blocks)
    inverses = [0.0, 1 / parts.perceiver, 1 / parts.target, 1 / parts.relationship]
    penalty = np.concatenate([np.full(block.shape[1], one) for block, one in zip(blocks, inverses, strict=True)])
    inverse = np.linalg.inv(told.T @ (told / noise[:, None]) + np.diag(penalty))
    error = np.diag(told @ inverse @ told.T).astype(np.float64)
    return told @ (inverse @ (told.T @ (value / noise))), error


def by_covariance_matrix(rater: Ints, target: Ints, value: Floats, noise: Floats, parts: Variances) -> tuple[Floats, Floats]:
    """Write the covariance matrix of all ties out: mean by generalised least squares, then the regression on it."""
    own = parts.perceiver * np.equal.outer(rater, rater) + parts.target * np.equal.outer(target, target)
    signal = own + parts.relationship * np.eye(len(value))
    inverse, one = np.linalg.inv(signal + np.diag(noise)), np.ones(len(value))
    ones = one @ inverse @ one
    mean = one @ inverse @ value / ones
    left = one - signal @ inverse @ one
    return mean + signal @ inverse @ (value - mean), np.diag(signal - signal @ inverse @ signal) + left**2 / ones


@pytest.mark.parametrize("seed", range(6))
def test_the_prediction_solves_hendersons_mixed_model_equations(seed: int) -> None:
    ties, parts = design(seed), Variances(0.06 + seed / 50, 0.1, 0.15)

    for found, expected in zip(predictions(*ties, parts), by_mixed_model_equations(*ties, parts), strict=True):
        assert found == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(
    "parts",
    [
        Variances(0.1, 0.2, 0.3),
        Variances(0.0, 0.2, 0.3),
        Variances(0.1, 0.0, 0.3),
        Variances(0.1, 0.2, 0.0),
        Variances(0, 0, 0),
    ],
)
def test_a_part_of_no_variance_is_no_trouble(parts: Variances) -> None:
    ties = design(11, groups=8, share=0.5)

    for found, expected in zip(predictions(*ties, parts), by_covariance_matrix(*ties, parts), strict=True):
        assert found == pytest.approx(expected, abs=1e-10)


def test_with_exact_numbers_it_is_the_prediction_of_the_exact_model() -> None:
    rng = np.random.default_rng(3)
    kind, good, own = rng.normal(0, 0.3, 7), rng.normal(0, 0.4, 7), rng.normal(0, 0.4, (7, 7))
    rows = [
        (f"{a}.{b}.{i}", f"G{a}", f"G{b}", 3.4 + kind[a] + good[b] + own[a, b] + rng.normal(0, 0.8))
        for a in range(7)
        for b in range(7)
        if a != b
        for i in range(3 + (a + 2 * b) % 5)
    ]
    ties = pl.DataFrame(rows, schema=["respondent", "rater", "target", "rating"], orient="row")
    found = fit(ties, reciprocity=False)
    # Every respondent rates once here, so nothing of a person is in two ties.
    assert found.parts["respondent_variance"].value in {None, 0.0}
    parts = Variances(*(found.parts[f"{name}_variance"].value or 0.0 for name in ("perceiver", "target", "relationship")))
    rater, target = (np.array([int(getattr(tie, side)[1:]) for tie in found.ties]) for side in ("rater", "target"))
    noise = np.array([(found.parts["residual_variance"].value or 0.0) / tie.n for tie in found.ties])

    value, variance = predictions(rater, target, np.array([tie.mean for tie in found.ties]), noise, parts)

    assert value == pytest.approx([tie.shrunken.value for tie in found.ties], abs=1e-6)
    half = [(tie.shrunken.upper - tie.shrunken.lower) / 2 for tie in found.ties]  # type: ignore[operator]
    assert 1.959964 * np.sqrt(variance) == pytest.approx(half, abs=1e-6)


def test_with_very_many_people_it_is_the_published_value() -> None:
    rater, target, value, noise = design(2)

    found, variance = predictions(rater, target, value, noise * 1e-9, Variances(0.1, 0.1, 0.2))

    assert found == pytest.approx(value, abs=1e-6)
    assert variance == pytest.approx(0, abs=1e-6)


def test_without_variance_of_relationships_it_is_what_both_groups_say_and_receive() -> None:
    rater, target, value, noise = design(2, groups=7, share=1.0)

    found, _ = predictions(rater, target, value, noise, Variances(0.1, 0.2, 0.0))

    by_tie = dict(zip(zip(rater, target, strict=True), found, strict=True))
    assert by_tie[0, 3] - by_tie[0, 4] == pytest.approx(by_tie[1, 3] - by_tie[1, 4])
    assert by_tie[5, 2] - by_tie[5, 6] == pytest.approx(by_tie[0, 2] - by_tie[0, 6])
    assert not np.allclose(found, value, atol=0.1)


def test_with_next_to_no_people_it_is_the_mean() -> None:
    rater, target, value, noise = design(2)

    found, _ = predictions(rater, target, value, noise * 1e9, Variances(0.1, 0.1, 0.2))

    assert np.ptp(found) < 1e-6


def test_a_covariance_matrix_that_cannot_be_inverted_is_no_trouble() -> None:
    """Without noise and relationships more ties than groups cannot differ freely: their matrix has no inverse."""
    rater, target, value, _ = design(2, groups=7, share=1.0)

    found, variance = predictions(rater, target, value, np.zeros(len(value)), Variances(0.1, 0.2, 0.0))
    nothing, _ = predictions(rater, target, value, np.zeros(len(value)), Variances(0.0, 0.0, 0.0))

    least_squares = np.hstack([indicator(rater), indicator(target)])
    assert found == pytest.approx(least_squares @ np.linalg.lstsq(least_squares, value)[0], abs=1e-3)
    assert np.isfinite(variance).all()
    assert (variance > -1e-6).all()
    assert nothing == pytest.approx(np.full(len(value), value.mean()))


# ---- from what a wave publishes ----------------------------------------------------------------------------------------------


def cell(rater: str, target: str, value: float, band: PeopleBand = PeopleBand.FEW, bound: Bound | None = None) -> Cell:
    return Cell(rater, target, "index", CellState.SHOWN, Published(value, bound, None, band, None, TieClass.UNKNOWN, None))


def wave_of(
    cells: Iterable[Cell], *, spread: Mapping[str, float] = SPREAD, variance_parts: Mapping[str, float] = PARTS
) -> WaveRelease:
    told = dict(spread), dict(variance_parts)
    return WaveRelease(1, tuple(cells), (), (), (), {}, (), (), PeopleBand.MANY, (), *told)


def random_cells(rng: Random, ladder: Ladder = LADDER) -> list[Cell]:
    groups = "abcdef"[: rng.randint(3, 6)]
    pairs = [(a, b) for a in groups for b in groups if rng.random() < 0.9]
    bands = {pair: rng.choice(list(PeopleBand)) for pair in pairs}
    placed = {pair: ladder.place(rng.uniform(float(ladder.low), float(ladder.high)), bands[pair]) for pair in pairs}
    return [cell(*pair, placed[pair][0], bands[pair], placed[pair][1]) for pair in pairs]


def square(groups: str, value: float = 3.0) -> list[Cell]:
    return [cell(a, b, value) for a in groups for b in groups if a != b]


def test_every_shown_cell_between_groups_has_one_in_the_order_of_the_cells() -> None:
    cells = [*square("abcd"), cell("a", "a", 4.0), cell("e+f", "f", 4.0), cell("e+f", "a", 3.5)]
    cells += [Cell("b", "e", "index", CellState.HIDDEN), replace(cell("b", "f", 4.0), dimension="respect")]

    found = shrunken_ties(wave_of(cells), LADDER)

    assert [(tie.rater, tie.target) for tie in found] == [*((c.rater, c.target) for c in square("abcd")), ("e+f", "a")]
    assert all(tie.n_band is PeopleBand.FEW for tie in found)


@pytest.mark.parametrize(
    "wave",
    [
        wave_of(square("abc"), variance_parts={}),
        wave_of(square("abc"), spread={}),
        wave_of(square("abc"), spread={"respect": 0.9}),
        wave_of(square("abc")[:4]),
        wave_of([*square("ab"), *square("cd"), cell("c", "e", 3.0)]),
        wave_of([]),
    ],
    ids=["no variance parts", "no spread", "no spread of the index", "four ties", "five ties in two circles", "no ties"],
)
def test_where_too_little_is_published_there_are_none(wave: WaveRelease) -> None:
    assert shrunken_ties(wave, LADDER) == ()


def test_five_ties_are_enough() -> None:
    assert len(shrunken_ties(wave_of(square("abc")[:5]), LADDER)) == 5


def test_circles_that_no_tie_joins_have_a_mean_each() -> None:
    low, high = square("abc", 2.5), [replace(c, rater=c.rater.upper(), target=c.target.upper()) for c in square("abc", 3.5)]

    found = shrunken_ties(wave_of([*low, *high]), LADDER)

    assert [tie.value for tie in found] == [2.5] * 6 + [3.5] * 6


def test_the_value_is_that_of_the_formula_on_the_ladder_of_its_cell() -> None:
    rng = Random(5)  # noqa: S311
    cells = [c for c in random_cells(rng) if c.rater != c.target]
    names = sorted({c.rater for c in cells} | {c.target for c in cells})
    rater, target = (np.array([names.index(getattr(c, side)) for c in cells]) for side in ("rater", "target"))
    numbers = [c.published for c in cells if c.published]
    entering = {Bound.AT_LEAST: 4.25, Bound.AT_MOST: 1.75}
    least, step = {"5-9": 5, "10-24": 10, "25+": 25}, {"5-9": 0.5, "10-24": 0.25, "25+": 0.1}
    value = np.array([entering.get(one.bound, one.value) if one.bound else one.value for one in numbers])
    noise = np.array([0.81 / least[one.n_band] + step[one.n_band] ** 2 / 12 for one in numbers])
    parts = Variances(*(0.81 / 0.5 * share for share in (0.15, 0.15, 0.2)))

    expected, variance = by_covariance_matrix(rater, target, value, noise, parts)

    found = shrunken_ties(wave_of(cells), LADDER)
    for tie, number, one, sd in zip(found, numbers, expected, np.sqrt(variance), strict=True):
        half, width = step[number.n_band] / 2, 1.96 * sd + step[number.n_band] / 2
        low, high = (2.0, 4.0) if number.n_band is PeopleBand.FEW else (1.5, 4.5)
        assert abs(tie.value - min(max(one, low), high)) <= half + 1e-9
        assert tie.interval[0] <= max(one - width, 1.0) + 1e-9
        assert tie.interval[1] >= min(one + width, 5.0) - 1e-9
        assert number.bound or tie.interval[1] - tie.interval[0] <= 2 * (width + 2 * half) + 1e-9


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32), st.sampled_from(list(PolicyName)), st.sampled_from([(1, 5, 1), (0, 100, 25), (1, 3, 1), (0, 1, 1)])
)
def test_it_stands_on_the_ladder_and_never_beyond_what_is_coded(
    seed: int, policy: PolicyName, scale: tuple[float, float, float]
) -> None:
    ladder = Ladder.of(POLICIES[policy], low=scale[0], high=scale[1], gap=scale[2])
    rng = Random(seed)  # noqa: S311
    cells = {(c.rater, c.target): c.published for c in random_cells(rng, ladder) if c.published}
    told = [Cell(*pair, "index", CellState.SHOWN, number) for pair, number in cells.items()]
    spread = {"index": float(ladder.unit)}
    for tie in shrunken_ties(wave_of(told, spread=spread), ladder):
        number, step = cells[tie.rater, tie.target], ladder.step(tie.n_band)
        bottom, top = ladder.extremes(tie.n_band) or (ladder.low, ladder.high)
        assert bottom <= exact(tie.value) <= top
        assert (exact(tie.value) - ladder.low) % step == 0 or exact(tie.value) == ladder.high
        assert ladder.low <= exact(tie.interval[0]) <= exact(tie.value) <= exact(tie.interval[1]) <= ladder.high
        assert number.bound is not Bound.AT_LEAST or exact(tie.interval[1]) == ladder.high
        assert number.bound is not Bound.AT_MOST or exact(tie.interval[0]) == ladder.low


@pytest.mark.parametrize("bound", list(Bound))
def test_where_all_cells_are_coded_a_tie_says_no_more_than_they_do(bound: Bound) -> None:
    """Coded extremes of few people enter at 4.25, whose rung would be 4.5: finer than "at least 4"."""
    coded = {Bound.AT_LEAST: (4.0, (3.0, 5.0)), Bound.AT_MOST: (2.0, (1.0, 3.0))}[bound]
    cells = [cell(a, b, coded[0], PeopleBand.FEW, bound) for a, b in PAIRS]

    found = shrunken_ties(wave_of(cells), LADDER)

    assert {tie.value for tie in found} == {coded[0]}
    assert {tie.interval for tie in found} == {coded[1]}


def test_where_extremes_meet_in_the_middle_a_tie_has_none() -> None:
    """On a yes/no question few people are told as "at least" or "at most" half: nothing lies between."""
    ladder = Ladder.of(STRICT, low=0, high=1, gap=1)
    few = (cell("a", b, 0.5, PeopleBand.FEW, Bound.AT_LEAST) for b in "bcd")
    cells = [*few, *(cell(a, b, 0.6, PeopleBand.MANY) for a, b in PAIRS if a != "a")]

    found = shrunken_ties(wave_of(cells, spread={"index": 0.4}), ladder)

    assert {tie.rater for tie in found} == {"b", "c", "d"}


PAIRS = [(a, b) for a in "abcd" for b in "abcd" if a != b]


def test_a_tie_with_few_answers_is_drawn_further_than_one_with_many() -> None:
    def drawn(band: PeopleBand) -> Shrunken:
        cells = [cell(a, b, 4.0 if (a, b) == ("a", "b") else 2.5, band) for a, b in PAIRS]
        return next(tie for tie in shrunken_ties(wave_of(cells), LADDER) if (tie.rater, tie.target) == ("a", "b"))

    few, many = drawn(PeopleBand.FEW), drawn(PeopleBand.MANY)
    assert 2.5 < few.value < many.value < 4.0
    assert few.interval[1] - few.interval[0] > many.interval[1] - many.interval[0]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_cells_changes_nothing(seed: int) -> None:
    rng = Random(seed)  # noqa: S311
    cells = random_cells(rng)
    shuffled = rng.sample(cells, len(cells))

    assert set(shrunken_ties(wave_of(cells), LADDER)) == set(shrunken_ties(wave_of(shuffled), LADDER))


# ---- in a release ------------------------------------------------------------------------------------------------------------

GROUPS = "abcdefgh"
ANSWERED = tuple(5 + number % 5 for number in range(len(GROUPS)))
EVERYBODY = {"response": 1.0, "contact": dict.fromkeys(Need, (0.0, 0.0)), "leader_share": 0.0, "dont_know": 0.0, "skipped": 0.0}
INSTRUMENT = shipped("relational-capacity")


def plan(worlds: ModuleType, sizes: Iterable[int]) -> Design:
    groups = (worlds.group(key, size) for key, size in zip(GROUPS, sizes, strict=True))
    found: Design = worlds.mapping(*groups, own_group=False)
    return found


def answered(mapping: Design, seed: int, folder: Path) -> Ratings:
    file = folder / "ratings.csv"
    simulate(mapping, INSTRUMENT, np.random.default_rng(seed), **EVERYBODY).write_csv(file)
    return read(file, mapping, INSTRUMENT)


def frozen(mapping: Design, ratings: Ratings) -> Release:
    return freeze(score(ratings, mapping, INSTRUMENT), mapping, INSTRUMENT, version="1", ratings=ratings)


@pytest.fixture(scope="module")
def closed(worlds: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Design, Ratings, Release]:
    """Return eight groups of five to nine people, their answers and their release."""
    mapping = plan(worlds, ANSWERED)
    ratings = answered(mapping, 1, tmp_path_factory.mktemp("closed"))
    return mapping, ratings, frozen(mapping, ratings)


def test_a_release_holds_them_and_they_follow_from_what_its_file_tells(closed: tuple[Design, Ratings, Release]) -> None:
    release = closed[2]
    wave = from_json(to_json(release)).waves[0]

    assert len(wave.shrunken) == 56
    assert len({tie.value for tie in wave.shrunken}) > 2
    assert shrunken_ties(replace(wave, shrunken=()), LADDER) == wave.shrunken == release.waves[0].shrunken


def test_other_answers_with_the_same_published_numbers_give_the_same(closed: tuple[Design, Ratings, Release]) -> None:
    """Two people of a group swap what they say of one group: the cells stay, who said what does not."""
    mapping, ratings, release = closed
    items = list(ratings.items)
    some = (pl.col("rater_group") == "a") & (pl.col("target_group") == "b")
    rows = ratings.frame.filter(some)
    swapped = rows.with_columns(rows.select(items)[[1, 0, *range(2, rows.height)]].get_columns())
    other = replace(ratings, frame=pl.concat([ratings.frame.filter(~some), swapped]))
    told = frozen(mapping, other)

    assert not swapped.select(items).equals(rows.select(items))
    assert told.waves[0].cells == release.waves[0].cells
    assert told.waves[0].variance_parts == release.waves[0].variance_parts
    assert told == release


def test_nothing_but_the_published_cells_spread_and_parts_is_looked_at(closed: tuple[Design, Ratings, Release]) -> None:
    wave = closed[2].waves[0]
    bare = WaveRelease(9, wave.cells, (), (), (), {}, (), (), None, (), {"index": wave.spread["index"]}, wave.variance_parts)

    assert shrunken_ties(bare, LADDER) == wave.shrunken


def test_the_order_of_answers_changes_nothing(closed: tuple[Design, Ratings, Release]) -> None:
    mapping, ratings, release = closed
    shuffled = replace(ratings, frame=ratings.frame.sample(fraction=1, shuffle=True, seed=3))

    assert to_json(frozen(mapping, shuffled)) == to_json(release)


def test_the_audit_refuses_one_that_does_not_follow_from_the_cells(
    closed: tuple[Design, Ratings, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping, ratings, release = closed

    def moved(wave: WaveRelease, ladder: Ladder) -> tuple[Shrunken, ...]:
        first, *others = shrunken_ties(wave, ladder)
        return replace(first, value=first.value + 0.5), *others

    def one_too_few(wave: WaveRelease, ladder: Ladder) -> tuple[Shrunken, ...]:
        return shrunken_ties(wave, ladder)[1:]

    def one_too_many(wave: WaveRelease, ladder: Ladder) -> tuple[Shrunken, ...]:
        return *shrunken_ties(wave, ladder), Shrunken("a", "a", 3.0, (1.0, 5.0), PeopleBand.FEW)

    for wrong, pair in ((moved, "a → b"), (one_too_few, "a → b"), (one_too_many, "a → a")):
        monkeypatch.setattr("samspill.disclosure.freeze.shrunken_ties", wrong)
        with pytest.raises(DisclosureError) as error:
            frozen(mapping, ratings)
        problems = error.value.problems
        assert [problem.code for problem in problems] == ["disclosure.audit_unexplained"]
        assert str(problems[0].data["number"]).startswith(pair)
    assert release.waves[0].shrunken[0].value > 0


# ---- is it nearer to the truth? ----------------------------------------------------------------------------------------------


def true_means(worlds: ModuleType, seed: int, folder: Path) -> Mapping[tuple[str, str], float]:
    """Return what ties would be had a thousand answered: a seed draws the same groups and ties, whatever their size."""
    mapping = plan(worlds, [1000] * len(GROUPS))
    atoms = score(answered(mapping, seed, folder), mapping, INSTRUMENT).atoms.filter(pl.col("measure") == "index")
    return {(row["rater_group"], row["target_group"]): row["total"] / row["n"] for row in atoms.iter_rows(named=True)}


def test_of_five_to_nine_people_it_is_nearer_to_the_true_mean_than_the_published_value(
    worlds: ModuleType, tmp_path: Path
) -> None:
    """On mappings from the simulator as it is, none left out: mean squared error and how often the interval holds the truth."""
    published, shrunken, held = list[float](), list[float](), list[bool]()
    for seed in range(5):
        mapping = plan(worlds, ANSWERED)
        wave = frozen(mapping, answered(mapping, seed, tmp_path)).waves[0]
        truth = true_means(worlds, seed, tmp_path)
        cells = {(c.rater, c.target): c.published for c in wave.cells if c.dimension == "index" and c.published}
        for tie in wave.shrunken:
            number, true = cells[tie.rater, tie.target], truth[tie.rater, tie.target]
            published.append(float(LADDER.entering(number.value, number.bound)) - true)
            shrunken.append(tie.value - true)
            held.append(tie.interval[0] <= true <= tie.interval[1])

    before, after = (float(np.mean(np.square(errors))) for errors in (published, shrunken))
    assert len(shrunken) == 280
    assert after < before
    assert np.mean(held) >= 0.95
