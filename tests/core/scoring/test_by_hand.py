"""Both exact tables of a simulated mapping, computed again from its ratings.csv with csv, statistics and Student's t alone."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import prod as product
from math import sqrt
from pathlib import Path
from statistics import correlation, mean, stdev, variance

import numpy as np
import polars as pl
import pytest
from scipy import stats

from samspill.design.model import Mapping, Node
from samspill.design.read import read as read_mapping
from samspill.instrument.load import find
from samspill.ratings.read import read as read_ratings
from samspill.ratings.simulate import simulate
from samspill.scoring.exact_files import exact_groups, exact_ties
from samspill.scoring.score import score
from samspill.scoring.tie import ties

EXAMPLE = Path(__file__).parents[3] / "examples" / "oppvekst" / "mapping.toml"
FAMILIARITY = ("knows_tasks", "knows_competence")
INDEX = (*FAMILIARITY, "information", "respect", "problem_solving", "new_solutions", "shared_direction")
MEASURES = {item: (item,) for item in INDEX} | {"familiarity": FAMILIARITY, "index": INDEX}
LEAST = dict.fromkeys(MEASURES, 1) | {"index": 5}

Pair = tuple[int, Node, Node]
Rating = tuple[Node, str, Node, float]
"""Rater group, person, target, value."""
Which = tuple[int, bool, str]
"""Wave, own group or not, measure."""


@dataclass(eq=False)
class Answers:
    """The file, and what Samspill makes of it."""

    mapping: Mapping
    pairs: dict[Pair, list[dict[str, str]]]
    people: dict[tuple[int, Node], set[str]]
    ties: pl.DataFrame
    groups: pl.DataFrame


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    file = tmp_path_factory.mktemp("by_hand") / "ratings.csv"
    mapping = read_mapping(EXAMPLE)
    instrument = find(mapping.instrument, EXAMPLE.parent)
    simulate(mapping, instrument, np.random.default_rng(7)).write_csv(file)
    scores = score(read_ratings(file, mapping, instrument), mapping, instrument)
    pairs: defaultdict[Pair, list[dict[str, str]]] = defaultdict(list)
    people: defaultdict[tuple[int, Node], set[str]] = defaultdict(set)
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            rater, target = (Node(row[f"{side}_group"], row[f"{side}_site"]) for side in ("rater", "target"))
            pairs[int(row["wave"]), rater, target].append(row)
            people[int(row["wave"]), rater].add(row["respondent"])
    found = ties(scores, mapping, instrument)
    return Answers(mapping, pairs, people, exact_ties(found), exact_groups(scores, mapping, found))


def value(row: dict[str, str], measure: str) -> float | None:
    given = [float(row[item]) for item in MEASURES[measure] if row[item] not in ("", "?")]
    return mean(given) if row["contact"] == "yes" and len(given) >= LEAST[measure] else None


def test_every_tie_by_hand(answers: Answers) -> None:
    found = answers.ties.rows_by_key(
        ["wave", "rater_group", "rater_site", "target_group", "target_site", "dimension"], named=True, unique=True
    )
    assert len(found) == len(answers.pairs) * len(MEASURES)

    for (wave, rater, target), rows in answers.pairs.items():
        for measure, items in MEASURES.items():
            row = found[wave, rater.group, rater.site, target.group, target.site, measure]
            values = [given for answer in rows if (given := value(answer, measure)) is not None]
            without = [answer for answer in rows if answer["contact"] == "yes" and value(answer, measure) is None]
            unknown = sum(any(answer[item] == "?" for item in items) for answer in without)
            no_contact = sum(answer["contact"] != "yes" for answer in rows)
            counts = (len(values), no_contact, unknown, len(without) - unknown)
            assert tuple(row[name] for name in ("n", "no_contact", "dont_know", "skipped")) == counts
            assert row["mean"] == (pytest.approx(mean(values), abs=2e-9) if values else None)
            assert row["sd"] == (pytest.approx(stdev(values), abs=2e-9) if len(values) > 1 else None)
            size = answers.mapping.size(rater, wave)
            assert (row["ci_low"], row["ci_high"]) == interval(answers, (wave, rater == target, measure), values, size)


def interval(answers: Answers, which: Which, values: list[float], size: int) -> object:
    if not values:
        return (None, None)
    spread, degrees, noise = within(answers, *which)
    open_share = 1 - len(values) / size if len(values) < size else noise
    half = stats.t.ppf(0.975, degrees) * sqrt(open_share * spread / len(values))
    return pytest.approx((mean(values) - half, mean(values) + half), abs=2e-9)


@cache
def within(answers: Answers, wave: int, own: bool, measure: str) -> tuple[float, int, float]:
    """Return variance within ties, people minus rater groups, and 1 − alpha within ties."""
    pairs = {key: rows for key, rows in answers.pairs.items() if key[0] == wave and (key[1] == key[2]) is own}
    values = {key: [x for row in rows if (x := value(row, measure)) is not None] for key, rows in pairs.items()}
    several = {key: given for key, given in values.items() if len(given) > 1}
    people: defaultdict[Node, set[str]] = defaultdict(set)
    for (_, rater, _), rows in pairs.items():
        people[rater] |= {row["respondent"] for row in rows if value(row, measure) is not None}
    free = sum(len(given) - 1 for given in several.values())
    degrees = min(free, sum(len(there) - 1 for there in people.values() if there))
    noise = min(max(1 - alpha_within(pairs, measure), 0), 1)
    return sum((len(given) - 1) * variance(given) for given in several.values()) / free, degrees, noise


def alpha_within(pairs: dict[Pair, list[dict[str, str]]], measure: str) -> float:
    """Return alpha of the items' deviations from the mean of their tie; for one item, the mean correlation of all items."""
    deviations = []
    for rows in pairs.values():
        complete = [[float(row[item]) for item in INDEX] for row in rows if is_complete(row)]
        centre = [mean(column) for column in zip(*complete, strict=True)]
        deviations += [[x - c for x, c in zip(row, centre, strict=True)] for row in complete]
    columns = dict(zip(INDEX, zip(*deviations, strict=True), strict=True))
    items = MEASURES[measure]
    if len(items) == 1:
        return mean(correlation(columns[one], columns[other]) for one, other in combinations(INDEX, 2))
    single = sum(sum(x * x for x in columns[item]) for item in items)
    whole = sum(sum(row) ** 2 for row in zip(*(columns[item] for item in items), strict=True))
    return len(items) / (len(items) - 1) * (1 - single / whole)


