"""A TOML table read key by key: everything wrong is collected with its key path, and what nobody asks for is unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import TypeVar, cast
from unicodedata import category

from samspill.errors import Place, Problem
from samspill.instrument.hint import hint, possible
from samspill.terms import Language, Text

PLACEHOLDERS = ("group", "own_group", "core_task", "people")
LARGEST = 1_000_000
"""Largest number, either sign, that a code or a score may have."""

MISSPELT = 100
"""Unknown keys of a table for which the meant name is looked for."""

Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Problems:
    """What is wrong with a file, in the order found."""

    file: str
    found: list[Problem] = field(default_factory=list[Problem])

    def add(self, code: str, key: str, /, **data: object) -> None:
        """Note a problem at a key path."""
        self.found.append(Problem(code, Place(file=self.file, key=key), data))


class Table:
    """A table of a TOML file.

    Each method takes one key, returns its value in the wanted type, and notes a problem where the value has another type. A
    missing key gives None, and a problem only where it is ``required``. ``finish`` notes the keys that were not asked for.
    """

    def __init__(self, values: dict[str, object], path: str, problems: Problems) -> None:
        self._values = values
        self._path = path
        self._problems = problems
        self._asked: set[str] = set()

    def has(self, name: str) -> bool:
        """Tell whether the table holds a key."""
        return name in self._values

    def at(self, name: str = "") -> str:
        """Return the key path of a key in this table, or of the table itself."""
        return ".".join(part for part in (self._path, name) if part)

    def note(self, code: str, name: str = "", /, **data: object) -> None:
        """Note a problem with a key of this table."""
        self._problems.add(code, self.at(name), **data)

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        known = sorted(self._asked)
        unknown = (name for name in self._values if name not in self._asked)
        for place, name in enumerate(unknown):
            # Whoever wrote hundreds of them did not misspell each, and looking for what was meant takes its time.
            meant = hint(name, known) if place < MISSPELT else possible(known)
            self.note("instrument.unknown_key", name, name=name, hint=meant)

    def string(self, name: str, *, required: bool = False) -> str | None:
        """Take a plain string, white space at its ends and runs of it removed."""
        value = self._take(name, required=required)
        if value is None:
            return None
        if not isinstance(value, str):
            self.note("instrument.not_string", name)
            return None
        return self._clean(value, name)

    def whole(self, name: str, *, required: bool = False) -> int | None:
        """Take a whole number."""
        value = self._take(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
            self.note("instrument.not_whole", name, largest=LARGEST)
            return None
        return value

    def number(self, name: str, *, required: bool = False) -> float | None:
        """Take a finite number."""
        value = self._take(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
            self.note("instrument.not_number", name, largest=LARGEST)
            return None
        return float(value)

    def truth(self, name: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.note("instrument.not_truth", name)
            return default
        return value

    def word(self, name: str, words: type[Word]) -> Word | None:
        """Take one of a closed set of words."""
        value = self.string(name)
        if value is None:
            return None
        if value not in list(words):
            self.note("instrument.unknown_word", name, name=value, hint=hint(value, list(words)))
            return None
        return words(value)

    def strings(self, name: str) -> tuple[str, ...]:
        """Take a list of strings."""
        value = self._take(name)
        if value is None:
            return ()
        parts = cast("list[object]", value) if isinstance(value, list) else None
        if parts is None or not all(isinstance(part, str) for part in parts):
            self.note("instrument.not_strings", name)
            return ()
        return tuple(cast("list[str]", parts))

    def text(self, name: str, *, required: bool = False, fields: Collection[str] = ()) -> Text | None:
        """Take a plain string or a language map, in which only the placeholders ``fields`` may stand."""
        value = self._take(name, required=required)
        if value is None:
            return None
        if isinstance(value, str):
            sentence = self._sentence(value, name, fields)
            return None if sentence is None else Text(sentence)
        if not isinstance(value, dict):
            self.note("instrument.not_text", name)
            return None
        return self._language_map(cast("dict[str, object]", value), name, fields, required=required)

    def words_by_language(self, name: str, words: type[Word]) -> dict[Language, Word] | None:
        """Take a map from language to one of a closed set of words."""
        table = self.table(name)
        if table is None:
            return None
        found = {language: table.word(language, words) for language in Language if table.has(language)}
        table.finish()
        return {language: word for language, word in found.items() if word is not None}

    def table(self, name: str) -> Table | None:
        """Take a table."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.note("instrument.not_table", name)
            return None
        return Table(cast("dict[str, object]", value), self.at(name), self._problems)

    def tables(self, name: str, *, required: bool = False) -> Iterator[Table]:
        """Take a list of tables. Their paths carry their own key where they have one, else their position from 1."""
        value = self._take(name, required=required)
        if value is None:
            return
        if not isinstance(value, list):
            self.note("instrument.not_tables", name, name=name)
            return
        for position, entry in enumerate(cast("list[object]", value), start=1):
            if isinstance(entry, dict):
                values = cast("dict[str, object]", entry)
                label = values.get("key")
                path = f"{self.at(name)}[{label if isinstance(label, str) and label else position}]"
                yield Table(values, path, self._problems)
            else:
                self.note("instrument.not_table", f"{name}[{position}]")

    def _take(self, name: str, *, required: bool = False) -> object | None:
        self._asked.add(name)
        value = self._values.get(name)
        if value is None and required:
            self.note("instrument.missing_key", name, name=name)
        return value

    def _language_map(self, value: dict[str, object], name: str, fields: Collection[str], *, required: bool) -> Text | None:
        known = {tag: text for tag, text in value.items() if tag in list(Language)}
        for tag in value.keys() - known.keys():
            self.note("instrument.unknown_language", f"{name}.{tag}", name=tag, languages=tuple(Language))
        if not value and required:
            self.note("instrument.empty", name)
        read = {tag: self._sentence(text, f"{name}.{tag}", fields) for tag, text in known.items()}
        return Text({tag: text for tag, text in read.items() if text is not None}) if value else None

    def _sentence(self, value: object, name: str, fields: Collection[str]) -> str | None:
        if not isinstance(value, str):
            self.note("instrument.not_string", name)
            return None
        try:
            parts = list(Formatter().parse(value))
        except ValueError:
            self.note("instrument.loose_brace", name)
            return None
        for _, placeholder, form, conversion in parts:
            if placeholder is not None and (placeholder not in fields or form or conversion):
                shown = hint(placeholder, fields)
                self.note("instrument.unknown_placeholder", name, name=placeholder, hint=shown)
        return self._clean(value, name)

    def _clean(self, value: str, name: str) -> str | None:
        """Return a text with single spaces and a true ellipsis; None for an empty one."""
        # A zero byte or an escape breaks every office format and some terminals.
        if any(category(letter) in {"Cc", "Cs"} and not letter.isspace() for letter in value):
            self.note("instrument.control_character", name)
        if not value.strip():
            self.note("instrument.empty", name)
            return None
        return " ".join(value.split()).replace("...", "…")
