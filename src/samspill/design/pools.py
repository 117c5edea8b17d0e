"""Whom a group joins when too few of it answer (TRUST: P2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Counts
from dataclasses import dataclass

from samspill.design.model import Mapping, Node


@dataclass(frozen=True, slots=True)
class Pools:
    """How the groups that were asked stand together.

    Parameters
    ----------
    units : tuple of tuple of Node
        Every unit with at least k people, its members in the owner's order; most have one member.
    left_out : tuple of Node
        Groups with fewer than k people and nobody left to join.
    """

    units: tuple[tuple[Node, ...], ...]
    left_out: tuple[Node, ...]


def pool(mapping: Mapping, answered: Counts[Node, int], wave: int) -> Pools:
    """Let every unit with fewer than k people join whom it named, until each has k or nobody to join.

    All units that are too small move at the same time, so the result does not depend on an order: a small group joins its
    partner even where others join it. ``answered`` holds the people who answered; a node that it does not name had none.

    Examples
    --------
    >>> from samspill.design.read import parse
    >>> plan = parse('''
    ... mapping = { title = "T", core_task = "t", language = "nb" }
    ... organisation = [{ key = "o", name = "O" }]
    ... group = [{ key = "larere", name = "Lærere", organisation = "o", size = 24 },
    ...          { key = "ppt", name = "PPT", organisation = "o", size = 9, fallback = "familie" },
    ...          { key = "familie", name = "Familieteamet", organisation = "o", size = 6 }]
    ... ''')
    >>> pool(plan, {Node("larere"): 12, Node("ppt"): 4, Node("familie"): 5}, wave=1).units
    ((Node(group='larere', site=''),), (Node(group='ppt', site=''), Node(group='familie', site='')))
    """
    nodes = mapping.rater_nodes(wave)
    unit_of = {node: frozenset((node,)) for node in nodes}
    k = mapping.policy.k
    while True:
        small = {unit for unit in unit_of.values() if _people(unit, answered) < k}
        small_alone = {node for node in nodes if answered.get(node, 0) < k}
        joins = [(unit, unit_of[other]) for unit in small for other in _outside(mapping, unit, small_alone, wave)]
        if not joins:
            break
        for unit, other in joins:
            _join(unit_of, unit, other)
    ordered = dict.fromkeys(unit_of[node] for node in nodes)
    units = tuple(tuple(node for node in nodes if node in unit) for unit in ordered if unit not in small)
    return Pools(units, tuple(node for node in nodes if unit_of[node] in small))


def _people(unit: Iterable[Node], answered: Counts[Node, int]) -> int:
    return sum(answered.get(node, 0) for node in unit)


def _outside(mapping: Mapping, unit: frozenset[Node], small: set[Node], wave: int) -> Iterator[Node]:
    for node in unit:
        for other in partners(mapping, node, wave):
            # A pool over sites holds only the small sites.
            if other not in unit and (other.group != node.group or other in small or not pools_over_sites(mapping, node.group)):
                yield other


def _join(unit_of: dict[Node, frozenset[Node]], unit: frozenset[Node], other: frozenset[Node]) -> None:
    merged = frozenset(part for node in (*unit, *other) for part in unit_of[node])
    unit_of.update(dict.fromkeys(merged, merged))


def pools_over_sites(mapping: Mapping, group: str) -> bool:
    """Tell whether the small sites of a group join each other."""
    return mapping.groups[group].fallback == group


def partners(mapping: Mapping, node: Node, wave: int) -> tuple[Node, ...]:
    """Return whom a node joins if too few answer.

    One node where another group, or a named site, is the fallback; all other sites of the group where its small sites join
    each other (then only the small ones count); none where nobody is named, the named group is not there in this wave, or
    is not asked.
    """
    fallback = mapping.groups[node.group].fallback
    if fallback is None:
        return ()
    raters = mapping.rater_nodes(wave)
    if fallback == node.group:
        return tuple(other for other in raters if other.group == node.group and other != node)
    named = Node.parse(fallback)
    group = successor(mapping, named.group, wave)
    wanted = (named.site,) if named.site else (node.site, "")
    here = (Node(group, site) for site in wanted) if group else ()
    return tuple(other for other in here if other in raters and other != node)[:1]


def successor(mapping: Mapping, group: str, wave: int) -> str | None:
    """Return the group itself where it exists in a wave, else the one that took over from it; None where it was split."""
    existing = {found.key for found in mapping.groups_in(wave)}
    current: str | None = group
    for number in range(2, wave + 1):
        change = mapping.changes.get(number)
        if current in existing or current is None or change is None:
            continue
        new = change.groups.get(current, (current,))
        current = new[0] if len(new) == 1 else None
    return current if current in existing else None
