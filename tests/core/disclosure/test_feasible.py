"""What a published number leaves open (TRUST: attack 2), counted: every sum of answers that it can stand for.

The attacker knows the scale, the rule and even the exact number of people. An outsider must be left with at least three answers
that anybody may have given (two on a yes/no question), an insider who knows the own answer with at least two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import pytest

from samspill.instrument.ladder import LEAST_IN_SHARE, Ladder, people_band, share
from samspill.terms import POLICIES, PolicyName, Share

STRICT = POLICIES[PolicyName.STRICT]
SCALES = {
    "yes or no": (0, 1),
    "three": (1, 2, 3),
    "four": (1, 2, 3, 4),
    "five": (1, 2, 3, 4, 5),
    "seven": (1, 2, 3, 4, 5, 6, 7),
    "nought to ten": tuple(range(11)),
    "hundredths": (0, 25, 50, 75, 100),
    "one far off": (1, 2, 10),
    "two far off": (0, 1, 9, 10),
}
PEOPLE = (*range(5, 13), 17, 24, 25, 26, 33)


def ladder(scores: Sequence[int], k: int) -> Ladder:
    gap = max(above - below for below, above in pairwise(scores))
    return Ladder.of(STRICT.with_k(k), low=scores[0], high=scores[-1], gap=gap)


def sums(scores: Iterable[int], people: int) -> set[int]:
    found = {0}
    for _ in range(people):
        found = {total + score for total in found for score in scores}
    return found


def published(scores: Sequence[int], people: int, k: int) -> Iterable[set[int]]:
    """Return the sums of answers behind each number that can be published."""
    told, behind = ladder(scores, k), defaultdict[object, set[int]](set)
    for total in sums(scores, people):
        behind[told.place(total / people, people_band(people))].add(total)
    return behind.values()


def left_open(scores: Sequence[int], people: int, totals: Iterable[int], known: int = 0) -> set[int]:
    """Return the answers that one of ``people`` may have given when all gave one of ``totals``, ``known`` already counted."""
    others = sums(scores, people - 1)
    return {score for score in scores for total in totals if total - known - score in others}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("k", [4, 5])
def test_every_published_number_leaves_answers_open(scale: str, k: int) -> None:
    scores = SCALES[scale]
    if not ladder(scores, k).protects(k):
        assert (scale, k) == ("yes or no", 4), "which a release refuses"
        return
    for people in (k, *PEOPLE):
        for totals in published(scores, people, k):
            possible = left_open(scores, people, totals)
            assert len(possible) >= min(3, len(scores)), (people, totals)
            for own in possible:
                assert len(left_open(scores, people - 1, totals, own)) >= 2, (people, totals, own)


@pytest.mark.parametrize("people", range(LEAST_IN_SHARE, 40))
def test_a_share_leaves_open_who_said_so(people: int) -> None:
    """Whether one belongs to it or not: among the others nobody and everybody stay out of the question."""
    behind = defaultdict[Share, set[int]](set)
    for count in range(people + 1):
        behind[share(count, people)].add(count)
    for counts in behind.values():
        for own in (0, 1):
            others = {count - own for count in counts}
            assert others not in ({0}, {people - 1})


def test_fewer_people_would_give_answers_away() -> None:
    assert share(1, 5) is not share(2, 5), "one of five is some: who is that one knows that none of the others is"
    assert [count for count in range(7) if share(count, 6) is Share.HALF] == [3], "two halves of six leave nobody for the rest"


@pytest.mark.parametrize("options", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("people", range(LEAST_IN_SHARE, 13))
def test_the_shares_of_all_options_together_leave_three_of_them_open(people: int, options: int) -> None:
    """Everybody chose one answer: whatever the words for all options are, each of three (both of two) may have been chosen."""
    behind = defaultdict[tuple[Share, ...], list[tuple[int, ...]]](list)
    for counts in spread_over(people, options):
        behind[tuple(share(count, people) for count in counts)].append(counts)
    for found in behind.values():
        assert sum(any(counts[option] for counts in found) for option in range(options)) >= min(3, options)


def spread_over(people: int, options: int) -> Iterator[tuple[int, ...]]:
    if options == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in spread_over(people - first, options - 1))


def test_the_count_finds_what_a_low_number_of_four_would_tell() -> None:
    """The count itself works: coded at 2, a mean of four under 2.25 is 8 at most, and who answered 5 knows the others' ones."""
    totals = {total for total in sums((1, 2, 3, 4, 5), 4) if total / 4 < 2.25}
    assert left_open((1, 2, 3, 4, 5), 3, totals, known=5) == {1}
    assert ladder((1, 2, 3, 4, 5), 4).place(2.25, people_band(4)) == ladder((1, 2, 3, 4, 5), 4).place(1.0, people_band(4))
