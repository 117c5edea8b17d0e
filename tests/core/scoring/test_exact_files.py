from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from samspill.design.model import Mapping, WaveChange
from samspill.instrument.model import Instrument
from samspill.ratings.table import Ratings
from samspill.scoring.exact_files import exact_groups, exact_ties
from samspill.scoring.score import score
from samspill.scoring.tie import ties

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]

TIES = (
    "wave,rater_group,rater_site,target_group,target_site,dimension,"
    "n,mean,sd,ci_low,ci_high,class,band,no_contact,dont_know,skipped"
)
ITEMS = ("knows_tasks", "knows_competence", "information")
ROWS = (
    ("p1", "a", "b", 5.0, 4.0, 4.0),
    ("p2", "a", "b", 3.0, None, "?"),
    ("p3", "a", "b", {"contact": "wanted"}),
    ("p4", "b@x", "a", 3.0, 3.0, 3.0),
    ("p5", "b@y", "b@y", 1.0, 2.0, 3.0),
)


@pytest.fixture
def tables(ratings_of: RatingsOf, capacity: Instrument) -> Callable[..., tuple[pl.DataFrame, pl.DataFrame]]:
    def make(rows: tuple[tuple[Any, ...], ...], mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
        scores = score(ratings_of(ITEMS, rows), mapping, capacity, min_items=2)
        found = ties(scores, mapping, capacity)
        return exact_ties(found), exact_groups(scores, mapping, found)

    return make


def test_ties_have_exactly_the_documented_columns(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    found, _ = tables((("p1", "a", "b", 5.0, 4.0, 4.0),), mapping_of(a=5, b=5))

    assert found.write_csv().splitlines()[0] == TIES
    assert found["dimension"].to_list() == [*ITEMS, "familiarity", "index"]


def test_a_row_tells_a_tie_and_the_people_without_a_value(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    found, _ = tables(ROWS, mapping_of(a=4, b={"": 5, "x": 5, "y": 5}))
    by_measure = {row["dimension"]: row for row in found.filter(rater_group="a").iter_rows(named=True)}

    information, familiarity = by_measure["information"], by_measure["familiarity"]
    assert (information["n"], information["mean"], information["sd"]) == (1, 4.0, None)
    assert (information["no_contact"], information["dont_know"], information["skipped"]) == (1, 1, 0)
    assert (familiarity["n"], familiarity["mean"], familiarity["class"], familiarity["band"]) == (2, 3.75, "holds", None)
    assert familiarity["ci_low"] == pytest.approx(3.75 - 12.7062 * 0.75 * 0.5**0.5, abs=1e-4)
    for row in by_measure.values():
        assert row["n"] + row["no_contact"] + row["dont_know"] + row["skipped"] == 3


def test_sites_stand_in_their_own_columns(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    found, groups = tables(ROWS, mapping_of(a=4, b={"": 5, "x": 5, "y": 5}))

    assert found.filter(dimension="index").select("rater_group", "rater_site", "target_group", "target_site").rows() == [
        ("a", "", "b", ""),
        ("b", "x", "a", ""),
        ("b", "y", "b", "y"),
    ]
    assert groups.filter(dimension="index").select("group", "site").rows() == [
        ("", ""),
        ("a", ""),
        ("b", ""),
        ("b", "x"),
        ("b", "y"),
    ]


def test_groups_tell_response_given_and_received(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    _, groups = tables(ROWS, mapping_of(a=4, b={"": 5, "x": 5, "y": 5}))
    whole, a, b, *_ = groups.filter(dimension="familiarity").iter_rows(named=True)

    assert (whole["size"], whole["answered"], whole["response"]) == (19, 5, pytest.approx(5 / 19))
    assert (whole["given_ties"], whole["given_respondent"], whole["given_group"]) == (2, 3.5, 3.375)
    assert (a["size"], a["answered"], a["response"]) == (4, 3, 0.75)
    assert (a["given_ties"], a["given_n"], a["given_respondent"]) == (1, 2, 3.75)
    assert (a["received_n"], a["received_group"], a["received_group_low"]) == (1, 3.0, None)
    assert (b["received_respondent"], b["given_respondent"]) == (3.75, None)


def test_groups_not_asked_and_wrong_sizes_have_no_response(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    world = mapping_of(a=1, b={"": 5, "x": 5, "y": 5}, c=5)
    world = replace(world, groups={**world.groups, "c": replace(world.groups["c"], asked=False)})
    _, groups = tables(ROWS, world)

    by_group = {(row["group"], row["site"]): row for row in groups.filter(dimension="index").iter_rows(named=True)}
    assert by_group["c", ""]["size"] is None
    assert (by_group["a", ""]["answered"], by_group["a", ""]["response"]) == (3, None)


def test_the_whole_has_no_response_where_a_group_has_more_answers_than_people(
    tables: Callable[..., Any], mapping_of: MappingOf
) -> None:
    """Three of one and two of twenty would look like five of twenty-one."""
    _, groups = tables(ROWS, mapping_of(a=1, b={"": 10, "x": 5, "y": 5}))

    whole = groups.filter(dimension="index", group="").row(0, named=True)
    assert (whole["size"], whole["answered"], whole["response"]) == (21, 5, None)


def test_a_size_that_cannot_be_right_gives_no_interval_anywhere(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    """Three answered in a group of two, and two of them rate b: that is not everybody."""
    rows = (("p1", "a", "b", 5.0, 4.0, 4.0), ("p2", "a", "b", 3.0, 3.0, 3.0), ("p3", "a", "c", 3.0, 3.0, 3.0))
    found, groups = tables(rows, mapping_of(a=2, b=5, c=5))

    assert found.filter(dimension="index", target_group="b").select("n", "ci_low").row(0) == (2, None)
    given = groups.filter(dimension="index", group="a").select("given_n", "given_group_low", "given_respondent_low")
    assert given.row(0) == (3, None, None)
    received = groups.filter(dimension="index", group="b").select("received_n", "received_group_low")
    assert received.row(0) == (2, None)


def test_people_who_agree_have_a_mean_and_no_interval_while_others_are_missing(
    tables: Callable[..., Any], mapping_of: MappingOf
) -> None:
    rows = tuple((f"p{number}", "a", "b", 5.0, 4.0, 5.0) for number in range(3))
    found, groups = tables(rows, mapping_of(a=5, b=5))

    tie = found.filter(dimension="index").row(0, named=True)
    assert (tie["n"], tie["mean"], tie["sd"], tie["ci_low"], tie["ci_high"]) == (3, 4.666666667, 0.0, None, None)
    assert groups.filter(dimension="index", group="a")["given_group_low"].to_list() == [None]


def test_every_wave_takes_its_own_sizes(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    world = mapping_of(a=4, b=5)
    world = replace(world, changes={2: WaveChange(2, sizes={world.nodes(1)[0]: 2})})
    rows = tuple(
        (f"p{number}", "a", "b", score, score - 0.2 * number, score, {"wave": wave})
        for wave in (1, 2)
        for number, score in ((1, 4.0), (2, 3.0))
    )

    found, groups = tables(rows, world)

    # All have answered in the second wave: what is left is the noise of their answers.
    widths = {row["wave"]: row["ci_high"] - row["ci_low"] for row in found.filter(dimension="index").iter_rows(named=True)}
    assert widths[1] > widths[2] > 0
    assert dict(groups.filter(dimension="index", group="a").select("wave", "size").iter_rows()) == {1: 4, 2: 2}


def test_where_nobody_has_contact_the_ties_still_tell_it(tables: Callable[..., Any], mapping_of: MappingOf) -> None:
    rows = tuple((f"p{number}", "a", "b", {"contact": contact}) for number, contact in enumerate(("no", "wanted", "no")))
    found, groups = tables(rows, mapping_of(a=4, b=5))

    assert found["dimension"].to_list() == [*ITEMS, "familiarity", "index"]
    assert set(found.select("n", "mean", "class", "no_contact", "dont_know", "skipped").rows()) == {
        (0, None, "unknown", 3, 0, 0)
    }
    assert groups.filter(dimension="index", group="a").select("answered", "given_ties", "given_group").row(0) == (3, 0, None)
