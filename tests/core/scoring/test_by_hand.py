"""Both exact tables of a simulated mapping, computed again from its ratings.csv with csv, statistics and Student's t alone."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import mean, stdev, variance

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

EXAMPLE = Path(__file__).parents[3] / "examples" / "oppvekst" / "mapping.toml"
FAMILIARITY = ("knows_tasks", "knows_competence")
INDEX = (*FAMILIARITY, "information", "respect", "problem_solving", "new_solutions", "shared_direction")
MEASURES = {item: (item,) for item in INDEX} | {"familiarity": FAMILIARITY, "index": INDEX}
LEAST = dict.fromkeys(MEASURES, 1) | {"index": 5}

Pair = tuple[int, Node, Node]
Rating = tuple[Node, str, Node, float]
"""Rater group, person, target, value."""


@dataclass
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
    return Answers(mapping, pairs, people, exact_ties(scores, mapping, instrument), exact_groups(scores, mapping, instrument))


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
            assert (row["ci_low"], row["ci_high"]) == interval(values, answers.mapping.size(rater, wave))


def interval(values: list[float], size: int) -> object:
    if len(values) < 2 or (max(values) - min(values) < 1e-9 and len(values) < size):
        return (None, None)
    half = stats.t.ppf(0.975, len(values) - 1) * stdev(values) / sqrt(len(values)) * sqrt(1 - len(values) / size)
    return pytest.approx((mean(values) - half, mean(values) + half), abs=2e-9)


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
                assert told == linearised(answers.mapping, wave, ratings, weighting)


def between(answers: Answers, wave: int, measure: str) -> Iterator[Rating]:
    for (number, rater, target), rows in answers.pairs.items():
        if number == wave and rater != target:
            for row in rows:
                if (given := value(row, measure)) is not None:
                    yield rater, row["respondent"], target, given


def linearised(mapping: Mapping, wave: int, ratings: list[Rating], weighting: str) -> object:
    """Return the ratio mean with its interval: people are clusters, rater groups strata."""
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
    half = stats.t.ppf(0.975, degrees) * sqrt(sum(parts) * (1 + lonely / len(parts)))
    return pytest.approx((ratio, ratio - half, ratio + half), abs=2e-9)
