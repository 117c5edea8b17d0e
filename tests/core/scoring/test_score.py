from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.errors import RatingsError
from samspill.instrument.model import Instrument
from samspill.language import problem_text
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.scoring.score_set import CELL, ScoreSet
from samspill.terms import Language

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]

INDEX_ITEMS = (
    "knows_tasks",
    "knows_competence",
    "information",
    "respect",
    "problem_solving",
    "new_solutions",
    "shared_direction",
)
ITEMS = (*INDEX_ITEMS, "we_know")

answers = st.none() | st.just("?") | st.integers(1, 5).map(float)
GROUPS = {"p1": "a", "p2": "a", "p3": "b", "p4": "b"}
people = st.fixed_dictionaries(
    {}, optional={(person, target): st.lists(answers, min_size=8, max_size=8) for person in GROUPS for target in "abc"}
).filter(bool)


def rows_of(found: dict[tuple[str, str], list[Any]]) -> list[tuple[Any, ...]]:
    return [(person, GROUPS[person], target, *said) for (person, target), said in found.items()]


def measured(frame: pl.DataFrame, measure: str, **cell: str) -> dict[str, Any]:
    found = frame.filter(pl.col("measure") == measure, **cell)
    assert found.height == 1
    return found.row(0, named=True)


@pytest.fixture
def world(mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument) -> Callable[..., ScoreSet]:
    def make(*rows: tuple[Any, ...], min_items: int | None = None, own: list[dict[str, Any]] | None = None) -> ScoreSet:
        return score(ratings_of(ITEMS, rows, own or []), mapping_of(a=8, b=8, c=8), capacity, min_items=min_items)

    return make


