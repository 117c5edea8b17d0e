"""network.json tells the network of every wave as it is documented, from the same ties as ties.csv."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samspill.design.model import Mapping, Organisation
from samspill.instrument.model import Instrument
from samspill.language import has
from samspill.ratings.table import Ratings
from samspill.scoring.exact_files import exact_groups, exact_ties
from samspill.scoring.network import network_json
from samspill.scoring.score import score
from samspill.scoring.tie import ties
from samspill.terms import Need, Text

MappingOf = Callable[..., Mapping]
RatingsOf = Callable[..., Ratings]
Record = dict[str, Any]
Tell = Callable[..., Record]

EXPORTS = Path(__file__).parents[3] / "docs/reference/exports.md"
ROWS = (
    ("p1", "a", "b", 4.0),
    ("p2", "a", "b", 4.0),
    ("p1", "a", "c", 3.0),
    ("p2", "a", "c", 4.0),
    ("p1", "a", "a", 1.0),
    ("q1", "b", "a", 4.0),
    ("q2", "b", "a", 3.5),
    ("q1", "b", "c", 2.0),
    ("r1", "c", "a", 5.0),
    ("r1", "c", "b", {"contact": "no"}),
)


@pytest.fixture
def tell(mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument) -> Tell:
    """Return a maker of the record of the first wave, for groups a, b (organisation x) and c (y)."""

    def make(rows: Iterable[tuple[Any, ...]] = ROWS, *, mapping: Mapping | None = None, wave: int = 0) -> Record:
        world = mapping or world_of(mapping_of(a=2, b=4, c=1))
        scores = score(ratings_of(("information",), rows), world, capacity, min_items=1)
        told = network_json(scores, world, ties(scores, world, capacity))
        assert told["dimension"] == "index"
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        record: Record = told["waves"][wave]
        return record

    return make


def world_of(mapping: Mapping, y: str = "c", needs: Iterable[str] = ("ab", "ba", "ca")) -> Mapping:
    groups = {key: replace(group, organisation="y" if key in y else "x") for key, group in mapping.groups.items()}
    organisations = {key: Organisation(key, Text(key)) for key in "xy"}
    return replace(mapping, groups=groups, organisations=organisations, needs={(pair[0], pair[1]): Need.HIGH for pair in needs})


def node(record: Record, key: str) -> Record:
    (found,) = (found for found in record["nodes"] if found["node"] == key)
    return dict(found)


def test_a_wave_by_hand(tell: Tell) -> None:
    told = tell()

    assert (told["wave"], told["groups"], told["complete"]) == (1, 3, True)
    # 3.5 is on the way, a mean of 3.75 holds; without contact is known.
    assert told["ties"] == {
        "all": {"holding": 3, "known": 6, "asked": 6},
        "needed": {"holding": 3, "known": 3, "asked": 3},
        "within": {"holding": 2, "known": 2, "asked": 2},
        "between": {"holding": 1, "known": 4, "asked": 4},
    }
    assert (told["density"], told["density_low"], told["density_high"], told["needed_density"]) == (0.5, 0.5, 0.5, 1.0)
    assert told["pairs"] == {"mutual": 1, "one_way": 1, "none": 1, "unknown": 0, "one_direction": 0}
    assert (told["reciprocity"], told["reciprocity_by_chance"]) == (0.666666667, 0.5)
    assert (told["ei_index"], told["ei_index_by_chance"]) == (-0.333333333, 0.333333333)
    assert told["cut_groups"] == [{"node": "a", "joins": [["b"], ["c"]], "sure": True}]
    assert told["verdicts"] == ["scoring.verdict.returned.open", "scoring.verdict.organisations.open"]


def test_groups_stand_in_the_owners_order_with_their_response(tell: Tell) -> None:
    told = tell()

    assert [one["node"] for one in told["nodes"]] == ["a", "b", "c"]
    assert node(told, "b") == {
        "node": "b",
        "organisation": "x",
        "size": 4,
        "answered": 2,
        "response": 0.5,
        "low_response": True,
        "in_ties": 1,
        "out_ties": 2,
        "in_strength": 4.0,
        "out_strength": 2.875,
        "betweenness": 0.0,
        "reasons": {},
    }
    assert node(told, "a")["betweenness"] == 0.5
    assert not node(told, "a")["low_response"]
    assert "scoring.limit.network.low_response" in told["limits"]


def test_response_is_unknown_where_more_answered_than_there_are(tell: Tell, mapping_of: MappingOf) -> None:
    told = tell(mapping=world_of(mapping_of(a=1, b=2, c=1)))

    assert (node(told, "a")["response"], node(told, "a")["answered"], node(told, "a")["low_response"]) == (None, 2, True)
    assert not node(told, "b")["low_response"]


@pytest.mark.parametrize(("answered", "low"), [(6, True), (7, False)])
def test_seven_of_ten_are_enough(tell: Tell, mapping_of: MappingOf, answered: int, *, low: bool) -> None:
    more = [(f"q{number}", "b", "c", 3.0) for number in range(3, answered + 1)]
    told = tell((*ROWS, *more), mapping=world_of(mapping_of(a=2, b=10, c=1)))

    assert (node(told, "b")["answered"], node(told, "b")["low_response"]) == (answered, low)
    assert ("scoring.limit.network.low_response" in told["limits"]) is low


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ((), False),
        ((("r1", "c", "b", {"contact": "no"}),), True),
        ((("r1", "c", "b", "?"),), False),
        ((("r1", "c", "b", {"contact": "no"}), ("r2", "c", "b", {"contact": "wanted"}), ("r3", "c", "b", "?")), True),
        ((("r1", "c", "b", {"contact": "no"}), ("r2", "c", "b", "?")), False),
        ((("r1", "c", "b", 5.0), ("r2", "c", "b", {"contact": "no"}), ("r3", "c", "b", {"contact": "no"})), True),
    ],
    ids=["unanswered", "no contact", "don't know", "most without", "half without", "one value"],
)
def test_what_is_known_of_a_tie(tell: Tell, mapping_of: MappingOf, rows: tuple[Any, ...], *, known: bool) -> None:
    told = tell((*ROWS[:-1], *rows), mapping=world_of(mapping_of(a=2, b=4, c=3)))

    assert told["ties"]["all"]["known"] == 5 + known
    assert told["complete"] is known
    assert ("scoring.limit.network.unknown_ties" in told["limits"]) is not known
    assert node(told, "a")["reasons"].get("betweenness") == (None if known else "scoring.network.incomplete")


def test_groups_at_sites_meet_their_own_site_and_services(tell: Tell, mapping_of: MappingOf) -> None:
    world = world_of(mapping_of(a={"north": 2, "south": 2}, b={"north": 2, "south": 2}, c=2), needs=())
    rows = [
        (f"{rater}{place}", f"{rater}@{place}", target, 4.0)
        for place in ("north", "south")
        for rater, target in (("a", f"b@{place}"), ("b", f"a@{place}"), ("a", "c"))
    ]
    told = tell(rows, mapping=world)

    assert [one["node"] for one in told["nodes"]] == ["a@north", "a@south", "b@north", "b@south", "c"]
    # Four within the sites, four to the service, four from it; nobody rates another site.
    assert told["ties"]["all"] == {"holding": 6, "known": 6, "asked": 12}
    assert [cut["node"] for cut in told["cut_groups"]] == ["a@north", "a@south", "c"]
    assert told["reasons"]["needed_density"] == "scoring.network.not_asked"


def test_a_pair_that_is_not_needed_and_a_group_that_is_not_asked(tell: Tell, mapping_of: MappingOf) -> None:
    world = world_of(mapping_of(a=2, b=4, c=1))
    groups = {key: replace(group, asked=key != "c") for key, group in world.groups.items()}
    needs = {("a", "b"): Need.NONE, ("c", "a"): Need.HIGH}
    told = tell(ROWS[:-2], mapping=replace(world, groups=groups, needs=needs))

    assert told["ties"]["all"] == {"holding": 1, "known": 3, "asked": 3}
    assert told["ties"]["needed"]["asked"] == 0
    assert node(told, "c") | {"in_strength": 0.0} == {
        "node": "c",
        "organisation": "y",
        **dict.fromkeys(("size", "answered", "response", "out_strength", "betweenness")),
        "low_response": False,
        "in_ties": 2,
        "out_ties": 0,
        "in_strength": 0.0,
        "reasons": {"out_strength": "scoring.network.not_rater", "betweenness": "scoring.network.one_sided"},
    }


def test_every_wave_stands_for_itself(tell: Tell) -> None:
    later = [(*row[:3], {"wave": 2, "contact": "no"}) for row in ROWS]
    told = tell((*ROWS, *later), wave=1)

    assert (told["wave"], told["density"], told["reciprocity"]) == (2, 0.0, None)
    assert told["reasons"]["ei_index"] == told["reasons"]["cut_groups"] == "scoring.network.nothing_holds"
    assert tell((*ROWS, *later), wave=0) == tell()


def test_every_code_has_a_text(tell: Tell) -> None:
    for told in (tell(), tell(ROWS[:1]), tell([(*row[:3], {"contact": "no"}) for row in ROWS])):
        reasons = [told["reasons"], *(one["reasons"] for one in told["nodes"])]
        assert all(has(code) for found in reasons for code in found.values())
        assert all(has(code) for code in (*told["verdicts"], *told["limits"]))


def test_it_agrees_with_the_exact_tables(
    mapping_of: MappingOf, ratings_of: RatingsOf, capacity: Instrument, tell: Tell
) -> None:
    world = world_of(mapping_of(a=2, b=4, c=1))
    scores = score(ratings_of(("information",), ROWS), world, capacity, min_items=1)
    index = pl.col("dimension") == "index"
    found = ties(scores, world, capacity)
    between = exact_ties(found).filter(index, pl.col("rater_group") != pl.col("target_group"))
    groups = exact_groups(scores, world, found).filter(index, pl.col("group") != "")
    told = tell()

    assert told["ties"]["all"]["holding"] == between.filter(pl.col("class") == "holds").height
    for row in groups.iter_rows(named=True):
        one = node(told, row["group"])
        assert (one["in_strength"], one["in_ties"]) == (row["received_group"], row["received_ties"])
        assert (one["out_strength"], one["out_ties"]) == (row["given_group"], row["given_ties"])
        assert (one["size"], one["answered"], one["response"]) == (row["size"], row["answered"], row["response"])


def test_the_documentation_names_every_field(tell: Tell) -> None:
    told = tell()
    fields = {*told, *told["ties"], *told["ties"]["all"], *told["pairs"], *told["nodes"][0], *told["cut_groups"][0]}
    text = EXPORTS.read_text(encoding="utf-8").split("`network.json`", maxsplit=1)[1]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    told_of, named = (
        {field for row in there for field in re.findall(r"`([a-z_]+)`", row)}
        for there in ([row.split("|")[1] for row in rows], rows)
    )
    ends = {f"{field}_{end}" for field in told_of for end in ("low", "high")}

    assert fields <= named | ends
    assert told_of <= fields
