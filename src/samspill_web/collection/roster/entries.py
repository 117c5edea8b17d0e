"""From rows of cells to people: every wrong row is told with its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from samspill.errors import Place, Problem
from samspill.tabular.faults import ROWS_NAMED, rows_text
from samspill.tabular.sheet import shown
from samspill_web.collection.roster import cells
from samspill_web.collection.roster.columns import Column
from samspill_web.collection.roster.places import NOT_PART, Places, UnplacedError, Word
from samspill_web.collection.roster.reading import Table
from samspill_web.collection.roster.wave import Asking

LONGEST_NAME = 200

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says of one person. Empty fields, and None, say nothing."""

    rows: tuple[int, ...]
    name: str = ""
    email: str = ""
    phone: str = ""
    nodes: tuple[str, ...] = ()
    language: str = ""
    level: str = ""
    away_until: date | None = None
    nights: bool | None = None

    def __str__(self) -> str:
        return self.name or self.email or self.phone


@dataclass(slots=True)
class Faults:
    """What is wrong, or worth a word; equal things are told once with all their rows."""

    _found: dict[tuple[str, str, tuple[tuple[str, object], ...]], list[int]] = field(default_factory=dict)

    def add(self, code: str, rows: Iterable[int], column: str = "", **data: object) -> None:
        """Note something about some rows."""
        self._found.setdefault((code, column, tuple(data.items())), []).extend(rows)

    def problems(self) -> list[Problem]:
        """Return what was noted, as one goes down the file."""
        told: list[Problem] = []
        for (code, column, data), found in self._found.items():
            rows = sorted(set(found))
            fields = {**dict(data), "rows": rows_text(rows[:ROWS_NAMED], len(rows))}
            told.append(Problem(code, Place(row=rows[0], column=shown(column) or None), fields))
        return sorted(told, key=lambda problem: (problem.place.row or 0, problem.code))

    def rows(self) -> set[int]:
        """Return the rows that something was noted about."""
        return {row for rows in self._found.values() for row in rows}


@dataclass(slots=True)
class Understood:
    """What a file says.

    Parameters
    ----------
    entries : list of Entry
        One for each row that can be taken in.
    faults, notes : Faults
        What cannot be taken in; what is taken in otherwise than it stands there.
    words : dict of Word to int
        What the file calls groups, and in how many rows.
    unplaced : set of Word
        Those that stand for no group yet.
    not_part : list of int
        Rows of groups that somebody said are not asked.
    """

    entries: list[Entry] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    notes: Faults = field(default_factory=Faults)
    words: dict[Word, int] = field(default_factory=dict)
    unplaced: set[Word] = field(default_factory=set)
    not_part: list[int] = field(default_factory=list)


def understand(table: Table, columns: Sequence[str], places: Places, asking: Asking, everybody: str = "") -> Understood:
    """Return what a table says, if its columns say what was chosen.

    Parameters
    ----------
    table : Table
    columns : sequence of str
        What each column says; "" for nothing that is asked for.
    places : Places
    asking : Asking
    everybody : str
        The group of rows that name none.
    """
    at = {Column(each): place for place, each in enumerate(columns) if each}
    found = Understood()
    for row, line in table.lines:
        _Line(row, {column: line[place] for column, place in at.items()}, table.headings, at, found).take(
            places, asking, everybody
        )
    return found


class _Line:
    """One row, as far as it is understood."""

    def __init__(
        self, row: int, line: dict[Column, str], headings: Sequence[str], at: dict[Column, int], found: Understood
    ) -> None:
        self._row, self._line, self._headings, self._at, self._found = row, line, headings, at, found
        self._wrong = False

    def take(self, places: Places, asking: Asking, everybody: str) -> None:
        node = self._node(places, everybody)
        if node == NOT_PART:
            self._found.not_part.append(self._row)
            return
        entry = Entry(
            (self._row,),
            name=self._name(),
            email=self._value(Column.EMAIL, cells.email_of, ""),
            phone=self._phone(asking.phones),
            nodes=(node,),
            language=self._language(asking),
            level=self._value(Column.LEVEL, cells.level_of, ""),
            away_until=self._value(Column.AWAY, cells.day_of, None),
            nights=self._value(Column.NIGHTS, cells.nights_of, None),
        )
        if not self._wrong and not str(entry):
            self._fault("roster.nobody_there")
        if not self._wrong:
            self._found.entries.append(entry)

    def _node(self, places: Places, everybody: str) -> str:
        word = Word(self._line.get(Column.GROUP, ""), self._line.get(Column.SITE, ""))
        if not word.group and everybody:
            return everybody
        if not word.group:
            self._fault("roster.no_group")
            return ""
        self._found.words[word] = self._found.words.get(word, 0) + 1
        try:
            return places.node(word)
        except UnplacedError as error:
            self._found.unplaced.add(word)
            self._fault(error.code, Column.GROUP, value=shown(str(word)))
            return ""

    def _name(self) -> str:
        parts = (self._line.get(Column.FIRST, ""), self._line.get(Column.LAST, ""))
        name = " ".join(filter(None, parts)) or self._line.get(Column.NAME, "")
        if len(name) > LONGEST_NAME:
            self._fault("roster.name_long", value=shown(name), most=LONGEST_NAME)
        return name

    def _phone(self, phones: cells.Phones) -> str:
        try:
            return self._value(Column.PHONE, phones.mobile, "")
        except cells.LandlineError:
            self._note("roster.landline", Column.PHONE)
            return ""

    def _language(self, asking: Asking) -> str:
        language = self._value(Column.LANGUAGE, cells.language_of, None)
        if language is None or language in asking.mapping.languages:
            return language or ""
        self._note("roster.language_not_offered", Column.LANGUAGE)
        return ""

    def _value(self, column: Column, read: Callable[[str], Value], nothing: Value) -> Value:
        text = self._line.get(column, "")
        if not text:
            return nothing
        try:
            return read(text)
        except cells.TwoAddressesError:
            self._fault("roster.email_two", column, value=shown(text))
        except cells.LandlineError:
            raise
        except ValueError:
            self._fault(WRONG[column], column, value=shown(text))
        return nothing

    def _fault(self, code: str, column: Column | None = None, **data: object) -> None:
        self._wrong = True
        self._found.faults.add(code, (self._row,), self._heading(column), **data)

    def _note(self, code: str, column: Column) -> None:
        self._found.notes.add(code, (self._row,), self._heading(column), value=shown(self._line[column]))

    def _heading(self, column: Column | None) -> str:
        return "" if column is None else self._headings[self._at[column]]


WRONG = {
    Column.EMAIL: "roster.email_wrong",
    Column.PHONE: "roster.phone_wrong",
    Column.LANGUAGE: "roster.language_wrong",
    Column.LEVEL: "roster.level_wrong",
    Column.AWAY: "roster.away_wrong",
    Column.NIGHTS: "roster.nights_wrong",
}
