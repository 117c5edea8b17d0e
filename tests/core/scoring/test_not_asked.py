"""Not asked by design is neither skipped, nor "don't know", nor without contact; and nobody who was not asked is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from random import Random
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.exact_files import exact_ties
from samspill.scoring.reliability_file import reliability_json
from samspill.scoring.score import score
from samspill.scoring.score_set import ScoreSet
from samspill.scoring.social_relations.exact_file import social_relations_json
from samspill.scoring.tie import Tie, ties

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]
NOT_ASKED = {"asked": False}
ITEMS = (
    "knows_tasks",
    "knows_competence",
    "information",
    "respect",
    "problem_solving",
    "new_solutions",
    "shared_direction",
    "we_know",
)


def rows(seed: int, *, with_not_asked: bool) -> list[tuple[Any, ...]]:
    """Return 12 people of each of four groups who rate two of the other three, drawn; about the third they were not asked."""
    random, found = Random(seed), list[tuple[Any, ...]]()  # noqa: S311
    for group in "abcd":
        for person in range(12):
            drawn = set(random.sample([other for other in "abcd" if other != group], 2)) | {group}
            for target in "abcd":
                said = [float(random.randint(1, 5)) if random.random() > 0.1 else None for _ in ITEMS]
                if target in drawn:
                    found.append((f"{group}{person}", group, target, *said))
                elif with_not_asked:
                    found.append((f"{group}{person}", group, target, NOT_ASKED))
    return found


def tie(found: tuple[Tie, ...], measure: str, rater: str = "a", target: str = "b") -> Tie:
    return next(one for one in found if (one.measure, one.rater.group, one.target.group) == (measure, rater, target))


@pytest.fixture
def world(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument
) -> Callable[..., tuple[ScoreSet, tuple[Tie, ...]]]:
    def make(*found: tuple[Any, ...]) -> tuple[ScoreSet, tuple[Tie, ...]]:
        mapping = mapping_of(a=8, b=8, c=8, d=8)
        scores = score(ratings_of(ITEMS, found), mapping, capacity)
        return scores, ties(scores, mapping, capacity)

    return make


def test_it_counts_as_contact_and_as_nothing_else(world: Callable[..., tuple[ScoreSet, tuple[Tie, ...]]]) -> None:
    scores, found = world(
        ("p1", "a", "b", *[4.0] * 8),
        ("p2", "a", "b", *["?"] * 8),
        ("p3", "a", "b", *[None] * 8),
        ("p4", "a", "b", NOT_ASKED),
        ("p5", "a", "b", {"contact": "no"}),
    )
    one = tie(found, "respect")
    assert (one.mean.n, *one.without) == (1, 1, 1, 1)
    assert (one.no_contact.value, one.no_contact.n) == (1 / 5, 5)
    assert (one.dont_know.value, one.dont_know.n) == (1 / 3, 3)
    assert (one.skipped.value, one.skipped.n) == (1 / 3, 3)
    assert scores.contacts.select("people", "yes", "no", "wanted", "asked").rows() == [(5, 4, 1, 0, 3)]


def test_a_person_who_only_told_whom_they_work_with_has_answered(
    world: Callable[..., tuple[ScoreSet, tuple[Tie, ...]]],
) -> None:
    scores, _ = world(("p1", "a", "b", *[4.0] * 8), ("p2", "a", "b", NOT_ASKED))
    assert scores.people["answered"].to_list() == [2]
    assert scores.respondents["respondent"].to_list() == ["p1"]


def test_a_cell_that_nobody_was_asked_about_has_no_number(world: Callable[..., tuple[ScoreSet, tuple[Tie, ...]]]) -> None:
    _, found = world(("p1", "a", "b", NOT_ASKED), ("p2", "a", "c", *[3.0] * 8))
    one = tie(found, "index")
    assert (one.mean.value, one.mean.n, one.without) == (None, 0, (0, 0, 0))
    assert (one.dont_know.value, one.skipped.value, one.no_contact.value) == (None, None, 0.0)


@pytest.mark.parametrize("seed", range(3))
def test_rows_of_those_not_asked_change_no_number_but_those_of_contact(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument, seed: int
) -> None:
    mapping = mapping_of(a=12, b=12, c=12, d=12)
    told, silent = (ratings_of(ITEMS, rows(seed, with_not_asked=kept)) for kept in (True, False))
    assert told.frame.height > silent.frame.height
    one, other = (score(ratings, mapping, capacity) for ratings in (told, silent))
    for name in {field.name for field in fields(ScoreSet)} - {"contacts", "measures"}:
        assert_frame_equal(getattr(one, name), getattr(other, name), abs_tol=1e-12)
    assert_frame_equal(exact_ties(ties(one, mapping, capacity)), exact_ties(ties(other, mapping, capacity)))
    assert reliability_json(told, capacity) == reliability_json(silent, capacity)
    assert social_relations_json(told, capacity) == social_relations_json(silent, capacity)


def test_a_frame_that_does_not_say_was_asked_throughout(ratings_of: RatingsOf) -> None:
    found = ratings_of(ITEMS, [("p1", "a", "b", *[4.0] * 8)])
    bare = Ratings(found.frame.drop("asked"), found.own, found.items)
    assert bare.frame["asked"].to_list() == [True]
    assert bare.frame.schema["asked"] == pl.Boolean
    assert_frame_equal(bare.rated, found.rated, check_column_order=False)
