"""How many intervals hold what all members would have said: whole mappings drawn, answered in part and scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from samspill.design.model import Mapping, Node
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings, dont_know_column
from samspill.scoring.cell_mean import CellMean, chances
from samspill.scoring.compare import gaps
from samspill.scoring.score import score
from samspill.scoring.spread import Spread
from samspill.scoring.tie import Tie, ties

ITEMS = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
DIFFICULTY = np.array([-0.3, -0.3, 0.15, 0.2, 0.05, -0.05, 0.25])
Pair = tuple[Node, Node]


@dataclass(frozen=True)
class Drawn:
    """A mapping of which everybody's answers are known, and those that came in."""

    mapping: Mapping
    ratings: Ratings
    everybody: dict[Pair, float]
    """What all members would have said."""
    again: dict[Pair, float]
    """What they would say on average, were they asked the same again and again."""


def drawn(
    rng: np.random.Generator,
    mapping_of: Callable[..., Mapping],
    groups: int,
    response: tuple[float, float],
    largest: int = 30,
) -> Drawn:
    """Draw what every member of every group thinks of every other group, and who answers."""
    sizes = {f"g{number}": int(rng.integers(5, largest + 1)) for number in range(groups)}
    given, taken, between = rng.normal(0, 0.25, groups), rng.normal(0, 0.25, groups), rng.normal(0, 0.35, (groups, groups))
    frames, everybody, again = [], {}, {}
    for place, (rater, size) in enumerate(sizes.items()):
        person = rng.normal(0, 0.35, size)
        answers = rng.permutation(size)[: max(round(size * rng.uniform(*response)), 2)]
        for other, target in enumerate(sizes):
            if rater == target:
                continue
            mean = 3.4 + given[place] + taken[other] + between[place, other]
            view = mean + person[:, None] + rng.normal(0, 0.4, (size, 1)) + DIFFICULTY
            times = np.clip(np.rint(view + rng.normal(0, 0.65, (60, size, 7))), 1, 5)
            scores = times[0]
            everybody[Node(rater), Node(target)] = float(scores.mean())
            again[Node(rater), Node(target)] = float(times.mean())
            names = {"respondent": [f"{rater}-{number}" for number in answers], "rater_group": rater, "target_group": target}
            frames.append(pl.DataFrame(names | {item: scores[answers, column] for column, item in enumerate(ITEMS)}))
    rows = pl.concat(frames).with_columns(
        wave=pl.lit(1, pl.Int32),
        rater_site=pl.lit(""),
        target_site=pl.lit(""),
        contact=pl.lit("yes"),
        level=pl.lit(None, pl.String),
    )
    unknown = {dont_know_column(item): pl.lit(value=False) for item in ITEMS}
    own = {"wave": pl.Int32, "respondent": pl.String, "rater_group": pl.String, "rater_site": pl.String}
    situation = pl.DataFrame(schema=own | {"item": pl.String, "code": pl.Int32})
    return Drawn(mapping_of(**sizes), Ratings(rows.with_columns(**unknown), situation, ITEMS), everybody, again)


def of_index(world: Drawn, capacity: Instrument) -> list[Tie]:
    scores = score(world.ratings, world.mapping, capacity)
    return [tie for tie in ties(scores, world.mapping, capacity) if tie.measure == "index"]


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("groups", "mappings", "largest"),
    [
        (5, 150, 30),
        pytest.param(10, 40, 30, marks=LONG),
        pytest.param(25, 10, 30, marks=LONG),
        pytest.param(8, 150, 8, marks=LONG),
    ],
    ids=("5", "10", "25", "small"),
)
def test_intervals_hold_what_all_members_would_have_said(
    groups: int, mappings: int, largest: int, mapping_of: Callable[..., Mapping], capacity: Instrument
) -> None:
    """93 to 97 of 100 cells that were not fully answered; in mappings of small groups alone too."""
    rng = np.random.default_rng(groups)
    held = []
    for _ in range(mappings):
        world = drawn(rng, mapping_of, groups, (0.6, 0.9), largest)
        for tie in of_index(world, capacity):
            if tie.cell.n < tie.cell.size:
                assert tie.mean.lower is not None
                assert tie.mean.upper is not None
                held.append(tie.mean.lower <= world.everybody[tie.rater, tie.target] <= tie.mean.upper)

    assert len(held) > 2500
    assert 0.93 <= np.mean(held) <= 0.97


