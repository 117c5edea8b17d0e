"""How much the core task needs the ties between groups, in a mapping's table."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.design.edit.entries import entries, entry, keys, named, put
from samspill.design.edit.table import Table, copied_table
from samspill.errors import DesignError, Problem
from samspill.terms import Need

STRENGTH = {Need.NONE: 0, Need.SOME: 1, Need.HIGH: 2}


def set_need(table: Table, rater: str, target: str, need: Need) -> Table:
    """Return a table in which the core task needs a tie as much as ``need``.

    Parameters
    ----------
    table : dict
        Left as it is.
    rater, target : str
        Keys of two groups; the direction counts.
    need : Need
        "some" is what pairs have that no entry names, so it takes the entry away.

    Returns
    -------
    dict
        Entries stand in the order of the groups, raters first.

    Raises
    ------
    DesignError
        ``design_edit.unknown`` or ``design_edit.own_tie``.
    """
    edited = copied_table(table)
    found = entry(edited, "group", rater)
    entry(edited, "group", target)
    if rater == target:
        raise DesignError(Problem("design_edit.own_tie", data={"name": named([found])[0]}))
    ties = by_pair(edited)
    old = ties.pop((rater, target), {"rater": rater, "target": target})
    if need is not Need.SOME:
        ties[rater, target] = {**old, "need": need.value}
    put_ties(edited, ties.values())
    return edited


def by_pair(table: Table) -> dict[tuple[object, object], Table]:
    """Return the entries by rater and target; of several for a pair the last, as reading takes it."""
    return {(tie.get("rater"), tie.get("target")): tie for tie in entries(table, "tie")}


def need_of(tie: Table | None) -> Need:
    """Return the need that an entry names; "some" where there is none."""
    need = tie.get("need") if tie else None
    return Need(need) if isinstance(need, str) and need in list(Need) else Need.SOME


def put_ties(table: Table, ties: Iterable[Table]) -> None:
    """Put entries into a table in the order of the groups."""
    place = {key: number for number, key in enumerate(keys(table, "group"))}
    last = len(place)
    order = sorted(ties, key=lambda tie: (place.get(str(tie.get("rater")), last), place.get(str(tie.get("target")), last)))
    put(table, "tie", order)
