"""How often intervals hold what they are about, exact ones and published ones, over simulated groups.

    python bench/intervals.py              # half a minute
    python bench/intervals.py --draws 200  # quick

A person's thought about a group is that of the group, the person's own (SD 0.53) and the item's (SD 0.65, items up to 0.35
apart), read at the nearest of five degrees; the index has seven items. Exact intervals (docs/methods/intervals.md) are asked
for what the whole group would have said. Published ones (docs/methods/protection.md, policy strict) are asked for the same
and for what such groups say on average; their classes are compared with those of the whole group.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samspill.disclosure.aspects import Aspect
from samspill.disclosure.evidence import Tally
from samspill.disclosure.publish import of_items, placed
from samspill.disclosure.spread import pooled_spread
from samspill.instrument.interval import default_spread
from samspill.instrument.ladder import Ladder
from samspill.scoring.cell_mean import CellMean, interval
from samspill.scoring.spread import Spread, noise_share
from samspill.scoring.uncertainty import Stratum, mean_estimate
from samspill.terms import POLICIES, PeopleBand

Answers = NDArray[np.float64]
ITEMS = np.array([-0.3, -0.3, 0.15, 0.2, 0.05, -0.05, 0.25])
HARD = ITEMS < 0
CLASSES = ("needs_talk", "on_the_way", "holds")
SIZES = (5, 8, 12, 20, 30)
RESPONSES = (0.6, 0.8, 0.9, 1.0)
WAYS = {
    "at random": "6 % of the answers, whoever and whatever",
    "hard items": "a third of three items that are harder",
    "the unhappy": "who experiences less answers less often, and low answers are skipped more",
}
WAVES = {"eight groups of 6 to 30": (6, 8, 9, 12, 16, 20, 24, 30), "four groups of 32 to 60": (32, 40, 50, 60)}
ROUNDING = 1e-9
NEAR = 0.1
TIES = 20
"""Ties whose spread is pooled."""
UNEQUAL = {"70 % of each answer": (0.7,) * 6, "50 to 100 % answer": (1.0, 0.5, 0.9, 0.5, 0.8, 0.6)}


def group(rng: np.random.Generator, size: int, mean: float) -> Answers:
    """Return what all people of a group think, people by items."""
    thoughts = mean + ITEMS + rng.normal(0, 0.53, (size, 1)) + rng.normal(0, 0.65, (size, 7))
    return np.clip(np.rint(thoughts), 1, 5)


def skipped(rng: np.random.Generator, thoughts: Answers, way: str) -> Answers:
    """Return the answers that people would give, NaN where they skip."""
    left_out = {
        "at random": np.full(thoughts.shape, 0.06),
        "hard items": np.broadcast_to(np.where(HARD, 1 / 3, 0), thoughts.shape),
        "the unhappy": 0.06 + 0.1 * (thoughts <= 2),
    }
    return np.where(rng.random(thoughts.shape) < left_out[way], np.nan, thoughts)


def who(rng: np.random.Generator, thoughts: Answers, response: float, way: str) -> NDArray[np.int64]:
    """Return the places of the people who answer."""
    size = len(thoughts)
    likely = np.exp(0.8 * (thoughts.mean(axis=1) - thoughts.mean())) if way == "the unhappy" else np.ones(size)
    return rng.choice(size, round(size * response), replace=False, p=likely / likely.sum())


def exact(rng: np.random.Generator, size: int, response: float, way: str, draws: int) -> tuple[float, float, float]:
    """Return how many of 100 intervals hold the mean of the whole group, that mean had nobody skipped, and miss it by 0.1."""
    held: list[tuple[bool, bool, bool]] = []
    for _ in range(max(draws // TIES, 1)):
        wave = [one_tie(rng, size, response, way) for _ in range(TIES)]
        spread = pooled(wave)
        for answered, truth, all_items, _ in wave:
            found = interval(CellMean(len(answered), float(answered.sum()), size, spread), "intervals")
            low, high = found.lower, found.upper
            if low is not None and high is not None:
                near = low - NEAR <= all_items <= high + NEAR
                held.append((low - ROUNDING <= truth <= high + ROUNDING, low <= all_items <= high, near))
    whole, items, near_by = 100 * np.mean(held, axis=0)
    return float(whole), float(items), float(near_by)


Drawn = tuple[Answers, float, float, Answers]
"""Indices of those who answered, the mean of the whole group, the same had nobody skipped, complete answers."""


def one_tie(rng: np.random.Generator, size: int, response: float, way: str) -> Drawn:
    """Draw a group's thoughts about another, what they skip, and who answers."""
    thoughts = group(rng, size, rng.normal(3.5, 0.45))
    given = skipped(rng, thoughts, way)
    enough = (~np.isnan(given)).sum(axis=1) >= 5
    index = np.array([np.nanmean(row) if there else np.nan for row, there in zip(given, enough, strict=True)])
    people = who(rng, thoughts, response, way)
    answered = index[people]
    complete = given[people][~np.isnan(given[people]).any(axis=1)]
    return answered[~np.isnan(answered)], float(np.nanmean(index)), float(thoughts.mean()), complete


