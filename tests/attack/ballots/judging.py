"""Was that better than chance? Exact where it can be, else by drawing the truth by lot a million times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, kruskal, mannwhitneyu, norm, rankdata, spearmanr

Scores = NDArray[np.float64]

BY_LUCK = 1e-6
"""How seldom luck may look like an attack: some two hundred tests are made of each wave."""

CAUGHT = 1e-6
"""What an attack that knows where to look must reach."""

LOOK_CLOSER = 1e-3
LOTS, AT_ONCE = 2_000_000, 100_000


@dataclass(frozen=True)
class Verdict:
    """How well an attacker guessed: the mean place of the right person (0.5 by chance), hits at the first guess, and luck."""

    name: str
    tries: int
    place: float
    hits: float
    expected: float
    luck: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.tries} tries, right person at {100 * self.place:.1f} % of the list (chance 50),"
            f" {self.hits:.1f} hits (chance {self.expected:.1f}), p = {self.luck:.2g}"
        )


def judge(name: str, scores: Scores, truth: Sequence[int]) -> Verdict:
    """Judge guesses of who it was; ``truth`` are columns of the scores."""
    places = (np.apply_along_axis(rankdata, 1, scores) - 1) / (scores.shape[1] - 1)
    right = places[np.arange(len(truth)), list(truth)]
    tops = scores == scores.max(axis=1, keepdims=True)
    hits = (tops / tops.sum(axis=1, keepdims=True))[np.arange(len(truth)), list(truth)].sum()
    return Verdict(
        name, len(truth), float(right.mean()), float(hits), len(truth) / scores.shape[1], _luck(places, float(right.mean()))
    )


def _luck(places: Scores, mean: float) -> float:
    spread = float(np.sqrt(places.var(axis=1).sum())) / len(places)
    if spread == 0:
        return 1.0
    rough = float(2 * norm.sf(abs(mean - 0.5) / spread))
    if rough > LOOK_CLOSER:
        return rough
    lot, beyond = np.random.default_rng(1), 0
    for _ in range(LOTS // AT_ONCE):
        drawn = np.zeros(AT_ONCE)
        for row in places:
            drawn += row[lot.integers(len(row), size=AT_ONCE)]
        beyond += int((np.abs(drawn / len(places) - 0.5) >= abs(mean - 0.5) - 1e-12).sum())
    return beyond / LOTS


def judge_two_groups(name: str, values: Scores, answered: NDArray[np.bool_]) -> Verdict:
    """Judge whether a figure about each person tells who has answered: the place is the area under the curve."""
    yes, no = values[answered], values[~answered]
    if np.ptp(values) == 0:
        return Verdict(name, len(values), 0.5, 0, 0, 1.0)
    found = mannwhitneyu(yes, no)
    return Verdict(name, len(values), float(found.statistic) / (len(yes) * len(no)), 0, 0, float(found.pvalue))


def judge_labels(name: str, values: Scores, labels: Sequence[str]) -> float:
    """Return how likely luck is where a figure goes with labels."""
    if np.ptp(values) == 0:
        return 1.0
    del name
    groups = [values[[label == each for label in labels]] for each in sorted(set(labels))]
    return float(kruskal(*groups).pvalue)


def judge_amount(values: Scores, amounts: Scores) -> float:
    """Return how likely luck is where a figure goes with an amount."""
    return 1.0 if np.ptp(values) == 0 else float(spearmanr(values, amounts).pvalue)


def judge_learner(features: Scores, labels: Sequence[str]) -> tuple[float, float, float]:
    """Learn labels from one half and guess the other, both ways; return hits, the base rate, and luck."""
    names = sorted(set(labels))
    wanted = np.array([[label == name for name in names] for label in labels], dtype=float)
    spread = features.std(axis=0)
    x = np.column_stack([(features - features.mean(axis=0)) / np.where(spread > 0, spread, 1), np.ones(len(features))])
    halves = np.arange(len(labels)) % 2 == 0
    hits, chance = 0, 0.0
    for half in (halves, ~halves):
        weights = np.linalg.solve(x[half].T @ x[half] + 20 * np.eye(x.shape[1]), x[half].T @ wanted[half])
        guessed = [names[index] for index in (x[~half] @ weights).argmax(axis=1)]
        true = [label for label, out in zip(labels, ~half, strict=True) if out]
        hits += sum(one == other for one, other in zip(guessed, true, strict=True))
        chance += max(true.count(name) for name in names)
    rate = chance / len(labels)
    return hits / len(labels), rate, float(binomtest(hits, len(labels), rate, alternative="greater").pvalue)
