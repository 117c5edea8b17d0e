"""New organisations, sites and groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from samspill.design.edit.entries import Kind, entries, entry, keys, put, sites_of, strings
from samspill.design.edit.keys import key_for
from samspill.design.edit.paths import is_empty
from samspill.design.edit.references import joins
from samspill.design.edit.table import Table, copied, copied_table
from samspill.errors import DesignError, Problem
from samspill.terms import Language, Text

Name: TypeAlias = str | Mapping[str, str]
"""A plain string or a language map."""


def add_organisation(table: Table, name: Name, reserved: Collection[str] = ()) -> tuple[Table, str]:
    """Return a table with one more organisation, the last, and its key; see :func:`add_group`."""
    return _added(table, "organisation", name, {}, reserved)


def add_site(table: Table, name: Name, reserved: Collection[str] = ()) -> tuple[Table, str]:
    """Return a table with one more site, the last, and its key; see :func:`add_group`.

    Groups at each site are there too, and those with a size per site need one for it.
    """
    return _added(table, "site", name, {}, reserved)


def add_group(
    table: Table, name: Name, organisation: str, more: Table | None = None, reserved: Collection[str] = ()
) -> tuple[Table, str]:
    """Return a table with one more group, the last, and its key.

    Parameters
    ----------
    table : dict
        Left as it is.
    name : str or mapping
        A text or a language map; the key is made from it (:func:`samspill.design.edit.keys.key_for`).
    organisation : str
        Key of the organisation it belongs to.
    more : dict, optional
        Further keys as mapping.toml has them (``in_text``, ``size``, ``sites``, ``fallback`` …); empty ones are left out.
    reserved : collection of str
        Keys that mean something else in a wave that was launched, and so are not used again.

    Raises
    ------
    DesignError
        ``design_edit.no_name``; ``design_edit.unknown`` for an organisation, a site or a fallback that is not there.

    Examples
    --------
    >>> add_group({"organisation": [{"key": "helse", "name": "Helse"}]}, "PPT", "helse", {"size": 9})[1]
    'ppt'
    """
    given = more or {}
    entry(table, "organisation", organisation)
    for site in strings(given, "sites"):
        entry(table, "site", site)
    _check_fallback(table, given)
    return _added(table, "group", name, {"organisation": organisation, **given}, reserved)


def _check_fallback(table: Table, group: Table) -> None:
    joined = joins(group)
    if joined and joined.group:
        sites = sites_of(table, entry(table, "group", joined.group))
        if joined.site and joined.site not in sites:
            raise DesignError(Problem("design_edit.unknown", data={"key": joined.site}))


def _added(table: Table, kind: Kind, name: Name, more: Table, reserved: Collection[str]) -> tuple[Table, str]:
    edited = copied_table(table)
    key = new_key(edited, kind, name, reserved)
    new: Table = {"key": key, "name": written(name)}
    new |= {field: copied(value) for field, value in more.items() if field not in new and not is_empty(value)}
    put(edited, kind, [*entries(edited, kind), new])
    return edited, key


def new_key(table: Table, kind: Kind, name: Name, reserved: Collection[str] = ()) -> str:
    """Return a key for a name, taken by nothing of its kind.

    Raises
    ------
    DesignError
        ``design_edit.no_name`` for a blank one.
    """
    words = Text(written(name)).get_in(Language.NB).strip()
    if not words:
        raise DesignError(Problem("design_edit.no_name"))
    return key_for(words, (*keys(table, kind), *reserved))


def written(name: Name) -> str | dict[str, str]:
    """Return a name as a table has it, blank languages left out."""
    if isinstance(name, str):
        return name.strip()
    return {tag: text.strip() for tag, text in name.items() if text.strip()}