def pooled(wave: Sequence[Drawn]) -> Spread:
    """Return the spread within the ties of a wave, whose people are all different here."""
    within = sum(((answered - answered.mean()) ** 2).sum() for answered, *_ in wave if len(answered))
    free = sum(max(len(answered) - 1, 0) for answered, *_ in wave)
    deviations = np.vstack([complete - complete.mean(axis=0) for *_, complete in wave if len(complete)])
    return Spread(float(within / free), free, noise_share(deviations.T @ deviations, range(len(ITEMS))))


def several(rng: np.random.Generator, sizes: tuple[int, ...], rates: tuple[float, ...], draws: int) -> dict[str, float]:
    """Return how many of 100 intervals of means over ties hold what everybody would have said; a tenth have no contact."""
    groups = range(len(sizes))
    held: defaultdict[str, int] = defaultdict(int)
    for _ in range(draws):
        effects = (
            rng.normal(0, 0.25, len(sizes))[:, None] + rng.normal(0, 0.25, len(sizes)) + rng.normal(0, 0.35, (len(sizes),) * 2)
        )
        thoughts = [
            3.5 + effects[g] + rng.normal(0, 0.35, (n, 1)) + rng.normal(0, 0.45, (n, len(sizes))) for g, n in enumerate(sizes)
        ]
        contact = [(rng.random(part.shape) < 0.9) & (np.arange(len(sizes)) != g) for g, part in enumerate(thoughts)]
        answers = [np.isin(np.arange(n), rng.permutation(n)[: round(n * rates[g])])[:, None] for g, n in enumerate(sizes)]
        asked = {"given": ([1], slice(None)), "received": (groups, slice(2, 3)), "whole": (groups, slice(None))}
        for name, (raters, targets) in asked.items():
            for weighting in ("by respondent", "by group"):
                parts = [(thoughts[g][:, targets], contact[g][:, targets], answers[g], sizes[g]) for g in raters]
                found = mean_estimate(
                    [_stratum(x, there & told, size, weighting) for x, there, told, size in parts], "intervals", noise=0.0
                )
                sums = [(x * w).sum() for x, there, *_ in parts for w in [_weights(there, weighting)]]
                truth = sum(sums) / sum(_weights(there, weighting).sum() for _, there, *_ in parts)
                held[f"{name} {weighting}"] += (found.lower or 0) - ROUNDING <= truth <= (found.upper or 0) + ROUNDING
    return {name: 100 * count / draws for name, count in held.items()}


def _weights(there: NDArray[np.bool_], weighting: str) -> Answers:
    """Return the weight of every rating: one, or one over the ratings of its tie."""
    return there / (1 if weighting == "by respondent" else np.maximum(there.sum(axis=0), 1))


