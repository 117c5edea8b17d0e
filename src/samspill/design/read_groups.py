"""The organisations, sites and groups of mapping.toml."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map
from typing import TypeVar

from samspill.design.mapping_table import MappingTable
from samspill.design.model import Node, Organisation, Site, WorkGroup
from samspill.terms import Text

CYCLE_FROM = 3
"""Two groups that name each other are one pool, whichever of them answers too little."""

FORBIDDEN = "@+"
"""Node ids are ``group@site``, and a pool is its node ids joined by ``+``."""

Named = TypeVar("Named", Organisation, Site)


def read_named(top: MappingTable, name: str, kind: type[Named]) -> dict[str, Named]:
    """Read a list of things that have a key and a name."""
    found: dict[str, Named] = {}
    for table in top.each(name):
        key, words = _key(table, found), table.phrase("name", required=True)
        table.finish()
        if key:
            found[key] = kind(key, words or Text(key))
    return found


def read_groups(top: MappingTable, organisations: Collection[str], sites: Collection[str]) -> dict[str, WorkGroup]:
    """Read the groups, and check what they say of each other when all are known."""
    found: dict[str, WorkGroup] = {}
    tables: list[tuple[MappingTable, WorkGroup]] = []
    for table in top.each("group"):
        key = _key(table, found)
        group = _group(table, key or "", organisations, sites)
        table.finish()
        if key:
            found[key] = group
            tables.append((table, group))
    for table, group in tables:
        _check_fallback(table, group, found)
    for cycle in _cycles(found):
        table = next(table for table, group in tables if group.key == cycle[0])
        table.note("design.fallback_cycle", "fallback", chain=" → ".join((*cycle, cycle[0])))
    if not found:
        top.note("design.no_groups", "group")
    elif not any(group.asked for group in found.values()):
        top.note("design.nobody_asked", "group")
    return found


def _key(table: MappingTable, taken: Collection[str]) -> str | None:
    key = table.string("key", required=True)
    if key is None:
        return None
    if any(letter.isspace() or letter in FORBIDDEN for letter in key):
        table.note("design.bad_key", "key", key=key)
    if key in taken:
        table.note("design.duplicate_key", "key", key=key)
        return None
    return key


def _group(table: MappingTable, key: str, organisations: Collection[str], sites: Collection[str]) -> WorkGroup:
    name = table.phrase("name", required=True) or Text(key)
    return WorkGroup(
        key=key,
        name=name,
        in_text=table.phrase("in_text") or name,
        organisation=table.refer("organisation", organisations, "organisations", required=True) or "",
        sizes=_sizes(table, _sites(table, sites)),
        fallback=table.string("fallback"),
        asked=table.truth("asked", default=True),
        small_reason=table.string("small_reason"),
        waves=_waves(table),
    )


def _sites(table: MappingTable, known: Collection[str]) -> tuple[str, ...]:
    """Return the sites of a group, "" alone for a group that serves all."""
    each, named = table.truth("each_site", default=False), table.refer_all("sites", known, "sites")
    if each and table.has("sites"):
        table.note("design.sites_twice", "sites")
    if each and not known:
        table.note("design.no_sites", "each_site")
    return tuple(known) if each else named or ("",)


def _sizes(table: MappingTable, sites: tuple[str, ...]) -> dict[str, int]:
    if not table.holds_table("size"):
        return dict.fromkeys(sites, people(table, "size"))
    if sites == ("",):
        table.note("design.size_needs_sites", "size")
        table.inner("size")
        return {"": 1}
    by_site = table.inner("size")
    sizes = {site: people(by_site, site) for site in sites}
    for name in by_site.names:
        if name not in sites:
            by_site.among(name, name, sites, "sites_of_group")
    return sizes


def people(table: MappingTable, name: str) -> int:
    """Take a number of people."""
    size = table.whole(name, required=True)
    if size is not None and size < 1:
        table.note("design.size_not_positive", name, given=size)
    return 1 if size is None else size


def _waves(table: MappingTable) -> tuple[int, ...] | None:
    entries = table.entries("waves")
    found = tuple(entries.whole(entry, required=True) for entry in entries.names)
    if any(number is not None and number < 1 for number in found) or (table.has("waves") and not found):
        table.note("design.waves", "waves")
    return tuple(sorted({number for number in found if number is not None})) or None


def _check_fallback(table: MappingTable, group: WorkGroup, groups: Map[str, WorkGroup]) -> None:
    if group.fallback is None:
        return
    named = Node.parse(group.fallback)
    if table.among("fallback", named.group, groups, "groups") is None:
        return
    joined = groups[named.group]
    serves_all = "" in group.sizes
    if "@" in group.fallback:
        table.among("fallback", named.site, [site for site in joined.sizes if site], "sites_of_group")
    elif named.group == group.key and serves_all:
        table.note("design.fallback_self", "fallback")
    elif serves_all and "" not in joined.sizes:
        table.note(
            "design.fallback_needs_site", "fallback", name=named.group, example=f"{named.group}@{next(iter(joined.sizes))}"
        )


def _cycles(groups: Map[str, WorkGroup]) -> Iterator[tuple[str, ...]]:
    """Yield every ring of groups, once."""
    told: set[str] = set()
    for start in groups:
        chain: list[str] = []
        step: str | None = start
        while step is not None and step in groups and step not in chain:
            chain.append(step)
            step = (groups[step].fallback or "").partition("@")[0] or None
        cycle = chain[chain.index(step) :] if step in chain else []
        if len(cycle) >= CYCLE_FROM and not told & set(cycle):
            told |= set(cycle)
            yield tuple(cycle)
