"""Whom a group may join if fewer than k of its people answer, and what is proposed."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.design.edit.entries import has_sites, sites_of
from samspill.design.proposals import proposals
from samspill.terms import Text
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.models import Project
from samspill_web.projects.selectors import draft, next_wave


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that is asked, with those whom it may join: what the plan carries, and the name."""

    key: str
    name: str
    joins: tuple[tuple[str, str], ...]


def choices(table: Table) -> list[Choice]:
    """Return the groups that are asked, in the owner's order."""
    groups = [group for group in table.get("group", ()) if "key" in group and group.get("asked", True)]
    return [Choice(group["key"], name_of(group), tuple(_joins(table, group, groups))) for group in groups]


def name_of(entry: Table) -> str:
    """Return the name of a group or a site in the reader's language."""
    return Text(entry.get("name") or entry["key"]).get_in(reader())


def _joins(table: Table, group: Table, groups: list[Table]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if len(sites_of(table, group)) > 1:
        found.append((group["key"], told("start.privacy.own_sites")))
    for other in groups:
        if other is not group:
            found += _joins_of(table, group, other)
    known = {key for key, _ in found}
    present = group.get("fallback")
    # What a file says stays what it says, also where this page would not offer it.
    return [*found, *([(present, present)] if present and present not in known else [])]


def _joins_of(table: Table, group: Table, other: Table) -> list[tuple[str, str]]:
    """Return another group as it is joined: at the same site, or at a named one where the group serves all."""
    if has_sites(group) or not has_sites(other):
        return [(other["key"], name_of(other))]
    names = {site["key"]: name_of(site) for site in table.get("site", ())}
    return [(f"{other['key']}@{site}", f"{name_of(other)} ({names.get(site, site)})") for site in sites_of(table, other)]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Whom a group could join: ``value`` is ``group>fallback``."""

    group: str
    value: str
    name: str


def proposed(project: Project) -> list[Proposed]:
    """Return whom to join, as the core proposes it; nothing while the plan is not whole."""
    mapping = draft(project).mapping
    if mapping is None:
        return []
    names = {choice.key: dict(choice.joins) for choice in choices(draft(project).table)}
    found = proposals(mapping, next_wave(project, mapping))
    return [
        Proposed(one.group, f"{one.group}>{one.fallback}", names[one.group].get(one.fallback, one.fallback)) for one in found
    ]