def _stratum(thoughts: Answers, rated: NDArray[np.bool_], size: int, weighting: str) -> Stratum:
    weights = _weights(rated, weighting)
    t, w = (weights * thoughts).sum(axis=1), weights.sum(axis=1)
    return Stratum(int((w > 0).sum()), size, t.sum(), w.sum(), (t * t).sum(), (t * w).sum(), (w * w).sum(), (weights**2).sum())


def place_of_class(mean: float) -> int:
    """Return which of the three classes an exact mean has."""
    return int(mean >= 3.25) + int(mean >= 3.75)


def tally(values: Answers) -> Tally:
    """Return people, sum and sum of squares."""
    return Tally(len(values), float(values.sum()), float((values**2).sum()))


def published(rng: np.random.Generator, sizes: tuple[int, ...], response: float, draws: int) -> None:
    """Print what the published numbers of whole waves are worth, by band of people."""
    ladder = Ladder.of(POLICIES["strict"], low=1, high=5, gap=1)
    aspect = Aspect("index", tuple(f"item {number}" for number in range(len(ITEMS))), ladder, in_index=True, bands=None)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _ in range(draws):
        cells = []
        for unit, size in enumerate(sizes):
            people = who(rng, group(rng, size, 3.5), response, "at random")
            for mean in rng.normal(3.45, 0.5, len(sizes) - 1):
                thoughts = group(rng, size, mean)
                cells.append((unit, thoughts[people], thoughts.mean(), group(rng, 400, mean).mean()))
        cells = [cell for cell in cells if len(cell[1]) >= 5]
        spread = pooled_spread([(str(unit), tally(answers.mean(axis=1))) for unit, answers, *_ in cells], ladder)
        for _, answers, everybody, average in cells:
            items = [placed(aspect, tally(item)) for item in answers.T]
            told = of_items(aspect, items, len(answers), spread or default_spread(ladder), own=False)
            low, high = told.interval or (1.0, 5.0)
            place, ends = CLASSES.index(told.tie_class.value), {ladder.tie_class(end, None).value for end in (low, high)}
            found = counts[told.n_band.value]
            found["cells"] += 1
            found["whole group"] += low <= everybody <= high
            found["average"] += low <= average <= high
            found["same class"] += place == place_of_class(everybody)
            found["higher class"] += place > place_of_class(everybody)
            found["two classes off"] += abs(place - place_of_class(everybody)) > 1
            found["from needs_talk to holds"] += ends == {"needs_talk", "holds"}
    for band in PeopleBand:
        if found := counts.get(band.value):
            shares = [f"{name} {100 * count / found['cells']:.1f}" for name, count in found.items() if name != "cells"]
            print(f"  {band:5} {', '.join(shares)}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=2000)
    draws = parser.parse_args().draws
    rng = np.random.default_rng(1)
    print(
        "Exact intervals: of 100, how many hold what the whole group would have said (had nobody skipped; the same within 0.1)"
    )
    for way, explained in WAYS.items():
        print(f"left open: {explained}")
        for size in SIZES:
            shares = [exact(rng, size, response, way, draws) for response in RESPONSES]
            told = [
                f"{response:4.0%} {held:5.1f} ({whole:.0f}; {near:.0f})"
                for response, (held, whole, near) in zip(RESPONSES, shares, strict=True)
            ]
            print(f"  {size:2} people   {'   '.join(told)}")
    print("Means over several ties, six groups of 6 to 30")
    for name, rates in UNEQUAL.items():
        told = several(rng, (8, 12, 20, 30, 6, 15), rates, draws).items()
        print(f"  {name}: {', '.join(f'{mean} {share:.1f}' for mean, share in told)}")
    print("Published intervals, of 100 cells")
    for name, sizes in WAVES.items():
        for response in (0.7, 1.0):
            print(f"{name}, {response:.0%} answer")
            published(rng, sizes, response, max(draws // 10, 1))


if __name__ == "__main__":
    main()
