"""Means, intervals, classes and bands beside what R's survey makes of the same ratings; against_R.R is the script."""

# ruff: noqa: N802

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from samspill.design.model import Mapping
from samspill.instrument.classes import band, class_borders, tie_class
from samspill.instrument.model import Bands, Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.cell_mean import chances
from samspill.scoring.compare import gaps
from samspill.scoring.group import GroupMeans, group_means
from samspill.scoring.score import score
from samspill.scoring.tie import Tie, ties
from samspill.scoring.uncertainty import share_estimate
from samspill.terms import Estimate

SIZES = {"a": 9, "b": 12, "c": 6, "d": 7}
DIGITS = 1e-9
"""R prints nine decimals."""


@dataclass(frozen=True)
class World:
    ties: tuple[Tie, ...]
    means: dict[str, GroupMeans]

    def tie(self, rater: str, target: str) -> Tie:
        return next(tie for tie in self.ties if (str(tie.rater), str(tie.target)) == (rater, target))


@pytest.fixture(scope="module")
def world(mapping_of: Callable[..., Mapping], ratings_of: Callable[..., Ratings], capacity: Instrument) -> World:
    given = pl.read_csv(Path(__file__).with_name("against_R.csv"))
    assert dict(given.select("rater_group", "size").iter_rows()) == SIZES
    # Two questions answered nearly alike: hardly any noise of single answers, which survey knows nothing of.
    value, apart = pl.col("x").cast(pl.Float64), pl.Series([1e-5, -1e-5] * given.height)[: given.height]
    rows = given.select("respondent", "rater_group", "target_group", value + apart, y=value - apart).rows()
    mapping = mapping_of(**SIZES)
    scores = score(ratings_of(("information", "respect"), rows), mapping, capacity, min_items=1)
    found = tuple(tie for tie in ties(scores, mapping, capacity) if tie.measure == "index")
    return World(found, {str(one.node or ""): one for one in group_means(scores, mapping, found)})


def ends(found: Estimate) -> tuple[float | None, ...]:
    return found.value, found.lower, found.upper


@pytest.mark.parametrize(
    ("rater", "target", "expected", "sd", "classes"),
    [
        ("a", "b", (4.6, 3.567398564, 5.632601436), 0.529150262, (0.018910239, 0.068216228, 0.912873533)),
        ("b", "c", (3.8, 3.265577984, 4.334422016), 1.25, (0.089517279, 0.360535754, 0.549946967)),
        ("c", "b", (3.5, 2.605740925, 4.394259075), 0.5, (0.340924225, 0.318151549, 0.340924225)),
    ],
)
def test_ties_against_R(
    world: World, rater: str, target: str, expected: tuple[float, ...], sd: float, classes: tuple[float, ...]
) -> None:
    tie = world.tie(rater, target)

    assert ends(tie.mean) == pytest.approx(expected, abs=DIGITS)
    assert tie.sd == pytest.approx(sd, abs=DIGITS)
    assert chances(tie.cell, class_borders(1, 5)) == pytest.approx(classes, abs=DIGITS)


@pytest.mark.parametrize(
    ("group", "way", "by_respondent", "by_group"),
    [
        ("", "given", (3.203125, 2.924010691, 3.482239309), (3.275079365, 3.052093951, 3.498064779)),
        ("a", "received", (2.576923077, 2.324043309, 2.829802845), (2.547619048, 2.312802120, 2.782435975)),
        ("b", "received", (4.05, 3.602550892, 4.497449108), (4.05, 3.602550892, 4.497449108)),
        ("c", "received", (3.576923077, 2.920321644, 4.233524510), (3.393333333, 2.893388244, 3.893278423)),
        ("d", "received", (3.090625, 2.715561185, 3.465688815), (3.308571429, 2.903388642, 3.713754215)),
        ("a", "given", (3.761538462, 2.975192498, 4.547884425), (3.873333333, 3.148835450, 4.597831217)),
        ("b", "given", (2.921428571, 2.535589033, 3.307268110), (2.921428571, 2.535589033, 3.307268110)),
    ],
)
def test_means_over_ties_against_R(
    world: World, group: str, way: str, by_respondent: tuple[float, ...], by_group: tuple[float, ...]
) -> None:
    """Group d has one answer: its variance is the average of the others', survey's option "average"."""
    found = getattr(world.means[group], way)

    assert ends(found.by_respondent) == pytest.approx(by_respondent, abs=DIGITS)
    assert ends(found.by_group) == pytest.approx(by_group, abs=DIGITS)


@pytest.mark.parametrize(
    ("pair", "expected", "p", "q"),
    [
        ("a b", (1.671428571, 0.508728001, 2.834129142), 0.032194027, 0.128776107),
        ("a c", (1.213333333, 0.560258843, 1.866407824), 0.070469517, 0.140939033),
        ("b c", (0.300000000, -0.741780296, 1.341780296), 0.680654439, 0.680654439),
        ("c d", (1.250000000, -0.874285497, 3.374285497), 0.296586419, 0.395448559),
    ],
)
def test_gaps_and_false_discoveries_against_R(world: World, pair: str, expected: tuple[float, ...], p: float, q: float) -> None:
    gap = {f"{gap.one} {gap.other}": gap for gap in gaps(world.ties)}[pair]

    assert ends(gap.gap) == pytest.approx(expected, abs=DIGITS)
    assert (gap.p, gap.q) == (pytest.approx(p, abs=DIGITS), pytest.approx(q, abs=DIGITS))


def test_a_share_against_R() -> None:
    found = share_estimate(3, 12, 20, "intervals")

    assert ends(found) == pytest.approx((0.25, 0.127534525, 0.431854553), abs=DIGITS)


def test_classes_and_bands_against_R() -> None:
    values = (1, 2.74, 3.2, 3.24, 3.25, 3.49, 3.5, 3.74, 3.75, 4, 4.01, 5)

    assert [tie_class(value, 1, 5).value for value in values] == ["needs_talk"] * 4 + ["on_the_way"] * 4 + ["holds"] * 4
    assert [band(value, Bands(3.5, 4.0, source="")) for value in values] == ["weak"] * 6 + ["moderate"] * 4 + ["strong"] * 2
