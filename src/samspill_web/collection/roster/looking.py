"""A file looked at: what its columns say, who would be added or changed, what is wrong. Nothing is kept by looking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from samspill.errors import Problem
from samspill_web.collection.models import Person
from samspill_web.collection.roster.cells import is_email
from samspill_web.collection.roster.columns import Column, proposed
from samspill_web.collection.roster.entries import Entry, Understood, understand
from samspill_web.collection.roster.merging import Outcome, brought_together, compared
from samspill_web.collection.roster.places import NOT_PART, Places, UnplacedError, Word
from samspill_web.collection.roster.reading import Table
from samspill_web.collection.roster.wave import Asking
from samspill_web.collection.roster.words import letters


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is to be read.

    Parameters
    ----------
    columns : tuple of str
        What each column says; "" for nothing that is asked for.
    places : dict of str to str
        Which group a word stands for, by the word's key.
    everybody : str
        The group of rows that name none; "" for none.
    """

    columns: tuple[str, ...]
    places: dict[str, str] = field(default_factory=dict)
    everybody: str = ""


@dataclass(frozen=True)
class Look:
    """What a file would do."""

    table: Table
    choice: Choice
    places: Places
    understood: Understood
    entries: list[Entry]
    outcome: Outcome

    @cached_property
    def problems(self) -> list[Problem]:
        """What cannot be taken in."""
        return self.understood.faults.problems()

    @cached_property
    def notes(self) -> list[Problem]:
        """What is taken in otherwise than it stands there."""
        return self.understood.notes.problems()

    @property
    def left_out(self) -> int:
        """How many rows would be left out."""
        return len(self.understood.faults.rows())

    @cached_property
    def words(self) -> list[Word]:
        """The words that need a choice, or were chosen for: the most frequent first."""
        asked = {word for word in self.understood.words if word in self.understood.unplaced or word.key in self.choice.places}
        return sorted(asked, key=lambda word: (word not in self.understood.unplaced, -self.understood.words[word], word.key))

    @cached_property
    def digest(self) -> str:
        """The mark of what was seen: who stores must have seen just this."""
        outcome = self.outcome
        seen = (
            [repr(entry) for entry in outcome.added],
            [(change.person.pk, repr(change.fields)) for change in outcome.changed],
            sorted(person.pk for person in outcome.unchanged),
            sorted(self.understood.faults.rows()),
        )
        return sha256(repr(seen).encode()).hexdigest()


def first_choice(table: Table, asking: Asking, remembered: Mapping[str, Mapping[str, str]]) -> Choice:
    """Return how a file is read before anybody has chosen: as the last one was, else by its headings and cells."""
    places = dict(remembered.get("places", {}))
    known = Places(asking, places)

    def is_group(cell: str) -> bool:
        try:
            return known.node(Word(cell)) != NOT_PART
        except UnplacedError as error:
            return error.code in {"roster.site_wanted", "roster.group_not_asked", "roster.group_not_yours"}

    looks = {Column.EMAIL: is_email, Column.PHONE: lambda cell: asking.phones.read(cell) is not None, Column.GROUP: is_group}
    cells = [table.column(at) for at in range(len(table.headings))]
    columns = proposed(table.headings, cells, remembered.get("columns", {}), looks)
    only = str(asking.nodes[0]) if len(asking.nodes) == 1 and Column.GROUP not in columns else ""
    return Choice(columns, places, only)


def look(table: Table, choice: Choice, asking: Asking, people: Sequence[Person]) -> Look:
    """Return what a file would do to the list."""
    places = Places(asking, choice.places)
    understood = understand(table, choice.columns, places, asking, choice.everybody)
    entries = brought_together(understood, asking)
    outcome = compared(entries, people, asking)
    return Look(table, choice, places, understood, entries, outcome)


def to_remember(table: Table, choice: Choice, before: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return what is kept of a choice for the next file: headings and words for groups, and nothing of the people."""
    columns = {letters(heading): said for heading, said in zip(table.headings, choice.columns, strict=True) if letters(heading)}
    return {
        "columns": {**before.get("columns", {}), **columns},
        "places": {**before.get("places", {}), **choice.places},
    }
