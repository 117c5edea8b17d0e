"""What a reader calls the groups, pools, sites, organisations and dimensions of a mapping, on labels and inside sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from samspill.design.model import Mapping, Node
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import listing, say
from samspill.reporting.document import Glossary
from samspill.terms import Language, Text

INDEX = "index"
"""The measure over all dimensions, beside their keys."""
POOL = "+"
"""Joins the ids of nodes whose answers stand together."""
NameOf = Callable[[str], Text]


def capital(text: str) -> str:
    """Return a text with its first letter upper case, the rest untouched.

    Examples
    --------
    >>> capital("rådgiverne i PPT"), capital("»sådan«")
    ('Rådgiverne i PPT', '»Sådan«')
    """
    first = next((place for place, letter in enumerate(text) if letter.isalnum()), 0)
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :]


def small(text: str) -> str:
    """Return a text with its first letter lower case, unless its first word is an abbreviation.

    Examples
    --------
    >>> small("Å vite hvem jeg kan ringe"), small("NAV på skolen")
    ('å vite hvem jeg kan ringe', 'NAV på skolen')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@dataclass(frozen=True)
class Names:
    """Names in one language.

    A unit is a node id, ``group`` or ``group@site``; a pool, ids joined by ``+``; or a group key that stands for all its sites.
    """

    mapping: Mapping
    instrument: Instrument
    language: Language

    def unit(self, unit: str) -> str:
        """Return the name of a unit as a label: ``Lærere (Nordby)``, ``Helsesykepleiere og Familieteamet``."""
        if unit not in self._labels:
            self._labels[unit] = self._joined(unit, lambda key: self.mapping.groups[key].name)
        return self._labels[unit]

    def inside(self, unit: str) -> str:
        """Return the name of a unit as it reads inside a sentence: ``lærerne (Nordby)``."""
        if unit not in self._insides:
            self._insides[unit] = self._joined(unit, lambda key: self.mapping.groups[key].in_text)
        return self._insides[unit]

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Names that have been asked for: a page has few units, and many places where they stand."""
        return {}

    @cached_property
    def _insides(self) -> dict[str, str]:
        return {}

    def _joined(self, unit: str, text: NameOf) -> str:
        nodes = [Node.parse(member) for member in unit.split(POOL)]
        groups = list(dict.fromkeys(node.group for node in nodes))
        sites = list(dict.fromkeys(node.site for node in nodes if node.site))
        if len(groups) == 1 or {node.site for node in nodes} == {*sites[:1]}:
            # One bracket says where: for one group at several sites, or several groups that are all at one.
            return self._at(listing([self._of(text(key)) for key in groups], self.language), sites)
        return listing(
            [self._at(self._of(text(node.group)), [node.site] if node.site else []) for node in nodes], self.language
        )

    def _at(self, name: str, sites: list[str]) -> str:
        if not sites:
            return name
        return f"{name} ({listing([self.site(site) for site in sites], self.language)})"

    def _of(self, text: Text) -> str:
        return text.get_in(self.language)

    def site(self, site: str) -> str:
        """Return the name of a site."""
        return self._of(self.mapping.sites[site].name)

    def organisation(self, organisation: str) -> str:
        """Return the name of an organisation."""
        return self._of(self.mapping.organisations[organisation].name)

    def dimension(self, key: str) -> str:
        """Return the name of a dimension, or of the index, as a label."""
        return say("report.index", self.language) if key == INDEX else self._of(self.instrument.dimensions[key].name)

    def dimension_inside(self, key: str) -> str:
        """Return the name of a dimension as it reads inside a sentence."""
        return self._of(self.instrument.dimensions[key].in_text)

    def item(self, key: str) -> str:
        """Return the wording of an item as a label, without its place for a group."""
        item = self.instrument.items[key]
        people = self._of(self.mapping.people or self.instrument.people)
        fields = {"group": "…", "own_group": "…", "core_task": self.core_task, "people": people}
        return capital(self._of(item.text).format_map(fields).strip(" …"))

    def item_inside(self, key: str) -> str:
        """Return the wording of an item in quotes, as it reads inside a sentence."""
        return say("report.quoted", self.language, text=small(self.item(key)))

    def measure(self, key: str) -> str:
        """Return the name of the index, a dimension or an item as a label."""
        return self.dimension(key) if key == INDEX or key in self.instrument.dimensions else self.item(key)

    def members(self, units: Iterable[str]) -> list[str]:
        """Return the members of units as they read in a list inside a sentence, those of a pool one by one."""
        nodes = dict.fromkeys(member for unit in units for member in unit.split(POOL))
        return [self.inside(node) for node in nodes]

    @cached_property
    def core_task(self) -> str:
        """The core task as it reads inside a sentence."""
        return self._of(self.mapping.core_task)

    def all_of(self, release: Release) -> Glossary:
        """Return the name of everything that a release has, and of every group."""
        units = [*self.mapping.groups, *(unit.id for wave in release.waves for unit in wave.groups)]
        items = {key: self.item(key) for keys in (*release.items.values(), release.outside) for key in keys}
        own = self.instrument.self_items
        return Glossary(
            units={key: self.unit(key) for key in units},
            measures=items | {key: self.dimension(key) for key in (*release.dimensions, INDEX)},
            questions={item.key: self.item(item.key) for item in own},
            options={
                (item.key, option.code): self._of(option.label)
                for item in own
                for option in self.instrument.scale_of(item.key).options
            },
            organisations={key: self.organisation(key) for key in self.mapping.organisations},
            sites={key: self.site(key) for key in self.mapping.sites},
        )
