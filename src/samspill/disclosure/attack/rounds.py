"""Attack 4: two rounds. What the earlier round tells of a newcomer's answer, and the later one of a leaver's.

Bayes-optimal under a stated model: one person has come (or left), maybe in the place of another, and all others stay; a
stayer repeats an answer with probability 0.9 and else answers anew. The guess from both rounds is compared with the best guess
from the round that the person took part in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samspill.disclosure.attack.known import HAIR, Knowledge, Scale

REPEATS = 0.9
"""How often somebody who stays gives the same answer again."""
USUAL = (0.05, 0.15, 0.3, 0.35, 0.15)
"""How often the answers of a scale of five are given, lowest first; other scales: all alike."""
MOST_GAMES_KEPT = 64
"""Tables that are kept; one of a hundred people has more than a megabyte."""
Array = NDArray[np.float64]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Guess:
    """How often the best guess is right, from one round and from both; for two numbers that are known, also which answers."""

    one: float
    both: float
    answer_from_one: float | None = None
    answer_from_both: float | None = None

    @property
    def gain(self) -> float:
        """Return how much better two rounds are, as a share of all guesses."""
        return self.both - self.one


def chances(scale: Scale, *, usual: bool) -> Array:
    """Return how often each answer is given."""
    count = len(scale.answers)
    return np.array(USUAL) if usual and count == len(USUAL) else np.full(count, 1 / count)


@lru_cache(maxsize=MOST_GAMES_KEPT)
def _stayers(answers: int, people: int, usual: tuple[float, ...]) -> Array:
    """Return the chance of each pair of sums (earlier, later), in steps of the scale, of so many people who stay."""
    prior = np.array(usual)
    one = REPEATS * np.diag(prior) + (1 - REPEATS) * np.outer(prior, prior)
    size = (answers - 1) * people + 1
    # Sums of independent people: their transforms multiply.
    found = np.fft.irfft2(np.fft.rfft2(one, s=(size, size)) ** people, s=(size, size))
    return np.clip(found, 0.0, None)


@dataclass(frozen=True)
class Rounds:
    """Two rounds of a group on an evenly stepped scale.

    ``people`` answered in the person's own round. In the other round all of them but the person did, and, where somebody was
    ``replaced``, one more.
    """

    scale: Scale
    people: int
    replaced: bool = False
    usual: bool = True

    def equally_likely(self) -> Rounds:
        """Return the same rounds where all answers are given equally often, which a second round helps most."""
        return replace(self, usual=False)

    @property
    def _answers(self) -> int:
        return len(self.scale.answers)

    def _prior(self) -> Array:
        return chances(self.scale, usual=self.usual)

    @property
    def elsewhere(self) -> int:
        """Return how many answered in the other round."""
        return self.people if self.replaced else self.people - 1

    def joint(self) -> Array:
        """Return the chance of (answer of the one who left or came, sum of the own round, sum of the other round).

        Sums in steps of the scale above its lowest answer. A newcomer's own round is the later one, a leaver's the earlier; the
        model is the same both ways round.
        """
        prior = self._prior()
        other = _stayers(self._answers, self.people - 1, tuple(prior))
        if self.replaced:
            other = _with_one_more(other, prior, axis=1)
        own = [np.roll(np.pad(other, ((0, self._answers - 1), (0, 0))), answer, axis=0) for answer in range(self._answers)]
        return prior[:, None, None] * np.array(own)

    def means(self, people: int) -> Array:
        """Return the mean behind each sum of so many people's answers, scale units."""
        width = (self.scale.high - self.scale.low) / (self._answers - 1)
        return self.scale.low + width * np.arange((self._answers - 1) * people + 1) / people

    def expected(self, known: Knowledge) -> Guess:
        """Return how often the best guess is right over everything that can be published by the documented rules."""
        own, other = (self._rungs(known, people) for people in (self.people, self.elsewhere))
        both = np.einsum("aij,ip,jq->apq", self.joint(), own, other, optimize=True)
        return Guess(one=float(both.sum(axis=2).max(axis=0).sum()), both=float(both.max(axis=0).sum()))

    def _rungs(self, known: Knowledge, people: int) -> Array:
        """Return which sums (rows) are published as which number (columns)."""
        labels = [known.published(float(mean), people) for mean in self.means(people)]
        columns = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        fold = np.zeros((len(labels), len(columns)))
        fold[np.arange(len(labels)), [columns[label] for label in labels]] = 1
        return fold

    def seen(self, own: Range, other: Range) -> Guess | None:
        """Return how sure the best guess is once both rounds are known; None where so many people cannot give such means."""
        joint = self.joint()
        here, there = _within(self.means(self.people), own), _within(self.means(self.elsewhere), other)
        both = joint[:, here][:, :, there].sum(axis=(1, 2))
        one = joint[:, here].sum(axis=(1, 2))
        if not both.sum() > 0:
            return None
        answers = [self.scale.answers[int(chances.argmax())] for chances in (one, both)]
        return Guess(float((one / one.sum()).max()), float((both / both.sum()).max()), *answers)


def _with_one_more(sums: Array, prior: Array, axis: int) -> Array:
    """Return the chances of sums with one more person's answer in them."""
    size = list(sums.shape)
    size[axis] += len(prior) - 1
    found = np.zeros(size)
    for answer, chance in enumerate(prior):
        place = [slice(None), slice(None)]
        place[axis] = slice(answer, answer + sums.shape[axis])
        found[tuple(place)] += chance * sums
    return found


def _within(means: Array, each: Range) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (means >= each[0] - HAIR) & (means <= each[1] + HAIR)
    return found


def even(scale: Scale) -> bool:
    """Tell whether the answers of a scale lie equally far apart; the model knows no others."""
    widths = {round(above - below, 6) for below, above in pairwise(scale.answers)}
    return len(widths) == 1
