"""Attacks 2 and 3 with whole numbers: which answers of a person stay possible, for outsiders and for colleagues.

Answers are a few whole scores, so a mean of few people leaves few sums, and a sum near an end of the scale leaves few answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations_with_replacement, product
from math import sqrt

from samspill.disclosure.attack.known import HAIR, Scale, numbers_of_people, sums
from samspill.disclosure.attack.told import Portion

Answers = tuple[float, ...]
MOST_KEPT = 20_000
"""Results that are kept, since the same numbers stand in many places; what files tell is without end."""
MOST_LISTED = 12
"""People of whom every set of answers is listed, where a spread is told beside the mean."""
LEAST_IN_SHARE = 7
"""People that documentation says stand behind a share in words."""


@dataclass(frozen=True, slots=True)
class Left:
    """How many answers stay possible for one other person, in the worst case, to somebody who knows so many answers.

    ``outsider`` knows none, ``insider`` the own. ``insiders`` is how often two who tell each other are left with one possible
    answer of the others, were all answers given equally often. ``sets`` counts the sets of answers that fit, where a spread is
    told beside the mean. ``people`` is the number of people at which it is so.
    """

    outsider: int
    insider: int
    insiders: float
    people: int
    sets: int | None = None


def left_open(
    scale: Scale, low: float, high: float, people: tuple[int, int | None], k: int, sd: tuple[float, float] | None = None
) -> Left | None:
    """Return what a mean between ``low`` and ``high`` leaves open, None where it is no mean of so many answers."""
    found = [_left(scale.answers, round(low, 9), round(high, 9), n, sd) for n in numbers_of_people(people, k)]
    return _worst([one for one in found if one])


def _worst(found: list[Left]) -> Left | None:
    return min(found, key=lambda one: (one.sets != 1, one.outsider, one.insider, -one.insiders), default=None)


@lru_cache(maxsize=MOST_KEPT)
def _left(answers: Answers, low: float, high: float, people: int, sd: tuple[float, float] | None) -> Left | None:
    totals = frozenset(total for total in sums(answers, people) if low * people - HAIR <= total <= high * people + HAIR)
    if not totals:
        return None
    if sd and people <= MOST_LISTED:
        return _of_sets(answers, totals, people, sd)
    return _of_totals(answers, totals, people)


def _of_totals(answers: Answers, totals: frozenset[float], people: int) -> Left:
    mine = possible(answers, totals, people)
    yours = [len(possible(answers, _without(totals, own), people - 1)) for own in mine]
    return Left(len(mine), min(yours), _insiders(answers, totals, people), people)


def _insiders(answers: Answers, totals: frozenset[float], people: int) -> float:
    """Return how often two of ``people`` who know both their answers are left with one possible answer of the others."""
    every, told = 0, 0
    for own, other in product(answers, repeat=2):
        rest = _without(totals, own + other)
        ways = sum(_ways(answers, people - 2).get(total, 0) for total in rest)
        every += ways
        told += ways if ways and len(possible(answers, rest, people - 2)) == 1 else 0
    return told / every if every else 0.0


@cache
def _ways(answers: Answers, people: int) -> dict[float, int]:
    """Return in how many ways so many people can give each sum."""
    if people <= 0:
        return {0.0: 1}
    found: dict[float, int] = defaultdict(int)
    for total, ways in _ways(answers, people - 1).items():
        for answer in answers:
            found[round(total + answer, 6)] += ways
    return dict(found)


def _without(totals: frozenset[float], known: float) -> frozenset[float]:
    return frozenset(round(total - known, 6) for total in totals)


@lru_cache(maxsize=MOST_KEPT)
def possible(answers: Answers, totals: frozenset[float], people: int) -> frozenset[float]:
    """Return the answers that one of ``people`` may have given when all together gave one of ``totals``."""
    others = sums(answers, people - 1) if people else frozenset[float]()
    return frozenset(one for one in answers if any(round(total - one, 6) in others for total in totals))


def _of_sets(answers: Answers, totals: frozenset[float], people: int, sd: tuple[float, float]) -> Left | None:
    fitting = [
        one for one in combinations_with_replacement(answers, people) if round(sum(one), 6) in totals and _spread(one, sd)
    ]
    if not fitting:
        return None
    mine = {own for one in fitting for own in one}
    yours = [len({each for one in fitting if own in one for each in _removed(one, own)}) for own in mine]
    return Left(len(mine), min(yours), 0.0, people, sets=len(fitting))


def _removed(one: Answers, own: float) -> Answers:
    place = one.index(own)
    return one[:place] + one[place + 1 :]


def _spread(one: Answers, sd: tuple[float, float]) -> bool:
    mean = sum(one) / len(one)
    found = sqrt(sum((each - mean) ** 2 for each in one) / (len(one) - 1)) if len(one) > 1 else 0.0
    return sd[0] - HAIR <= found <= sd[1] + HAIR


def of_portion(portion: Portion) -> Left | None:
    """Return what a share leaves open of a yes or no: 2 both, 1 one of them; None where it fits no number of people."""
    return _of_share(portion.least, portion.most, portion.people)


@lru_cache(maxsize=4096)
def _of_share(least: float, most: float, people: tuple[int, int | None]) -> Left | None:
    possible_people = numbers_of_people((max(people[0], LEAST_IN_SHARE), people[1]), LEAST_IN_SHARE)
    return _worst([one for n in possible_people if (one := _of_counts(_counts(least, most, n), n))])


def _counts(least: float, most: float, people: int) -> list[int]:
    return [count for count in range(people + 1) if least * people - HAIR <= count <= most * people + HAIR]


def _of_counts(counts: Iterable[int], people: int) -> Left | None:
    found = frozenset(map(float, counts))
    return _of_totals((0.0, 1.0), found, people) if found else None
