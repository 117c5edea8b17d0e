"""Names of groups and measures, and the keys that data files give beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.words import folded, plain

PAIRS = {
    "unit": (("rater", "rater_name"), ("target", "target_name"), ("unit", "name"), ("unit", "unit_name")),
    "measure": (("measure", "measure_name"),),
}
AT_SITE = ("@", " (")
"""What stands between a group and its site, in keys and in names."""


@dataclass(slots=True)
class Names:
    """Which key a name stands for, in all languages that the files have; a name with two keys stands for none."""

    keys: dict[str, dict[str, str | None]] = field(default_factory=lambda: {about: {} for about in PAIRS})
    _at_sites: set[str] | None = None

    def unit(self, text: str) -> str:
        """Return the key of a group, else its name as it is written."""
        return self._key("unit", text)

    def measure(self, text: str) -> str:
        """Return the key of a measure, else its name as it is written."""
        return self._key("measure", text)

    def knows(self, text: str) -> bool:
        """Tell whether a text is the name or the key of a group."""
        return self.keys["unit"].get(compared(text)) is not None

    def is_kind(self, key: str) -> bool:
        """Tell whether a key stands for a group at all its sites: keys, or names, of groups at one begin with it."""
        return any(f"{key}{at}" in self._beginnings() for at in AT_SITE)

    def by_key(self) -> dict[str, list[str]]:
        """Return the names of each group, as they are compared."""
        found: dict[str, list[str]] = {}
        for name, key in self.keys["unit"].items():
            if key is not None:
                found.setdefault(key, []).append(name)
        return found

    def learn(self, about: str, key: str, name: str) -> None:
        """Note that a name stands for a key, and the key for itself."""
        known = self.keys[about]
        known[compared(key)] = key
        if name and known.setdefault(compared(name), key) != key:
            known[compared(name)] = None

    def _beginnings(self) -> set[str]:
        if self._at_sites is None:
            known = {key for key in self.keys["unit"].values() if key}
            self._at_sites = {key[: key.index(at) + len(at)] for key in known for at in AT_SITE if at in key and "+" not in key}
        return self._at_sites

    def _key(self, about: str, text: str) -> str:
        return self.keys[about].get(compared(text)) or plain(text)


def compared(text: str) -> str:
    """Return a name as names are compared: without hyphens, since files may break a line at one and leave it out.

    What stands in brackets says where a group is, so it stays.
    """
    return folded(text.replace("(", " ").replace(")", " ").replace("-", ""))


def names_of(contents: Sequence[Content]) -> Names:
    """Return every name beside a key in all files; a label that has no key anywhere is its own."""
    names = Names()
    tables = [(table, columns(table.header)) for content in contents for table in content.tables]
    for table, there in tables:
        _learn_pairs(names, table, there)
    for table, there in tables:
        if "unit" in there and "value" in there:
            for label in dict.fromkeys(table.column(there.places["unit"])):
                names.keys["unit"].setdefault(compared(label), plain(label))
    return names


def _learn_pairs(names: Names, table: Table, there: Columns) -> None:
    for about, pairs in PAIRS.items():
        for key, name in pairs:
            if key in there and (name in there or there.own):
                cells = zip(
                    table.column(there.places[key]), table.column(there.places.get(name, there.places[key])), strict=True
                )
                for one, other in dict.fromkeys(cells):
                    if one:
                        names.learn(about, one, other)