def is_complete(row: dict[str, str]) -> bool:
    return row["contact"] == "yes" and all(row[item] not in ("", "?") for item in INDEX)


@pytest.mark.parametrize("measure", ["information", "familiarity", "index"])
def test_every_group_by_hand(answers: Answers, measure: str) -> None:
    rows = answers.groups.filter(dimension=measure).rows(named=True)
    assert len(rows) == sum(1 + len(answers.mapping.nodes(wave)) for wave in (1, 2))

    for row in rows:
        wave, node = row["wave"], Node(row["group"], row["site"])
        everything = list(between(answers, wave, measure))
        asked = answers.mapping.rater_nodes(wave)
        here = [node] if node in asked else [] if node.group else list(asked)
        size = sum(answers.mapping.size(one, wave) for one in here)
        answered = sum(len(answers.people.get((wave, one), ())) for one in here)
        response = (size, answered, pytest.approx(answered / size, abs=2e-9)) if here else (None, None, None)
        assert (row["size"], row["answered"], row["response"]) == response
        for way, end in (("given", 0), ("received", 2)):
            ratings = [rating for rating in everything if not node.group or rating[end] == node]
            assert row[f"{way}_ties"] == len({(rater, target) for rater, _, target, _ in ratings})
            assert row[f"{way}_n"] == len({(rater, person) for rater, person, *_ in ratings})
            for weighting in ("respondent", "group"):
                told = tuple(row[f"{way}_{weighting}{end_of}"] for end_of in ("", "_low", "_high"))
                noise = product(within(answers, wave, False, measure)[::2])  # noqa: FBT003
                assert told == linearised(answers.mapping, wave, ratings, weighting, noise)


def between(answers: Answers, wave: int, measure: str) -> Iterator[Rating]:
    for (number, rater, target), rows in answers.pairs.items():
        if number == wave and rater != target:
            for row in rows:
                if (given := value(row, measure)) is not None:
                    yield rater, row["respondent"], target, given


def linearised(mapping: Mapping, wave: int, ratings: list[Rating], weighting: str, noise: float) -> object:
    """Return the ratio mean with its interval: people are clusters, rater groups strata; whole groups keep their noise."""
    if not ratings:
        return (None, None, None)
    in_tie: defaultdict[tuple[Node, Node], int] = defaultdict(int)
    for rater, _, target, _ in ratings:
        in_tie[rater, target] += 1
    rated = Counter(rater for rater, _ in in_tie)
    alike = [1 / in_tie[rater, target] / rated[rater] for rater, _, target, _ in ratings]
    weights = [1.0] * len(ratings) if weighting == "respondent" else alike
    ratio = sum(weight * rating[3] for weight, rating in zip(weights, ratings, strict=True)) / sum(weights)
    z: defaultdict[tuple[Node, str], float] = defaultdict(float)
    for weight, (rater, person, _, given) in zip(weights, ratings, strict=True):
        z[rater, person] += weight * (given - ratio) / sum(weights)
    strata: defaultdict[Node, list[float]] = defaultdict(list)
    for (rater, _), part in z.items():
        strata[rater].append(part)
    degrees = len(z) - len(strata)
    sizes = {rater: mapping.size(rater, wave) for rater in strata}
    parts = [(1 - len(of) / sizes[rater]) * len(of) * variance(of) for rater, of in strata.items() if len(of) > 1]
    lonely = len(strata) - len(parts)
    somebody_missing = any(len(of) < sizes[rater] for rater, of in strata.items())
    if not degrees or (sum(parts) < 1e-18 and somebody_missing):
        return (pytest.approx(ratio, abs=2e-9), None, None)
    drawn = sum(parts) * (1 + lonely / len(parts))
    whole = (weight for weight, (rater, *_) in zip(weights, ratings, strict=True) if len(strata[rater]) == sizes[rater])
    half = stats.t.ppf(0.975, degrees) * sqrt(drawn + noise * sum(weight**2 for weight in whole) / sum(weights) ** 2)
    return pytest.approx((ratio, ratio - half, ratio + half), abs=2e-9)
