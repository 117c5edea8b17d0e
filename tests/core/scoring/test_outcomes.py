"""Indicators beside the ratings: which ties are whose, what is told of each indicator, and the file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samspill.design.model import Mapping, Organisation, Site
from samspill.instrument.model import Instrument
from samspill.language import has, say
from samspill.ratings.indicators import SCHEMA, Indicators
from samspill.ratings.table import Ratings
from samspill.scoring.exact_files import exact_ties
from samspill.scoring.outcomes import Outcome, Point, outcomes, outcomes_json, points
from samspill.scoring.score import score
from samspill.scoring.tie import ties
from samspill.terms import Language, Text

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]
EXPORTS = Path(__file__).parents[3] / "docs/reference/exports.md"
CAUSAL = re.compile(
    r"caus|effect|improv|because of|leads? to|årsak|virk|effekt|forbedr|betrar|fører til|orsak|påverk|påvirk|skyld",
    re.IGNORECASE,
)


def given(*rows: tuple[Any, ...]) -> Indicators:
    """Return indicators from rows (wave, site, organisation, value), counts and one name added."""
    named = [(*row[:3], row[4] if len(row) > 4 else "Plan", float(row[3]), 10) for row in rows]
    return Indicators(pl.DataFrame(named, schema=SCHEMA, orient="row"))


# ---- points ----------------------------------------------------------------------------------------------------------------

ROWS = (
    ("p1", "a@north", "b@north", 2.0),
    ("p2", "a@north", "b@north", 4.0),
    ("p1", "a@north", "c", 5.0),
    ("p1", "a@north", "a@north", 1.0),
    ("q1", "b@north", "a@north", 4.0),
    ("r1", "c", "a@north", 1.0),
    ("r1", "c", "b@south", 2.0),
    ("r2", "c", "b@south", None),
    ("r1", "c", "c", 1.0),
    ("s1", "b@south", "c", {"contact": "no"}),
)


@pytest.fixture
def world(mapping_of: MappingOf) -> Mapping:
    """Return groups a, b at two sites and c at none; a and c belong to x, b to y."""
    both = {"north": 9, "south": 9}
    mapping = mapping_of(a=both, b=both, c=9)
    organisations = {"a": "x", "b": "y", "c": "x"}
    return replace(
        mapping,
        groups={key: replace(group, organisation=organisations[key]) for key, group in mapping.groups.items()},
        organisations={key: Organisation(key, Text(key)) for key in ("x", "y")},
        sites={key: Site(key, Text(key)) for key in ("north", "south")},
    )


@pytest.mark.parametrize(
    ("site", "organisation", "expected", "tie_count", "people"),
    [
        ("north", "x", (3 + 5 + 4 + 1) / 4, 4, 4),  # a→b, a→c, b→a, c→a; not a→a
        ("north", "y", (3 + 4) / 2, 2, 3),  # a→b, b→a
        ("north", "", (3 + 5 + 4 + 1) / 4, 4, 4),
        ("south", "", 2.0, 1, 1),  # c→b; r2 has no index, s1 no contact
        ("", "x", (3 + 5 + 4 + 1 + 2) / 5, 5, 4),
        ("south", "x", None, 0, 0),
    ],
)
def test_a_place_has_the_ties_that_its_groups_give_and_receive(
    site: str,
    organisation: str,
    expected: float | None,
    tie_count: int,
    people: int,
    world: Mapping,
    ratings_of: RatingsOf,
    capacity: Instrument,
) -> None:
    ratings = ratings_of(("information",), ROWS)
    (point,) = points(ratings, world, capacity, given((1, site, organisation, 7)), min_items=1)

    assert point.capacity == (None if expected is None else pytest.approx(expected))
    assert (point.ties, point.people, point.value, point.count) == (tie_count, people, 7.0, 10)


def test_the_ties_are_those_of_the_exact_file(world: Mapping, ratings_of: RatingsOf, capacity: Instrument) -> None:
    ratings = ratings_of(("information", "respect"), [(*row[:3], *([row[3]] * 2)) for row in ROWS[:8]])
    told = exact_ties(ties(score(ratings, world, capacity, min_items=2), world, capacity))
    between = told.filter(
        pl.col("dimension") == "index",
        (pl.col("rater_group") != pl.col("target_group")) | (pl.col("rater_site") != pl.col("target_site")),
    )
    (point,) = points(ratings, world, capacity, given((1, "", "x", 7)), min_items=2)

    assert point.capacity == pytest.approx(between["mean"].drop_nulls().mean())


def test_ratings_without_index_items_give_no_capacity(world: Mapping, ratings_of: RatingsOf, capacity: Instrument) -> None:
    (point,) = points(ratings_of((), [row[:3] for row in ROWS[:8]]), world, capacity, given((1, "", "x", 7)))
    assert (point.capacity, point.ties, point.people) == (None, 0, 0)


# ---- what is told ----------------------------------------------------------------------------------------------------------


def place(name: str, number: int, capacity: float | None, value: float, *, wave: int = 1, ties: Sequence[str] = ()) -> Point:
    return Point(name, wave, f"s{number:02}", "", capacity, 3, 9, frozenset((tie,) for tie in ties), value, None)


def even(name: str, n: int, *, turn: int = 1, waves: int = 1) -> list[Point]:
    """Return places whose value nearly follows, or nearly mirrors, their capacity."""
    return [
        place(name, at, 3 + at / 10 + wave / 7 * (at % 2), 50 + turn * (at + at % 3) + wave * (at % 5), wave=wave)
        for at in range(n)
        for wave in range(waves)
    ]


def one(found: Sequence[Point]) -> Outcome:
    (told,) = outcomes(found)
    return told


@pytest.mark.parametrize(
    ("n", "turn", "verdict", "few"),
    [
        (3, 1, "too_few", True),
        (4, 1, "open", True),
        (9, 1, "higher", True),
        (10, 1, "higher", False),
        (15, -1, "lower", False),
    ],
)
def test_verdicts_and_the_warning_under_ten(n: int, turn: int, verdict: str, few: bool) -> None:
    told = one(even("Plan", n, turn=turn))

    assert told.verdict == f"scoring.verdict.outcomes.{verdict}"
    assert ("scoring.limit.few_places" in told.limits) == few
    assert {"scoring.limit.not_why", "scoring.limit.direction"} <= set(told.limits)


def test_no_p_without_an_interval() -> None:
    for n in range(13):
        for told in outcomes(even("Plan", n, waves=2)):
            assert (told.rank.p is None) == (told.q is None) == (told.rank.estimate.lower is None)


def test_a_place_counts_once_however_many_waves() -> None:
    single, thrice = one(even("Plan", 12)), one([replace(point, wave=w) for point in even("Plan", 12) for w in (1, 2, 5)])

    assert thrice.rank == single.rank
    assert thrice.by_wave[5] == single.by_wave[0]


def test_waves_of_another_level_do_not_pass_for_places() -> None:
    """Half of the places are there in the second wave only, where everything is higher."""
    rows = [place("Plan", at, 3 + at % 4 / 10, 50 + at % 4 * (-1) ** at, wave=1 + at // 8) for at in range(16)]
    lifted = [replace(row, capacity=row.capacity + row.wave, value=row.value + 40 * row.wave) for row in rows]
    assert one(lifted).rank.estimate.value == pytest.approx(one(rows).rank.estimate.value)


def test_change_is_from_the_first_wave_to_the_last_over_places_in_both() -> None:
    rows = [place("Plan", at, 3.0, 10.0, wave=1) for at in range(6)] + [place("Plan", 9, 3.0, 10.0, wave=1)]
    rows += [place("Plan", at, 3 + at / 10, 10.0 + at, wave=3) for at in range(6)] + [place("Plan", 8, 3.0, 10.0, wave=3)]
    rows += [place("Plan", at, 4.0, 0.0, wave=2) for at in range(6)]
    change = one(rows).change

    assert change
    assert (change.since, change.wave, change.rank.estimate.n, change.rank.estimate.value) == (1, 3, 6, pytest.approx(1))
    assert one(rows[:7]).change is None


def test_many_indicators_make_a_pattern_less_sure() -> None:
    alone = one(even("A", 9))
    many = outcomes([*even("A", 9), *(place(name, at, 3 + at / 9, at * 7 % 9) for name in "BCDEFGH" for at in range(9))])

    assert alone.q == pytest.approx(alone.rank.p)
    assert many[0].rank == alone.rank
    assert many[0].q == pytest.approx(8 * alone.rank.p)
    assert "scoring.limit.several_indicators" in many[0].limits
    assert "scoring.limit.several_indicators" not in alone.limits


def test_kinds_of_places_are_never_mixed() -> None:
    rows = even("Plan", 6)
    whole = [replace(row, site="", organisation=row.site) for row in rows]
    pairs = [replace(row, organisation="x") for row in rows]
    assert [told.kind for told in outcomes([*rows, *whole, *pairs])] == ["organisation", "site", "site_organisation"]


def test_places_with_ties_in_common_and_without_capacity_are_told() -> None:
    rows = even("Plan", 6)
    assert "scoring.limit.shared_ties" not in one(rows).limits
    shared = [replace(row, tie_keys=frozenset({("a", "b")})) for row in rows[:2]]
    assert "scoring.limit.shared_ties" in one([*shared, *rows[2:]]).limits
    # The same place in two waves is no other place.
    assert "scoring.limit.shared_ties" not in one([shared[0], replace(shared[0], wave=1), *rows[1:]]).limits

    told = one([*rows, place("Plan", 30, None, 80.0)])
    assert "scoring.limit.no_capacity" in told.limits
    assert (len(told.points), told.rank.estimate.n) == (7, 6)


def test_order_of_points_changes_nothing() -> None:
    rows = [*even("A", 12, waves=3), *even("B", 7, waves=2)]
    assert outcomes(rows[::-1]) == outcomes(rows)


# ---- texts -----------------------------------------------------------------------------------------------------------------


def texts(language: Language) -> list[str]:
    codes = [f"scoring.verdict.outcomes.{name}" for name in ("higher", "lower", "open", "too_few")]
    codes += [f"scoring.outcomes.{name}" for name in ("few_units", "alike", "one_wave", "no_noise")]
    names = ("few_places", "not_why", "direction", "shared_ties", "no_capacity", "several_indicators")
    return [say(code, language, n=7) for code in (*codes, *(f"scoring.limit.{name}" for name in names))]


@pytest.mark.parametrize("language", Language)
def test_no_text_says_why(language: Language) -> None:
    assert not [text for text in texts(language) if CAUSAL.search(text)]


# ---- the file --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def record(world: Mapping, ratings_of: RatingsOf, capacity: Instrument) -> dict[str, Any]:
    rows = [*ROWS, ("s2", "b@south", "a@south", 3.0)]
    indicators = given((1, "north", "x", 5), (1, "south", "x", 6), (1, "", "y", 1), (1, "north", "", 2, "Møter"))
    told = outcomes_json(ratings_of(("information",), rows), world, capacity, indicators, min_items=1)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    return told


def test_the_file_tells_codes_that_have_texts(record: dict[str, Any]) -> None:
    assert record["looked_at"] == 3
    assert [(told["indicator"], told["unit_kind"]) for told in record["indicators"]] == [
        ("Møter", "site"),
        ("Plan", "organisation"),
        ("Plan", "site_organisation"),
    ]
    for told in record["indicators"]:
        assert all(map(has, [told["verdict"], *told["limits"], *told["reasons"].values()]))
        assert set(told["reasons"]) == {"rank", "rank_wave_1", "between", "within"}


def test_the_file_is_documented(record: dict[str, Any]) -> None:
    told = record["indicators"][2]
    parts = (record, told, told["rank"], told["rank_by_wave"][0], told["multilevel"], told["points"][0], {"since"})
    text = EXPORTS.read_text(encoding="utf-8").split("## Exact: `outcomes.json`", maxsplit=1)[1].split("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    named = {field for row in rows for field in re.findall(r"`([a-z_]+)`", row)}

    assert {field for part in parts for field in part} <= named
    assert {field for row in rows for field in re.findall(r"`([a-z_]+)`", row.split("|")[1])} <= {*record, *told}


def test_an_indicator_that_is_the_same_everywhere_goes_with_nothing() -> None:
    """Also where places lack a wave, and subtracting leaves noise of the seventeenth digit."""
    shape = [place("x", number, 3 + (7 * number % 5) / 5, 0.1) for number in range(10)]
    shape += [place("x", number, 3 + (3 * number % 7) / 7, 0.7, wave=2) for number in range(3, 10)]

    found = one(shape)

    assert found.rank.estimate.reason == "scoring.outcomes.alike"
    assert found.change is not None
    assert found.change.rank.estimate.reason == "scoring.outcomes.alike"
