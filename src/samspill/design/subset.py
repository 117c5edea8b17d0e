"""Whom somebody answers about where a mapping asks about some groups only (docs/methods/planned-missingness.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from typing import TypeVar

from samspill.design.model import Mapping, Node
from samspill.terms import Need

Turn = TypeVar("Turn", bytes, int)


def asked_about(
    targets: Sequence[Node], needs: Map[Node, Need], most: int | None, turn: Callable[[Node], Turn]
) -> tuple[Node, ...]:
    """Return the groups that one person answers about: the needed ones first, then the others, by lot until there are enough.

    Parameters
    ----------
    targets : sequence of Node
        Groups that the person works with, each once, the own group left out: it is asked about in any case.
    needs : mapping of Node to Need
        How much the core task needs the tie to each; "some" where it is not named.
    most : int or None
        ``Mapping.ask_at_most``; None asks about all of them.
    turn : callable
        The person's lot for a group, drawn for each person and group apart: a keyed hash, or a number. The lower comes first.

    Returns
    -------
    tuple of Node
        At most ``most``, in the order of ``targets``. The same person is asked about the same groups again, whatever else was
        chosen in between.

    Examples
    --------
    >>> groups = [Node("a"), Node("b"), Node("c"), Node("d")]
    >>> lots = {Node("a"): 7, Node("b"): 1, Node("c"): 4, Node("d"): 9}
    >>> [str(node) for node in asked_about(groups, {Node("d"): Need.HIGH}, 3, lots.__getitem__)]
    ['b', 'c', 'd']
    """
    if most is None:
        return tuple(targets)
    ranks = turns(targets, needs, turn)
    return tuple(target for target in targets if ranks[target] < most)


def turns(targets: Sequence[Node], needs: Map[Node, Need], turn: Callable[[Node], Turn]) -> dict[Node, int]:
    """Return the rank of each group, from 0: whatever part of ``targets`` is chosen, its lowest ranks are those to ask about.

    So a page that knows the ranks of all groups can tell, as choices change, what :func:`asked_about` would return of those
    chosen. Equal lots go by the order of ``targets``.

    Examples
    --------
    >>> ranks = turns([Node("a"), Node("b")], {Node("b"): Need.HIGH}, lambda node: node.group.encode())
    >>> ranks[Node("b")], ranks[Node("a")]
    (0, 1)
    """
    ordered = sorted(targets, key=lambda target: (needs.get(target, Need.SOME) is not Need.HIGH, turn(target)))
    return {target: rank for rank, target in enumerate(ordered)}


def needs_of(mapping: Mapping, rater: Node, targets: Sequence[Node]) -> dict[Node, Need]:
    """Return how much the core task needs the tie from a node to each of some others."""
    return {target: mapping.need(rater.group, target.group) for target in targets}
