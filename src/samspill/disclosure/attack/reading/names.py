"""Names of groups and measures, and the keys that data files give beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.words import folded, plain

PAIRS = {
    "unit": (("rater", "rater_name"), ("target", "target_name"), ("unit", "name"), ("unit", "unit_name")),
    "measure": (("measure", "measure_name"),),
}


@dataclass(slots=True)
class Names:
    """Which key a name stands for, in all languages that the files have; a name with two keys stands for none."""

    keys: dict[str, dict[str, str | None]] = field(default_factory=lambda: {about: {} for about in PAIRS})

    def unit(self, text: str) -> str:
        """Return the key of a group, else its name as it is written."""
        return self._key("unit", text)

    def measure(self, text: str) -> str:
        """Return the key of a measure, else its name as it is written."""
        return self._key("measure", text)

    def inside(self, text: str) -> str:
        """Return the key of a group by its name as it reads inside a sentence."""
        return self.unit(text)

    def knows(self, text: str) -> bool:
        """Tell whether a text is the name or the key of a group."""
        return self.keys["unit"].get(_name(text)) is not None

    def named(self) -> tuple[str, ...]:
        """Return every name and key of a group, as they are compared."""
        return tuple(name for name, key in self.keys["unit"].items() if key is not None)

    def learn(self, about: str, key: str, name: str) -> None:
        """Note that a name stands for a key, and the key for itself."""
        known = self.keys[about]
        known[_name(key)] = key
        if name and known.setdefault(_name(name), key) != key:
            known[_name(name)] = None

    def _key(self, about: str, text: str) -> str:
        return self.keys[about].get(_name(text)) or plain(text)


def _name(text: str) -> str:
    # Brackets say where a group is, so they stay.
    return folded(text.replace("(", "‹").replace(")", "›"))


def names_of(contents: Iterable[Content]) -> Names:
    """Return every name beside a key in all files."""
    names = Names()
    for content in contents:
        for table in content.tables:
            _learn_from(names, table, columns(table.header))
    return names


def _learn_from(names: Names, table: Table, there: Columns) -> None:
    for about, pairs in PAIRS.items():
        for key, name in pairs:
            if key in there and (name in there or there.own):
                cells = zip(
                    table.column(there.places[key]), table.column(there.places.get(name, there.places[key])), strict=True
                )
                for one, other in dict.fromkeys(cells):
                    if one:
                        names.learn(about, one, other)
