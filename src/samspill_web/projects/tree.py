"""Organisations, their groups and the sites of these as a page shows them, read from a plan that may still lack things."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from samspill.design.edit.entries import Kind, entries, has_sites, keys, named, sites_of
from samspill.design.edit.sizes import is_number
from samspill.design.edit.table import is_table
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.drafts import Table
from samspill_web.projects.models import Project

KINDS: dict[str, Kind] = {"organisation": "organisation", "site": "site", "group": "group"}


@dataclass(frozen=True, slots=True)
class Place:
    """A group at one of its sites, or (site "") a group that serves all. ``field`` names its size in a form."""

    group: str
    site: str
    site_name: str
    size: int | None

    @property
    def field(self) -> str:
        """The name of the field for the size; keys hold no @."""
        return f"size@{self.group}@{self.site}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A group."""

    key: str
    name: str
    in_text: str
    places: tuple[Place, ...]
    at_sites: bool
    asked: bool
    small_reason: str

    @property
    def people(self) -> int:
        """How many people are known of."""
        return sum(place.size or 0 for place in self.places)


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation and its groups, in the owner's order."""

    key: str
    name: str
    groups: tuple[Leaf, ...]

    @property
    def people(self) -> int:
        """How many people are known of."""
        return sum(group.people for group in self.groups)


@dataclass(frozen=True, slots=True)
class Tree:
    """All of a plan's groups. ``sites`` are keys and names."""

    branches: tuple[Branch, ...]
    sites: tuple[tuple[str, str], ...]

    @property
    def groups(self) -> tuple[Leaf, ...]:
        """Every group: by organisation, and then as the owner ordered them."""
        return tuple(group for branch in self.branches for group in branch.groups)

    @property
    def empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not self.branches and not self.sites

    @property
    def summary(self) -> str:
        """How many there are of each, in a sentence."""
        people, unknown = sum(branch.people for branch in self.branches), sum(place.size is None for place in self.places)
        parts = [
            told("groups.count.organisations", n=sum(bool(branch.key) for branch in self.branches)),
            told("groups.count.groups", n=len(self.groups)),
            *([told("groups.count.sites", n=len(self.sites))] if self.sites else []),
            told("groups.count.people", n=people),
        ]
        said = told("groups.count.all", parts=parts)
        return f"{said} {told('groups.count.unknown', n=unknown)}" if unknown else said

    @property
    def places(self) -> tuple[Place, ...]:
        """Every group at every site of it."""
        return tuple(place for group in self.groups for place in group.places)


def tree_of(table: Table) -> Tree:
    """Return the tree of a plan's table."""
    sites = tuple((str(entry.get("key")), name_of(entry)) for entry in entries(table, "site"))
    leaves = [(str(entry.get("organisation", "")), _leaf(table, entry, dict(sites))) for entry in entries(table, "group")]
    return Tree(tuple(_branches(table, leaves)), sites)


def _branches(table: Table, leaves: list[tuple[str, Leaf]]) -> Iterator[Branch]:
    known = keys(table, "organisation")
    for entry in entries(table, "organisation"):
        key = str(entry.get("key"))
        yield Branch(key, name_of(entry), tuple(leaf for owner, leaf in leaves if owner == key))
    if homeless := tuple(leaf for owner, leaf in leaves if owner not in known):
        yield Branch("", told("groups.no_organisation"), homeless)


def _leaf(table: Table, entry: Table, sites: dict[str, str]) -> Leaf:
    key, size, at_sites = str(entry.get("key")), entry.get("size"), has_sites(entry)
    found = sites_of(table, entry) if at_sites else ("",)
    numbers = {site: size.get(site) if is_table(size) else size for site in found}
    places = (Place(key, site, sites.get(site, site), n if is_number(n) else None) for site, n in numbers.items())
    name = name_of(entry)
    return Leaf(
        key=key,
        name=name,
        in_text=name_of({"name": entry["in_text"]}) if entry.get("in_text") else name,
        places=tuple(places),
        at_sites=at_sites,
        asked=entry.get("asked") is not False,
        small_reason=str(entry.get("small_reason", "")),
    )


def name_of(entry: Table) -> str:
    """Return the name of an entry in the reader's language."""
    return named([entry])[0].get_in(reader())


def names_of(table: Table, kind: Kind) -> dict[str, str]:
    """Return names by key."""
    return {str(entry.get("key")): name_of(entry) for entry in entries(table, kind)}


def launched_keys(project: Project, kind: Kind) -> Collection[str]:
    """Return the keys that mean something in a wave that was launched, and so are never given to anything else."""
    from samspill_web.projects.drafts import draft_of

    sources = project.waves.values_list("source", flat=True)
    return {key for source in sources for key in keys(draft_of(source).table, kind)}
