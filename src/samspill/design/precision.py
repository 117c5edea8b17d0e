"""How precise the numbers of a tie are expected to be, and how large a change can be seen (docs/methods/precision.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from samspill.instrument.interval import default_spread, half_width
from samspill.instrument.ladder import Ladder, lowest, people_band
from samspill.terms import PeopleBand

WITHIN_SD = 0.73
"""Standard deviation of the index between people who rate the same tie, on a scale of 1 to 5. Our assumption, taken from 705
German general practitioners who rated hospital physicians (Keller, Zenodo doi 10.5281/zenodo.19392497): 0.731."""

ALPHA = 0.839
"""Share of that variance that is people who differ; the rest is answers varying by themselves. Cronbach's alpha of the same
705."""

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Precision:
    """What is expected of the number of one tie, in scale units.

    Parameters
    ----------
    answers : int
        People expected to answer, at least the k that must answer before anything is shown.
    width : float
        Half width of the published 95 % interval.
    beyond_chance : float
        Change that, of a hundred ties in which nothing has changed, five exceed by chance.
    in_words : float
        Least change of the published number that a report calls higher or lower.
    """

    answers: int
    width: float
    beyond_chance: float
    in_words: float

    @property
    def change(self) -> float:
        """Least change that a report shows and chance does not explain."""
        return max(self.beyond_chance, self.in_words)

    @property
    def few(self) -> bool:
        """Tell whether the number stands on the coarsest ladder."""
        return people_band(self.answers) is PeopleBand.FEW


def expected(ladder: Ladder, people: int, response: float) -> Precision:
    """Return what is expected of the number of one tie in a report.

    Parameters
    ----------
    ladder : Ladder
        Of the index, under the policy of the mapping.
    people : int
        N, people in the rater group.
    response : float
        Share expected to answer about the tie, 0 to 1.

    Returns
    -------
    Precision
        Scale units.

    Examples
    --------
    >>> from samspill.terms import POLICIES
    >>> ladder = Ladder.of(POLICIES["strict"], low=1, high=5, gap=1)
    >>> ten = expected(ladder, 10, 0.7)
    >>> ten.answers, ten.width, round(ten.beyond_chance, 2), ten.in_words, ten.change
    (7, 1.0, 0.76, 1.0, 1.0)
    """
    k, whole = ladder.policy.k, float(ladder.high - ladder.low)
    answers = max(k, round(people * response))
    band = people_band(answers)
    width = half_width(ladder, band, spread=default_spread(ladder), people=lowest(band, k))
    # With few options the unit is wide; no answers differ more than half of them at each end.
    sd = min(WITHIN_SD * float(ladder.unit), whole / 2)
    return Precision(answers, min(width, whole), detectable(answers, sd=sd), float(ladder.least_in_words(band)))


def exact_half_width(people: int, response: float, *, sd: float = WITHIN_SD, alpha: float = ALPHA) -> float | None:
    """Return the expected half width of the exact 95 % interval of a tie, for what the whole group would have said.

    ``1.96 · sd · √((1 − n / N) / n)`` with n = N · response: the group is finite (Cochran 1977, *Sampling Techniques*, 2.6).
    Where all have answered, 1 − alpha stands for 1 − n / N: what stays is that answers vary by themselves.

    Parameters
    ----------
    people : int
        N, people in the rater group.
    response : float
        Share expected to answer, 0 to 1.
    sd : float
        Standard deviation between people who rate the same tie, scale units. Files pool it over the ties of a wave.
    alpha : float
        Share of that variance in which people differ.

    Returns
    -------
    float or None
        Scale units; None where less than one answer is expected.

    Examples
    --------
    >>> round(exact_half_width(24, 0.7), 3), round(exact_half_width(24, 1.0), 3), exact_half_width(3, 0.2)
    (0.191, 0.117, None)
    """
    answers = people * response
    if answers < 1:
        return None
    return _quantile((1 + LEVEL) / 2) * sd * sqrt((1 - response if response < 1 else 1 - alpha) / answers)


def detectable(answers: int, *, sd: float = WITHIN_SD, power: float | None = None) -> float:
    """Return the change of a tie's mean between two waves that cannot be told from chance up to, or is seen with a given power.

    ``1.96 · √2 · sd / √n`` (de Vet et al. 2006), or ``(1.96 + z) · √2 · sd / √n`` with the quantile z of the power
    (Bloom 1995). As many answer each time, and their answers cannot be paired. The correction for finite groups is left out:
    people come and go between two waves, and answers vary by themselves.

    Parameters
    ----------
    answers : int
        n, people who answer in each of the two waves.
    sd : float
        Standard deviation between people who rate the same tie, scale units.
    power : float, optional
        Probability that a true change of that size exceeds chance, 0 to 1; a half where none is named.

    Returns
    -------
    float
        Scale units.

    Examples
    --------
    >>> round(detectable(7), 3), round(detectable(7, power=0.8), 3)
    (0.765, 1.093)
    """
    quantiles = _quantile((1 + LEVEL) / 2) + (0.0 if power is None else _quantile(power))
    return quantiles * sd * sqrt(2 / answers)


def _quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)
