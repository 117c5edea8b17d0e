"""A table of mapping.toml: what every TOML table can do, with dates, phrases that may wait, and references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import cast

from samspill.instrument.hint import hint
from samspill.instrument.toml_table import Problems, Table
from samspill.language import catalogue
from samspill.terms import Language, Text


class MappingTable(Table):
    """A table and the key of the group, site or organisation that it belongs to, told beside the path of each problem."""

    def __init__(self, values: dict[str, object], path: str, problems: Problems, label: str = "") -> None:
        super().__init__(values, path, problems)
        self._label = label

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that stand in the table."""
        return tuple(self._values)

    def note(self, code: str, name: str = "", /, **data: object) -> None:
        """Note a problem with a key of this table: ``group[3].size.nordby (larere)``."""
        self._problems.add(code, f"{self.at(name)} ({self._label})" if self._label else self.at(name), **data)

    def inner(self, name: str) -> MappingTable:
        """Take a table; one without keys where it is absent or something else."""
        value = self._take(name)
        if value is not None and not isinstance(value, dict):
            self.note("instrument.not_table", name)
        values = cast("dict[str, object]", value) if isinstance(value, dict) else {}
        return MappingTable(values, self.at(name), self._problems, self._label)

    def each(self, name: str) -> Iterator[MappingTable]:
        """Take a list of tables; their paths count from 1: ``group[3]``."""
        value = self._take(name)
        if value is not None and not isinstance(value, list):
            self.note("instrument.not_tables", name, name=name)
        for position, entry in enumerate(cast("list[object]", value) if isinstance(value, list) else [], start=1):
            if isinstance(entry, dict):
                values = cast("dict[str, object]", entry)
                label = values.get("key")
                path = self.at(f"{name}[{position}]")
                yield MappingTable(values, path, self._problems, label if isinstance(label, str) else "")
            else:
                self.note("instrument.not_table", f"{name}[{position}]")

    def day(self, name: str) -> date | None:
        """Take a date."""
        value = self._take(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.note("design.not_date", name)
        return None

    def days(self, name: str) -> tuple[date, ...]:
        """Take a list of dates, the earliest first."""
        entries = self.entries(name)
        found = (entries.day(entry) for entry in entries.names)
        return tuple(sorted({day for day in found if day is not None}))

    def phrase(self, name: str, *, required: bool = False, wait: bool = False) -> Text | None:
        """Take a text as it will stand in a sentence.

        Braces are let through: readiness shows the sentence that they break. ``wait`` lets an empty text through as well: what
        is still to be agreed is a finding, not a fault of the file.
        """
        value = self._take(name, required=required)
        if value is None:
            return None
        if isinstance(value, dict):
            text = self._by_language(name)
        elif isinstance(value, str):
            text = Text(self.words(name))
        else:
            self.note("instrument.not_text", name)
            return None
        if not wait and not any(text.has(language) for language in Language):
            self.note("instrument.empty", name)
            return None
        return text

    def written(self, name: str) -> Text | None:
        """Take a text that may wait; None where it is blank as well."""
        text = self.phrase(name, wait=True)
        return text if text is not None and any(map(text.has, Language)) else None

    def phrases(self, name: str) -> tuple[Text, ...]:
        """Take a list of such texts, the blank ones left out."""
        entries = self.entries(name)
        found = (entries.written(entry) for entry in entries.names)
        return tuple(text for text in found if text is not None)

    def entries(self, name: str) -> MappingTable:
        """Take a list as a table whose keys are ``name[1]``, ``name[2]`` …."""
        value = self._take(name)
        if value is not None and not isinstance(value, list):
            self.note("design.not_list", name)
        parts = cast("list[object]", value) if isinstance(value, list) else []
        values = {f"{name}[{position}]": part for position, part in enumerate(parts, start=1)}
        return MappingTable(values, self._path, self._problems, self._label)

    def holds_table(self, name: str) -> bool:
        """Tell whether a table stands under a key."""
        return isinstance(self._values.get(name), dict)

    def words(self, name: str) -> str:
        """Take a string that may be empty."""
        value = self._take(name)
        if not isinstance(value, str):
            self.note("instrument.not_string", name)
            return ""
        return (self._clean(value, name) or "") if value.strip() else ""

    def _by_language(self, name: str) -> Text:
        table = self.inner(name)
        for tag in table.names:
            if tag not in list(Language):
                self.note("instrument.unknown_language", f"{name}.{tag}", name=tag, languages=tuple(Language))
        return Text({tag: table.words(tag) for tag in table.names if tag in list(Language)})

    def refer(self, name: str, known: Iterable[str], kind: str, *, required: bool = False) -> str | None:
        """Take the key of something that stands elsewhere in the file; ``kind`` names a text below ``design.among``."""
        given = self.string(name, required=required)
        return self.among(name, given, known, kind) if given is not None else None

    def refer_all(self, name: str, known: Iterable[str], kind: str) -> tuple[str, ...]:
        """Take a list of such keys."""
        entries = self.entries(name)
        found = (entries.refer(entry, known, kind, required=True) for entry in entries.names)
        return tuple(dict.fromkeys(key for key in found if key is not None))

    def among(self, name: str, given: str, known: Iterable[str], kind: str) -> str | None:
        """Return a key if it is one of ``known``, else note it with what may have been meant."""
        known = tuple(known)
        if given in known:
            return given
        kinds = Text(cast("dict[str, str]", catalogue("design")[f"among.{kind}"]))
        self.note("design.unknown_reference", name, name=given, among=kinds, hint=hint(given, known))
        return None
