"""Groups that are put together, and a group that is split, while a mapping is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeAlias

from samspill.design.edit.add import Name, new_key, written
from samspill.design.edit.entries import entries, entry, has_sites, inner, named, put, sites_of, write
from samspill.design.edit.references import BY_GROUP, in_ring, joins, replace_groups, spread_group
from samspill.design.edit.sizes import NOBODY, join_waves, joint_sites, joint_size, part_of
from samspill.design.edit.table import Table, copied_table, is_list
from samspill.design.edit.ties import STRENGTH, by_pair, need_of, put_ties
from samspill.errors import DesignError, Problem
from samspill.terms import Need

Sizes: TypeAlias = int | Mapping[str, int] | None
"""People in a part: a number, a number per site, or not known."""

OF_ONE = ("in_text", "small_reason")
"""What is said of one group and of no other."""


def merge_groups(table: Table, keys: Sequence[str], into_name: Name) -> Table:
    """Return a table in which some groups are one.

    The merged group has the place, key, organisation and fallback of the first, unless that fallback is one of the others or
    would now lead round in a ring. Sizes are added, per site where there are sites; a tie to or from it is needed as much as
    the strongest of the parts' ("some" where none is named); what named a part, in fallbacks and waves, names it.

    Parameters
    ----------
    table : dict
        Left as it is.
    keys : sequence of str
        Two groups or more.
    into_name : str or mapping
        Name of the merged group; how it reads in a sentence, and why it is so small, must be said anew.

    Raises
    ------
    DesignError
        ``design_edit.unknown``, ``no_name``, ``merge_needs_two``, ``merge_asked`` (one is asked and another is not),
        ``merge_sites`` (one is at sites and another serves all).
    """
    edited = copied_table(table)
    old = [entry(edited, "group", key) for key in dict.fromkeys(keys)]
    _check_merge(edited, old, into_name)
    parts = [part_of(edited, group) for group in old]
    first, *others = (part.key for part in parts)
    _merge_ties(edited, (first, *others))
    join_waves(edited, parts, first)
    put(edited, "group", [group for group in entries(edited, "group") if group.get("key") not in others])
    _merge_into(edited, old, into_name)
    write(old[0], "size", joint_size(parts))
    replace_groups(edited, others, first)
    if in_ring(entries(edited, "group"), first):
        del old[0]["fallback"]
    return edited


def split_group(table: Table, key: str, parts: Sequence[tuple[Name, Sizes]]) -> Table:
    """Return a table in which a group is several.

    Each part has the organisation, the sites, the ties in both directions and all else of the group; between them the need is
    "some". The first keeps the key, so whoever joined the group joins the first part; a group whose small sites join each
    other does so in each part. Waves know no sizes of the parts, and who joined or left only where it was nobody.

    Parameters
    ----------
    table : dict
        Left as it is.
    key : str
    parts : sequence of (name, sizes)
        Two or more, in their order.

    Raises
    ------
    DesignError
        ``design_edit.unknown`` (also a site that the group is not at), ``no_name``, ``split_needs_two``, ``split_sites``
        (sizes per site of a group that serves all).
    """
    edited = copied_table(table)
    whole = entry(edited, "group", key)
    _check_split(edited, whole, parts)
    new: list[Table] = []
    taken = [key]
    for name, sizes in parts:
        taken = [*taken, key if not new else new_key(edited, "group", name, taken)]
        new.append(_part(whole, taken[-1], name, sizes))
    at = next(place for place, group in enumerate(entries(edited, "group")) if group is whole)
    groups = entries(edited, "group")
    put(edited, "group", [*groups[:at], *new, *groups[at + 1 :]])
    keys = tuple(dict.fromkeys(taken))
    _split_ties(edited, key, keys)
    _split_waves(edited, key, keys)
    return edited


def _check_merge(table: Table, old: Sequence[Table], name: Name) -> None:
    least = 2
    if len(old) < least:
        raise DesignError(Problem("design_edit.merge_needs_two"))
    new_key(table, "group", name)
    for other in old[1:]:
        data = {"group": named(old)[0], "other": named([other])[0]}
        if (other.get("asked") is False) != (old[0].get("asked") is False):
            raise DesignError(Problem("design_edit.merge_asked", data=data))
        if has_sites(other) != has_sites(old[0]):
            raise DesignError(Problem("design_edit.merge_sites", data=data))


def _merge_into(table: Table, old: Sequence[Table], name: Name) -> None:
    """Make the first of some groups the merged one; its size and references come later."""
    merged = old[0]
    for field in OF_ONE:
        merged.pop(field, None)
    merged["name"] = written(name)
    joined = joins(merged)
    if joined and joined.group in {group["key"] for group in old[1:]}:
        del merged["fallback"]
    if any(group.get("each_site") is True for group in old):
        merged.pop("sites", None)
        merged["each_site"] = True
    elif has_sites(merged):
        merged["sites"] = list(joint_sites(table, [part_of(table, group) for group in old]))
    waves = [group.get("waves") for group in old]
    numbers = [number for given in waves if is_list(given) for number in given if isinstance(number, int)]
    write(merged, "waves", sorted(set(numbers)) if all(map(is_list, waves)) else None)


def _merge_ties(table: Table, parts: Sequence[str]) -> None:
    """Let the first of some groups have the strongest of their ties with every other."""
    ties = by_pair(table)
    others = dict.fromkeys(str(key) for pair in ties for key in pair if key not in parts)
    kept = {pair: tie for pair, tie in ties.items() if not set(pair) & set(parts)}
    for other in others:
        for pairs in ([(part, other) for part in parts], [(other, part) for part in parts]):
            strongest = max((ties.get(pair) for pair in pairs), key=lambda tie: STRENGTH[need_of(tie)])
            if strongest is not None and need_of(strongest) is not Need.SOME:
                rater, target = pairs[0]
                kept[pairs[0]] = {**strongest, "rater": rater, "target": target}
    put_ties(table, kept.values())


def _check_split(table: Table, whole: Table, parts: Sequence[tuple[Name, Sizes]]) -> None:
    least = 2
    if len(parts) < least:
        raise DesignError(Problem("design_edit.split_needs_two"))
    for name, sizes in parts:
        new_key(table, "group", name)
        if isinstance(sizes, Mapping):
            if not has_sites(whole):
                raise DesignError(Problem("design_edit.split_sites", data={"group": named([whole])[0]}))
            for site in sizes:
                if site not in sites_of(table, whole):
                    raise DesignError(Problem("design_edit.unknown", data={"key": site}))


def _part(whole: Table, key: str, name: Name, sizes: Sizes) -> Table:
    part = {**copied_table(whole), "key": key, "name": written(name)}
    for field in OF_ONE:
        part.pop(field, None)
    if whole.get("fallback") == whole.get("key"):
        part["fallback"] = key
    write(part, "size", dict(sizes) if isinstance(sizes, Mapping) else sizes)
    return part


def _split_ties(table: Table, key: str, parts: Sequence[str]) -> None:
    ties: list[Table] = []
    for tie in entries(table, "tie"):
        ends = [parts if tie.get(end) == key else (tie.get(end),) for end in ("rater", "target")]
        ties += [{**tie, "rater": rater, "target": target} for rater, target in product(*ends)]
    put_ties(table, ties)


def _split_waves(table: Table, key: str, parts: tuple[str, ...]) -> None:
    spread_group(table, key, parts)
    for wave in entries(table, "wave"):
        for name in BY_GROUP:
            told = inner(wave, name)
            if told.pop(key, None) == NOBODY:
                told |= dict.fromkeys(parts, NOBODY)
            if name in wave:
                write(wave, name, wave[name])
