"""Whom a small group could join, where it has named nobody: proposed, and decided by the owner before launch (TRUST: P2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from scipy import stats  # pyright: ignore[reportMissingTypeStubs]

from samspill.design.expected import LIKELY_FROM
from samspill.design.model import Mapping, Node, WorkGroup
from samspill.design.pools import successor


@dataclass(frozen=True, slots=True)
class Proposal:
    """``fallback`` for ``group``: the key of another group, or its own, so that its small sites join each other."""

    group: str
    fallback: str


def proposals(mapping: Mapping, wave: int) -> tuple[Proposal, ...]:
    """Return a fallback for each group that may have fewer than k answers and has named nobody, as far as one helps.

    Its own small sites first, if each is likely to be shown that way; then groups of the same organisation, then others; of
    these the smallest that is enough, so that the least is lost by being told together. A partner is there in all later waves
    too. Rings of three or more never come of it.

    Parameters
    ----------
    mapping : Mapping
    wave : int

    Returns
    -------
    tuple of Proposal
        In the owner's order. With everybody answering as expected (``mapping.response``), each leads to at least k answers with
        a probability of 0.8 or more.

    Examples
    --------
    >>> from samspill.design.read import parse
    >>> plan = parse('''
    ... mapping = { title = "T", core_task = "t", language = "nb" }
    ... organisation = [{ key = "o", name = "O" }]
    ... group = [{ key = "larere", name = "Lærere", organisation = "o", size = 24 },
    ...          { key = "ppt", name = "PPT", organisation = "o", size = 5 }]
    ... ''')
    >>> proposals(plan, wave=1)
    (Proposal(group='ppt', fallback='larere'),)
    """
    named = {group.key: group.fallback for group in mapping.groups_in(wave)}
    found: list[Proposal] = []
    for group in mapping.groups_in(wave):
        small = [node for node in _nodes(mapping, group, wave) if not _enough(mapping, wave, [node])]
        if not small or group.fallback:
            continue
        best = next(_candidates(mapping, group, small, named, wave), None)
        if best:
            named[group.key] = best
            found.append(Proposal(group.key, best))
    return tuple(found)


def _nodes(mapping: Mapping, group: WorkGroup, wave: int) -> list[Node]:
    return [node for node in mapping.rater_nodes(wave) if node.group == group.key]


def _enough(mapping: Mapping, wave: int, nodes: list[Node]) -> bool:
    """Tell whether at least k of some people are likely to answer."""
    people = sum(mapping.size(node, wave) for node in nodes)
    chance = float(cast("Any", stats.binom).sf(mapping.policy.k - 1, people, mapping.response))
    return chance >= LIKELY_FROM


def _candidates(
    mapping: Mapping, group: WorkGroup, small: list[Node], named: dict[str, str | None], wave: int
) -> Iterator[str]:
    """Give the fallbacks that help, the best first."""
    sites = _nodes(mapping, group, wave)
    if len(small) > 1 and all(_among_sites(mapping, wave, node, sites) >= LIKELY_FROM for node in small):
        yield group.key
    others = [other for other in mapping.groups_in(wave) if other.key != group.key and _stays(mapping, group, other, wave)]

    def rank(other: WorkGroup) -> tuple[bool, int]:
        return other.organisation != group.organisation, sum(mapping.size(node, wave) for node in _nodes(mapping, other, wave))

    for other in sorted(others, key=rank):
        partners = {node: _beside(mapping, node, other, wave) for node in small}
        helps = all(partner and _enough(mapping, wave, [node, partner]) for node, partner in partners.items())
        if helps and not _ring(group.key, other.key, named):
            yield other.key


def _among_sites(mapping: Mapping, wave: int, node: Node, sites: list[Node]) -> float:
    """Return the probability that a site is shown when small sites join each other; one that has k itself stays alone."""
    k, counts = mapping.policy.k, np.arange(mapping.policy.k)
    binom = cast("Any", stats.binom)
    together = binom.pmf(counts, mapping.size(node, wave), mapping.response)
    for other in sites:
        if other != node:
            brings = binom.pmf(counts, mapping.size(other, wave), mapping.response)
            brings[0] += 1 - brings.sum()
            together = np.convolve(together, brings)
    return 1 - float(together[:k].sum())


def _stays(mapping: Mapping, group: WorkGroup, other: WorkGroup, wave: int) -> bool:
    """Tell whether a group is asked, and is there as long as the group that would join it."""
    later = [number for number in mapping.wave_numbers if number >= wave]
    there = [number for number in later if group in mapping.groups_in(number)]
    return other.asked and all(successor(mapping, other.key, number) for number in there)


def _beside(mapping: Mapping, node: Node, other: WorkGroup, wave: int) -> Node | None:
    """Return the node of another group that a node would join: at its site, or serving all."""
    there = _nodes(mapping, other, wave)
    return next((Node(other.key, site) for site in (node.site, "") if Node(other.key, site) in there), None)


def _ring(group: str, other: str, named: dict[str, str | None]) -> bool:
    """Tell whether a chain of fallbacks would come back after more than two groups."""
    chain, here = [group, other], named.get(other)
    while here and here not in chain:
        chain.append(here)
        here = named.get(here)
    return here == group and len(chain) > 2  # noqa: PLR2004