def test_a_group_that_all_answered_may_answer_otherwise_another_day(
    mapping_of: Callable[..., Mapping], capacity: Instrument
) -> None:
    """Its interval holds, 93 to 97 of 100 times, what the same people would say on average."""
    rng = np.random.default_rng(4)
    held = []
    for _ in range(25):
        world = drawn(rng, mapping_of, 10, (1.0, 1.0))
        found = ((world.again[tie.rater, tie.target], tie.mean) for tie in of_index(world, capacity))
        held += [(mean.lower or 9) <= truth <= (mean.upper or 0) for truth, mean in found]

    assert len(held) == 25 * 90
    assert 0.93 <= np.mean(held) <= 0.97


def test_gaps_hold_the_gap_of_all_members(mapping_of: Callable[..., Mapping], capacity: Instrument) -> None:
    rng = np.random.default_rng(1)
    held = []
    for _ in range(40):
        world = drawn(rng, mapping_of, 10, (0.6, 0.9))
        for gap in gaps(of_index(world, capacity)):
            truth = world.everybody[gap.one, gap.other] - world.everybody[gap.other, gap.one]
            held.append((gap.gap.lower or 0) <= truth <= (gap.gap.upper or 0))

    assert len(held) == 40 * 45
    assert 0.93 <= np.mean(held) <= 0.97


def test_chances_of_a_class_are_as_often_right_as_they_say() -> None:
    """Of the ties said to hold with a chance of about p, a share of about p does."""
    rng = np.random.default_rng(2)
    spread, told = 0.36, []
    for _ in range(20_000):
        lasting = rng.uniform(2, 5)
        n = int(rng.integers(3, 20))
        answers = rng.normal(lasting, np.sqrt(spread), n)
        found = chances(CellMean(n, float(answers.sum()), n, Spread(spread, 200, None)), (3.25, 3.75))
        told.append((found[2] if found else 0.0, lasting >= 3.75))

    for low, high in ((0.05, 0.35), (0.35, 0.65), (0.65, 0.95)):
        part = [(chance, holds) for chance, holds in told if low <= chance < high]
        assert np.mean([holds for _, holds in part]) == pytest.approx(np.mean([chance for chance, _ in part]), abs=0.03)


def test_tests_of_no_gap_find_few(mapping_of: Callable[..., Mapping], capacity: Instrument) -> None:
    """Where no pair differs, q under 0.05 turns up in about five of a hundred mappings; p under 0.05 in most of them."""
    rng = np.random.default_rng(3)
    by_p, by_q = [], []
    for _ in range(100):
        world = drawn(rng, mapping_of, 6, (0.6, 1.0))
        told = gaps(of_index(level(world, rng), capacity))
        by_p.append(any((gap.p or 1) < 0.05 for gap in told))
        by_q.append(any((gap.q or 1) < 0.05 for gap in told))

    assert np.mean(by_q) < 0.11
    assert np.mean(by_p) > 0.3


def level(world: Drawn, rng: np.random.Generator) -> Drawn:
    """Return the mapping with all answers drawn from one place."""
    size = (world.ratings.frame.height, 1)
    thoughts = 3.4 + rng.normal(0, 0.5, size) + DIFFICULTY + rng.normal(0, 0.65, (size[0], 7))
    scores = np.clip(np.rint(thoughts), 1, 5)
    frame = world.ratings.frame.with_columns(**{item: scores[:, place] for place, item in enumerate(ITEMS)})
    return Drawn(world.mapping, Ratings(frame, world.ratings.own, ITEMS), {}, {})
