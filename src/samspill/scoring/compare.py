"""Ties beside each other: there and back, and one wave after another, with false discoveries kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar, cast

from samspill.design.model import Mapping, Node
from samspill.scoring.cell_mean import difference
from samspill.scoring.tie import METHOD, Tie
from samspill.terms import Estimate


@dataclass(frozen=True, slots=True)
class Gap:
    """How much higher ``one`` rates ``other`` than it is rated back: A→B minus B→A, scale units.

    ``p`` is that of no gap, ``q`` the same among all pairs of the wave and measure (Benjamini & Hochberg 1995).
    """

    wave: int
    one: Node
    other: Node
    measure: str
    gap: Estimate
    p: float | None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class TieChange:
    """How much higher a tie is rated than in the wave before, scale units; ``p`` and ``q`` as of a gap, among all ties."""

    wave: int
    since: int
    rater: Node
    target: Node
    measure: str
    change: Estimate
    p: float | None
    q: float | None = None


def gaps(found: Sequence[Tie]) -> tuple[Gap, ...]:
    """Return the reciprocity gap of every pair that rated each other, once, the first in the owner's order as ``one``.

    The people of the two directions are different, so the variances add up.
    """
    return tuple(with_q(_gaps(found), lambda gap: (gap.wave, gap.measure)))


def _gaps(found: Sequence[Tie]) -> Iterator[Gap]:
    by_pair = {(tie.wave, tie.rater, tie.target, tie.measure): tie for tie in found if not tie.own}
    done: set[tuple[int, Node, Node, str]] = set()
    for (wave, one, other, measure), tie in by_pair.items():
        back = by_pair.get((wave, other, one, measure))
        if back is not None and (wave, other, one, measure) not in done:
            done.add((wave, one, other, measure))
            told = difference(tie.cell, back.cell, METHOD)
            yield Gap(wave, one, other, measure, told.estimate, told.p)


def changes(found: Sequence[Tie], mapping: Mapping) -> tuple[TieChange, ...]:
    """Return the change of every tie since the wave before, where both groups are the same as then (renamed ones are).

    The correction for finite groups is left out, since people come and go. Answers are anonymous, so that a person's two
    answers cannot be paired: where most people stay, intervals are wider than they need be.
    """
    waves = sorted({tie.wave for tie in found})
    by_key = {(tie.wave, tie.rater, tie.target, tie.measure): tie for tie in found}
    told: list[TieChange] = []
    for since, wave in pairwise(waves):
        for tie in (tie for tie in found if tie.wave == wave):
            rater, target = (mapping.origin(node, since, wave) for node in (tie.rater, tie.target))
            before = by_key.get((since, rater, target, tie.measure)) if rater and target else None
            if before is not None:
                change = difference(tie.cell, before.cell, METHOD, lasting=True)
                told.append(TieChange(wave, since, tie.rater, tie.target, tie.measure, change.estimate, change.p))
    return tuple(with_q(told, lambda change: (change.wave, change.measure)))


Tested = TypeVar("Tested", Gap, TieChange)


def with_q(tested: Iterable[Tested], family: Callable[[Tested], Hashable]) -> Iterator[Tested]:
    """Give each with its q: among those with a q so small, at most that share is chance (Benjamini & Hochberg 1995).

    ``family`` maps each to what it is tested together with.
    """
    from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

    everything = list(tested)
    families: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(everything):
        if one.p is not None:
            families[family(one)].append(place)
    for places in families.values():
        found = cast("Any", stats).false_discovery_control([everything[place].p for place in places])
        for place, q in zip(places, found, strict=True):
            everything[place] = replace(everything[place], q=float(q))
    yield from everything
