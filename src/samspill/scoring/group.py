"""Groups and the whole: what a group says of others and others of it, how many answered, and the means of a mapping."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from samspill.design.model import Mapping, Node
from samspill.scoring.cluster import GROUP, RESPONDENT, SUMS
from samspill.scoring.score_set import RATER, ScoreSet
from samspill.scoring.spread import Spread
from samspill.scoring.tie import METHOD, Tie, rater_sizes, spread_of
from samspill.scoring.uncertainty import SIZE_EXCEEDED, Stratum, mean_estimate
from samspill.terms import Estimate

NOBODY = Stratum(people=0, size=0, t=0, w=0, tt=0, tw=0, ww=0, v=0)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A mean over several ties, own group never among them, in both weightings; n counts people.

    ``by_respondent`` counts every rating alike, ``by_group`` every rater group alike, and of each all its ties alike.
    """

    ties: int
    by_respondent: Estimate
    by_group: Estimate


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """What ``node`` says of other groups and other groups say of it; ``node`` None is the whole mapping, where both are one."""

    wave: int
    node: Node | None
    measure: str
    given: Weighted
    received: Weighted


@dataclass(frozen=True, slots=True)
class Response:
    """How many of a rater group answered anything."""

    wave: int
    node: Node
    size: int
    answered: int
    share: Estimate


def waves(scores: ScoreSet) -> list[int]:
    """Return the waves that somebody answered, in order."""
    return sorted(scores.people["wave"].unique())


def responses(scores: ScoreSet, mapping: Mapping) -> Iterator[Response]:
    """Give the response of every group that was asked, in every wave with answers; where nobody answered it is 0."""
    people = {(wave, Node(group, site)): answered for wave, group, site, answered in scores.people.iter_rows()}
    for wave in waves(scores):
        for node in mapping.rater_nodes(wave):
            size, answered = mapping.size(node, wave), people.get((wave, node), 0)
            share = Estimate(answered / size, None, None, n=size, method=METHOD)
            exceeded = Estimate.undefined(SIZE_EXCEEDED, n=answered, method=METHOD)
            yield Response(wave, node, size, answered, exceeded if answered > size else share)


def group_means(scores: ScoreSet, mapping: Mapping, found: Sequence[Tie]) -> Iterator[GroupMeans]:
    """Give the means of the whole and of every group, wave by wave, on every measure, in the owner's order.

    Parameters
    ----------
    scores : ScoreSet
    mapping : Mapping
    found : sequence of Tie
        The ties of these scores.
    """
    rated = [tie for tie in found if not tie.own and tie.stratum.people]
    said, heard = (_by(rated, end) for end in ("rater", "target"))
    strata, within = _strata(scores, mapping), spread_of(scores)
    measures = tuple(dict.fromkeys(tie.measure for tie in found))
    for wave in waves(scores):
        for measure in measures:
            there = sum(tie.wave == wave and tie.measure == measure for tie in rated)
            by_group = [stratum.weighing(1 / stratum.w) for stratum in strata[wave, measure, GROUP].values()]
            noise = _noise(within.get((wave, False, measure)))
            whole = _weighted(there, strata[wave, measure, RESPONDENT].values(), by_group, noise=noise)
            yield GroupMeans(wave, None, measure, whole, whole)
        for node in mapping.nodes(wave):
            for measure in measures:
                own = [[by.get(node, NOBODY)] for by in (strata[wave, measure, weighting] for weighting in (RESPONDENT, GROUP))]
                noise = _noise(within.get((wave, False, measure)))
                given = _weighted(len(said[wave, node, measure]), own[0], own[1], noise=noise)
                yield GroupMeans(wave, node, measure, given, _received(heard[wave, node, measure], noise))


def _noise(spread: Spread | None) -> float | None:
    """Return the variance of one rating by itself, None where unknown."""
    return None if spread is None or spread.noise is None else spread.noise * spread.variance


def _weighted(ties: int, by_respondent: Iterable[Stratum], by_group: Iterable[Stratum], *, noise: float | None) -> Weighted:
    return Weighted(ties, *(mean_estimate(strata, METHOD, noise=noise) for strata in (by_respondent, by_group)))


def _received(rated: Sequence[Tie], noise: float | None) -> Weighted:
    strata = [tie.stratum for tie in rated]
    return _weighted(len(rated), strata, [stratum.weighing(1 / stratum.people) for stratum in strata], noise=noise)


def _by(rated: Iterable[Tie], end: str) -> defaultdict[tuple[int, Node, str], list[Tie]]:
    found: defaultdict[tuple[int, Node, str], list[Tie]] = defaultdict(list)
    for tie in rated:
        found[tie.wave, tie.rater if end == "rater" else tie.target, tie.measure].append(tie)
    return found


def _strata(scores: ScoreSet, mapping: Mapping) -> defaultdict[tuple[int, str, str], dict[Node, Stratum]]:
    """Return the people of every rater group, by wave, measure and weighting."""
    found: defaultdict[tuple[int, str, str], dict[Node, Stratum]] = defaultdict(dict)
    sizes = rater_sizes(scores, mapping)
    rows = scores.clusters.select(*RATER, "measure", "weighting", "people", *SUMS)
    for wave, group, site, measure, weighting, people, *sums in rows.iter_rows():
        node = Node(group, site)
        found[wave, measure, weighting][node] = Stratum(people, sizes[wave, node], *sums)
    return found
