"""What finer steps would cost: the risk of each, and what a reader would gain.

    python bench/steps.py

For each band of people: how much better somebody who came or left is guessed with a second round (attack 4), how often a
number leaves an outsider fewer than three answers or a colleague fewer than two (attack 2), and how often the class is that of
the exact mean. Answers are drawn as the attack's model draws them; every sum of answers is counted, nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor

import numpy as np

from samspill.disclosure.attack.known import Knowledge, Scale
from samspill.disclosure.attack.rounds import USUAL, Rounds
from samspill.disclosure.attack.told import Rules
from samspill.disclosure.attack.whole_numbers import left_open

STEPS = (0.5, 0.25, 0.2, 0.1)
BANDS = {"5-9": range(5, 10), "10-24": range(10, 25), "25-40": range(25, 41)}
K = 5
SCALE = Scale()


@dataclass(frozen=True)
class Row:
    """What a step does, coded at the ends or not."""

    step: float
    coded: bool
    gain_usual: float
    gain_equal: float
    outsider: float
    insider: float
    same_class: float


def known(least: int, step: float, *, coded: bool) -> Knowledge:
    """Return the rules of policy strict with another step for the band that begins with so many people."""
    steps = {**Rules().steps, least: step}
    return Knowledge(SCALE, Rules("strict" if coded else "standard", K, steps, on_ladder=True))


def chance_of_sums(people: int) -> np.ndarray:
    """Return how often each sum of answers comes, lowest first."""
    found = np.ones(1)
    for _ in range(people):
        found = np.convolve(found, USUAL)
    return found


def too_telling(rules: Knowledge, people: int) -> Iterator[tuple[float, bool, bool, bool]]:
    """Yield each sum's chance; whether its number leaves an outsider, a colleague too little; whether the class is right."""
    for place, chance in enumerate(chance_of_sums(people)):
        mean = (people + place) / people
        value, bound = rules.published(mean, people)
        width = rules.step(people)
        ends = (1.0 if bound == "at_most" else value - width / 2, 5.0 if bound == "at_least" else value + width / 2 - 1e-9)
        left = left_open(SCALE, max(ends[0], 1.0), min(ends[1], 5.0), (people, people), K)
        assert left
        same = tie_class(rules.entering(value, bound)) == tie_class(mean)
        yield float(chance), left.outsider < 3, left.insider < 2, same


def tie_class(value: float) -> float:
    """Return the class: the nearest half step, halves up, in three."""
    half = floor(2 * value + 0.5 + 1e-9) / 2
    return min(max(half, 3.0), 4.0)


def row(people_in: range, step: float, *, coded: bool) -> Row:
    """Return what a step does over all sizes of a band."""
    rules = known(people_in[0], step, coded=coded)
    games = [Rounds(SCALE, n, replaced=new) for n in people_in for new in (True, False) if n - (not new) >= K]
    usual = max(game.expected(rules).gain for game in games)
    equal = max(game.equally_likely().expected(rules).gain for game in games)
    told = [one for people in people_in for one in too_telling(rules, people)]
    every = sum(chance for chance, *_ in told)
    shares = [sum(chance for chance, *flags in told if flags[place]) / every for place in range(3)]
    return Row(step, coded, 100 * usual, 100 * equal, *(100 * share for share in shares))


def main() -> None:
    """Print the table."""
    print("scale 1 to 5; points and percent of 100")
    print("people step  ends     newcomer guessed better by    outsider left  colleague left  class of the")
    print("                      usual answers  all alike      with < 3       with < 2        exact mean")
    for band, people in BANDS.items():
        for step in STEPS:
            for coded in (True, False):
                found = row(people, step, coded=coded)
                ends = "coded" if coded else "open"
                print(
                    f"{band:<7}{step:<6}{ends:<8}{found.gain_usual:>9.1f}{found.gain_equal:>13.1f}"
                    f"{found.outsider:>15.2f}{found.insider:>15.2f}{found.same_class:>15.1f}"
                )


if __name__ == "__main__":
    main()
