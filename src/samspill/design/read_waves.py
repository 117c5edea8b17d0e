"""The needed ties of mapping.toml, and what changes in its later waves."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Map
from enum import StrEnum

from samspill.design.mapping_table import MappingTable
from samspill.design.model import Node, Turnover, WaveChange, WorkGroup
from samspill.design.read_groups import people
from samspill.terms import Need

FIRST_CHANGE = 2
"""The first wave is what the groups themselves say."""


class Moved(StrEnum):
    """How many joined or left a group."""

    NONE = "0"
    FEW = "1-4"
    MANY = "5+"
    UNKNOWN = "unknown"


def read_needs(top: MappingTable, groups: Collection[str]) -> dict[tuple[str, str], Need]:
    """Read the named pairs."""
    needs: dict[tuple[str, str], Need] = {}
    for table in top.each("tie"):
        rater = table.refer("rater", groups, "groups", required=True)
        target = table.refer("target", groups, "groups", required=True)
        if not table.has("need"):
            table.note("instrument.missing_key", "need", name="need")
        need = table.word("need", Need)
        table.finish()
        if rater is None or target is None or need is None:
            continue
        if rater == target:
            table.note("design.tie_own", "target", group=rater)
        elif (rater, target) in needs:
            table.note("design.duplicate_tie", "target", rater=rater, target=target)
        needs[rater, target] = need
    return needs


def read_changes(top: MappingTable, groups: Map[str, WorkGroup]) -> dict[int, WaveChange]:
    """Read the later waves."""
    changes: dict[int, WaveChange] = {}
    for table in top.each("wave"):
        number = table.whole("number", required=True)
        change = WaveChange(
            number=number or 0,
            sizes=_sizes(table.inner("size"), groups),
            turnover=_turnover(table, groups),
            groups=_renamed(table.inner("groups"), groups),
        )
        table.finish()
        if number is None:
            continue
        if number < FIRST_CHANGE:
            table.note("design.wave_number", "number", number=number)
        if number in changes:
            table.note("design.duplicate_wave", "number", number=number)
        changes[number] = change
    return changes


def _sizes(table: MappingTable, groups: Map[str, WorkGroup]) -> dict[Node, int]:
    sizes: dict[Node, int] = {}
    for key in table.names:
        if table.among(key, key, groups, "groups") is None:
            continue
        sites = tuple(groups[key].sizes)
        if not table.holds_table(key):
            sizes |= dict.fromkeys((Node(key, site) for site in sites), people(table, key))
            continue
        by_site = table.inner(key)
        for name in by_site.names:
            if by_site.among(name, name, [site for site in sites if site], "sites_of_group") is not None:
                sizes[Node(key, name)] = people(by_site, name)
    return sizes


def _turnover(table: MappingTable, groups: Collection[str]) -> dict[str, Turnover]:
    joined, left = (_moved(table.inner(name), groups) for name in ("joined", "left"))
    unknown = Moved.UNKNOWN.value
    return {key: Turnover(joined.get(key, unknown), left.get(key, unknown)) for key in (*joined, *left)}


def _moved(table: MappingTable, groups: Collection[str]) -> dict[str, str]:
    words = {key: table.word(key, Moved) for key in table.names if table.among(key, key, groups, "groups") is not None}
    return {key: word.value for key, word in words.items() if word is not None}


def _renamed(table: MappingTable, groups: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {
        old: table.refer_all(old, groups, "groups")
        for old in table.names
        if table.among(old, old, groups, "groups") is not None
    }
