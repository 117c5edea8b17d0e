"""What other parts of a mapping say of a group, a site or an organisation, kept right when it goes or takes another's place."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.design.edit.entries import entries, inner, put, strings, write
from samspill.design.edit.table import Table, is_list, is_table
from samspill.design.model import Node
from samspill.design.read_groups import CYCLE_FROM

BY_GROUP = ("size", "joined", "left")
"""Tables of a wave by group."""


def joins(group: Table) -> Node | None:
    """Return whom a group joins if too few answer."""
    fallback = group.get("fallback")
    return Node.parse(fallback) if isinstance(fallback, str) else None


def forget_group(table: Table, key: str) -> None:
    """Take every mention of a group out of a table."""
    put(table, "tie", [tie for tie in entries(table, "tie") if key not in (tie.get("rater"), tie.get("target"))])
    for group in entries(table, "group"):
        joined = joins(group)
        if joined and joined.group == key:
            del group["fallback"]
    for wave in entries(table, "wave"):
        for name in BY_GROUP:
            write(wave, name, _without(wave.get(name), key))
        write(wave, "groups", _renamed(wave, key, (), ()))


def replace_groups(table: Table, old: Iterable[str], key: str) -> None:
    """Let whatever joins one of some groups, or was one of them in another wave, name ``key`` instead."""
    gone = tuple(old)
    for group in entries(table, "group"):
        joined = joins(group)
        if joined and joined.group in gone:
            group["fallback"] = str(Node(key, joined.site))
    for wave in entries(table, "wave"):
        for name in gone:
            write(wave, "groups", _renamed(wave, name, (key,), (key,)))


def spread_group(table: Table, key: str, parts: tuple[str, ...]) -> None:
    """Let the earlier and later groups that a group has in other waves be those of all its parts."""
    for wave in entries(table, "wave"):
        write(wave, "groups", _renamed(wave, key, parts, parts))


def forget_site(table: Table, key: str) -> None:
    """Take every mention of a site out of a table."""
    for group in entries(table, "group"):
        if "sites" in group:
            write(group, "sites", [site for site in strings(group, "sites") if site != key])
        if is_table(group.get("size")):
            write(group, "size", _without(group["size"], key))
        joined = joins(group)
        if joined and joined.site == key:
            del group["fallback"]
    for wave in entries(table, "wave"):
        sizes = inner(wave, "size")
        for name, size in list(sizes.items()):
            write(sizes, name, _without(size, key))
        if "size" in wave:
            write(wave, "size", wave["size"])


def forget_organisation(table: Table, key: str) -> None:
    """Take an organisation out of the sign-offs; the yes of whoever gave it stays."""
    agreed = inner(table, "start").get("agreed")
    for sign_off in filter(is_table, agreed if is_list(agreed) else ()):
        if sign_off.get("organisation") == key:
            del sign_off["organisation"]


def _without(value: object, key: str) -> object:
    return {name: part for name, part in value.items() if name != key} if is_table(value) else value


def _renamed(wave: Table, key: str, as_old: tuple[str, ...], as_new: tuple[str, ...]) -> object:
    """Return the table of old and new groups of a wave with other keys in the place of one."""
    if not is_table(wave.get("groups")):
        return wave.get("groups")
    found: dict[str, list[str]] = {}
    groups = inner(wave, "groups")
    for old in groups:
        new = [part for name in strings(groups, old) for part in (as_new if name == key else (name,))]
        for name in as_old if old == key else (old,):
            found[name] = list(dict.fromkeys((*found.get(name, ()), *new)))
    return {old: new for old, new in found.items() if new}


def in_ring(groups: Iterable[Table], key: str) -> bool:
    """Tell whether the fallbacks lead from a group to two others or more and back, which reading a mapping refuses."""
    steps = {group.get("key"): joined.group for group in groups if (joined := joins(group))}
    way, step = [key], steps.get(key)
    while step is not None and step not in way:
        way.append(step)
        step = steps.get(step)
    return step == key and len(way) >= CYCLE_FROM
