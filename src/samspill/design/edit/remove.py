"""Organisations, sites and groups that are taken away, with all that names them."""

from __future__ import annotations

from samspill.design.edit.entries import entries, entry, has_sites, named, put, sites_of
from samspill.design.edit.references import forget_group, forget_organisation, forget_site
from samspill.design.edit.table import Table, copied_table
from samspill.errors import DesignError, Problem


def remove_group(table: Table, key: str) -> Table:
    """Return a table without a group: its ties, fallbacks to it and what waves say of it go too.

    Raises
    ------
    DesignError
        ``design_edit.unknown``.
    """
    edited = copied_table(table)
    gone = entry(edited, "group", key)
    put(edited, "group", [group for group in entries(edited, "group") if group is not gone])
    forget_group(edited, key)
    return edited


def remove_organisation(table: Table, key: str) -> Table:
    """Return a table without an organisation.

    Raises
    ------
    DesignError
        ``design_edit.unknown``; ``design_edit.organisation_in_use`` while groups belong to it, with their names.
    """
    edited = copied_table(table)
    gone = entry(edited, "organisation", key)
    members = [group for group in entries(edited, "group") if group.get("organisation") == key]
    if members:
        data = {"name": named([gone])[0], "groups": named(members), "n": len(members)}
        raise DesignError(Problem("design_edit.organisation_in_use", data=data))
    put(edited, "organisation", [one for one in entries(edited, "organisation") if one is not gone])
    forget_organisation(edited, key)
    return edited


def remove_site(table: Table, key: str) -> Table:
    """Return a table without a site: out of the groups' sites and sizes, those of waves too, and fallbacks to a group there.

    Raises
    ------
    DesignError
        ``design_edit.unknown``; ``design_edit.last_site`` where a group would have no site left, with the names of all such.
    """
    edited = copied_table(table)
    gone = entry(edited, "site", key)
    alone = [group for group in entries(edited, "group") if has_sites(group) and set(sites_of(edited, group)) == {key}]
    if alone:
        data = {"name": named([gone])[0], "groups": named(alone), "n": len(alone)}
        raise DesignError(Problem("design_edit.last_site", data=data))
    put(edited, "site", [site for site in entries(edited, "site") if site is not gone])
    forget_site(edited, key)
    return edited
