"""A group that is somewhere else now: what was said of it at the sites it left is said no more."""

from __future__ import annotations

from samspill.design.edit.entries import entries, entry, has_sites, inner, sites_of
from samspill.design.edit.paths import set_value
from samspill.design.edit.references import joins
from samspill.design.edit.table import is_table
from samspill_web.projects.drafts import Table


def relocated(before: Table, after: Table, key: str) -> Table:
    """Return a plan in which fallbacks and sizes of later waves fit the sites that a group has now.

    Parameters
    ----------
    before, after : dict
        The plan with the group where it was, and where it is.
    key : str
    """
    was, now = entry(before, "group", key), entry(after, "group", key)
    gone = [site for site in sites_of(before, was) if site not in sites_of(after, now)]
    kind_changed = has_sites(was) != has_sites(now)
    for wave in entries(after, "wave"):
        size, number = inner(wave, "size").get(key), str(wave.get("number"))
        if kind_changed:
            after = set_value(after, ("wave", number, "size", key), None)
        elif is_table(size):
            for site in set(gone) & set(size):
                after = set_value(after, ("wave", number, "size", key, site), None)
    for group in entries(after, "group"):
        if _leads_nowhere(group, key, gone, kind_changed=kind_changed):
            after = set_value(after, ("group", str(group.get("key")), "fallback"), None)
    return after


def _leads_nowhere(group: Table, key: str, gone: list[str], *, kind_changed: bool) -> bool:
    """Tell whether a fallback of a group, or to it, no longer holds."""
    joined = joins(group)
    if joined is None:
        return False
    if kind_changed:
        return key in (group.get("key"), joined.group)
    return joined.group == key and joined.site in gone