def test_one_answer_of_three_is_itself_and_one_person(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", 4.0, None, None), min_items=1)

    for measure in ("knows_tasks", "familiarity", "index"):
        found = measured(scores.exact, measure)
        assert (found["n"], found["total"]) == (1, 4.0)
    assert measured(scores.exact, "knows_competence")["n"] == 0


def test_a_rating_with_too_few_answers_has_no_index_but_keeps_its_items(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", 4.0, 2.0, 3.0, 5.0))

    assert measured(scores.exact, "index")["n"] == 0
    assert measured(scores.exact, "familiarity")["total"] == 3.0
    assert scores.atoms.is_empty()


def test_in_atoms_a_blank_is_the_persons_own_mean(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", 5.0, None, 4.0, 4.0, 4.0, 3.0, "?"), ("p2", "a", "b", 1.0, 1.0, 1.0))

    atoms = {row["measure"]: (row["n"], row["total"]) for row in scores.atoms.iter_rows(named=True)}
    assert atoms == {
        **{item: (1, score) for item, score in zip(INDEX_ITEMS, (5.0, 4.0, 4.0, 4.0, 4.0, 3.0, 4.0), strict=True)},
        "familiarity": (1, 4.5),
        "index": (1, 4.0),
    }
    assert measured(scores.exact, "familiarity")["n"] == 2


def test_an_item_outside_the_index_never_fills(world: Callable[..., ScoreSet]) -> None:
    full = [3.0] * 7
    scores = world(
        ("p1", "a", "b", *full, 5.0),
        ("p2", "a", "b", *full, None),
        ("p3", "a", "b", None, None, None, None, None, None, None, 1.0),
    )

    assert measured(scores.atoms, "we_know")["n"] == 1
    assert measured(scores.atoms, "we_know")["total"] == 5.0
    assert measured(scores.exact, "we_know")["n"] == 2


@settings(max_examples=25, deadline=None)
@given(people)
def test_in_atoms_everybody_in_a_cell_weighs_the_same(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument, found: dict[tuple[str, str], list[Any]]
) -> None:
    atoms = score(ratings_of(ITEMS, rows_of(found)), mapping_of(a=8, b=8, c=8), capacity).atoms

    for cell in atoms.partition_by(CELL):
        n = dict(cell.select("measure", "n").iter_rows())
        total = dict(cell.select("measure", "total").iter_rows())
        assert {n[key] for key in (*INDEX_ITEMS, "familiarity", "index")} == {n["index"]}
        assert total["index"] == pytest.approx(sum(total[item] for item in INDEX_ITEMS) / 7, abs=1e-12)
        assert total["familiarity"] == pytest.approx((total["knows_tasks"] + total["knows_competence"]) / 2, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument, found: dict[tuple[str, str], list[Any]], random: Random
) -> None:
    rows = rows_of(found)
    mapping = mapping_of(a=8, b=8, c=8)

    one = score(ratings_of(ITEMS, rows), mapping, capacity)
    other = score(ratings_of(ITEMS, random.sample(rows, len(rows))), mapping, capacity)

    for name in ("exact", "atoms", "contacts", "people", "respondents", "own", "level_atoms", "clusters"):
        assert_frame_equal(getattr(one, name), getattr(other, name), abs_tol=1e-12)


def test_ties_are_never_mirrored(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", *[4.0] * 7))

    assert scores.exact.select(CELL).unique().rows() == [(1, "a", "", "b", "")]
    assert scores.contacts.select(CELL).rows() == [(1, "a", "", "b", "")]


def test_no_contact_wanted_dont_know_and_skipped_stay_apart(world: Callable[..., ScoreSet]) -> None:
    scores = world(
        ("p1", "a", "b", *[4.0] * 6, "?"),
        ("p2", "a", "b", *[4.0] * 6, None),
        ("p3", "a", "b", {"contact": "no"}),
        ("p4", "a", "b", {"contact": "wanted"}),
        ("p5", "a", "b", {"contact": None}),
    )

    assert scores.contacts.rows() == [(1, "a", "", "b", "", 4, 2, 1, 1, 2)]
    found = measured(scores.exact, "shared_direction")
    assert (found["n"], found["dont_know"], found["skipped"]) == (0, 1, 1)
    assert measured(scores.exact, "index")["n"] == 2


def test_who_answered_anything_counts_once(world: Callable[..., ScoreSet]) -> None:
    own = [
        {"wave": 1, "respondent": "p9", "rater_group": "c", "rater_site": "", "item": "helps_most", "code": code}
        for code in (1, 3)
    ]
    scores = world(
        ("p1", "a", "b", 4.0),
        ("p1", "a", "c", {"contact": "no"}),
        ("p2", "a", "b", {"contact": None}),
        own=own,
    )

    assert scores.people.rows() == [(1, "a", "", 1), (1, "c", "", 1)]
    assert scores.own.rows() == [(1, "c", "", "helps_most", 1, 1, 1), (1, "c", "", "helps_most", 3, 1, 1)]


def test_respondents_hold_each_persons_means_own_group_apart(world: Callable[..., ScoreSet]) -> None:
    scores = world(
        ("p1", "a", "b", *[4.0] * 7),
        ("p1", "a", "c", *[2.0] * 3),
        ("p1", "a", "a", *[5.0] * 7),
        ("p2", "a", "b", "?"),
    )

    found = scores.respondents.select("respondent", "own", "targets", "knows_tasks", "index").rows()
    assert found == [("p1", False, 2, 3.0, 4.0), ("p1", True, 1, 5.0, 5.0)]


def test_levels_are_counted_only_where_told(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", *[4.0] * 7, {"level": "leader"}), ("p2", "a", "b", *[2.0] * 7))

    assert set(scores.level_atoms["level"]) == {"leader"}
    assert measured(scores.level_atoms, "index")["total"] == 4.0
    assert world(("p2", "a", "b", *[2.0] * 7)).level_atoms.is_empty()


def test_two_scores_of_two_halves_add_up(world: Callable[..., ScoreSet]) -> None:
    rows = [(f"p{number}", "a", "b", *[float(1 + (number * item) % 5) for item in range(1, 8)]) for number in range(6)]
    parts = pl.concat([world(*rows[:2]).atoms, world(*rows[2:]).atoms])
    added = parts.group_by(*CELL, "measure").agg(pl.col("n", "total", "squares").sum())

    assert_frame_equal(world(*rows).atoms, added, check_row_order=False, abs_tol=1e-12)


def test_nobody_rated_is_an_empty_cube_that_knows_its_measures(world: Callable[..., ScoreSet]) -> None:
    scores = world(("p1", "a", "b", {"contact": "no"}))

    assert scores.exact.is_empty()
    assert scores.clusters.is_empty()
    assert "targets" in scores.respondents.columns
    assert scores.measures == (*ITEMS, "familiarity", "index")


def test_rows_without_any_answer_are_an_error_in_every_language(world: Callable[..., ScoreSet]) -> None:
    for rows in ([], [("p1", "a", "b", {"contact": None}), ("p2", "a", "b", {"contact": None})]):
        with pytest.raises(RatingsError) as caught:
            world(*rows)

        (problem,) = caught.value.problems
        assert problem.code == "scoring.nobody_answered"
        assert len({problem_text(problem, language) for language in Language}) >= 4


def test_answers_about_the_own_situation_alone_are_answers(world: Callable[..., ScoreSet]) -> None:
    own = [{"wave": 1, "respondent": "p1", "rater_group": "a", "rater_site": "", "item": "helps_most", "code": 1}]

    assert world(own=own).people.rows() == [(1, "a", "", 1)]


def test_a_group_that_the_mapping_lacks_is_told_in_every_language(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument
) -> None:
    ratings = ratings_of(ITEMS, [("p1", "a", "x", 4.0), ("p2", "a@north", "b", 4.0)])

    with pytest.raises(RatingsError) as caught:
        score(ratings, mapping_of(a=8, b=8), capacity)

    assert [problem.data["node"] for problem in caught.value.problems] == ["a@north", "x"]
    assert all("x" in problem_text(caught.value.problems[1], language) for language in Language)
