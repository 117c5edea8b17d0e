"""One reading of every table, whatever format it stands in: which numbers it tells, of whom, and of how many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samspill.disclosure.attack.reading.columns import Columns, columns
from samspill.disclosure.attack.reading.figures import (
    ANY_NUMBER,
    Figure,
    People,
    bound_of,
    decimals,
    figure,
    people,
    share,
    state_of,
    whole,
    width,
)
from samspill.disclosure.attack.reading.names import Names
from samspill.disclosure.attack.reading.subjects import subjects_of
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.wave import wave_in
from samspill.disclosure.attack.reading.who import Subjects, Who, rows_by_who
from samspill.disclosure.attack.reading.wide import long_tables
from samspill.disclosure.attack.reading.words import folded, listed
from samspill.disclosure.attack.told import Kind, Number, Place, Portion

INDEX = "index"
FIRST_BAND = 5, 9
SHARES = ("no_contact", "wanted", "dont_know")


@dataclass(frozen=True, slots=True)
class Reading:
    """A table with what its columns are."""

    content: Content
    table: Table
    there: Columns
    names: Names
    finest: int | None
    """Decimals of the number with the most, where nobody chose how many to write: "4" beside "3.25" is 4.00."""
    wave: int
    subjects: Subjects
    k: int

    def place(self, row: int) -> Place:
        """Return where a row stands."""
        return Place(self.content.file, self.table.place(row))


def numbers_of(content: Content, names: Names, k: int) -> Iterator[Number]:
    """Yield every number about answers in a file, and every place where one is left out; ``k`` people stand behind each."""
    for reading in _readings(content, names, k):
        if "value" in reading.there and not {"since", "statistic"} & set(reading.there.places):
            yield from _numbers(reading)


def portions_of(content: Content, names: Names) -> Iterator[Portion]:
    """Yield every share of people in a file."""
    for reading in _readings(content, names, FIRST_BAND[0]):
        if "share" in reading.there and ("code" in reading.there or "item" in reading.there):
            yield from _choices(reading)
        elif "share" in reading.there:
            yield from _percentages(reading)
        elif any(kind in reading.there for kind in SHARES):
            yield from _shares(reading)


def _readings(content: Content, names: Names, k: int) -> Iterator[Reading]:
    of_file, subjects = wave_in(content.texts), subjects_of(content, names)
    for whole_table in content.tables:
        for table in long_tables(whole_table):
            there = columns(table.header)
            wave = wave_in((table.title, table.above)) or of_file or 1
            yield Reading(content, table, there, names, _finest(table, there), wave, subjects, k)


def _finest(table: Table, there: Columns) -> int | None:
    if there.own or "value" not in there:
        return None
    found = [figure(cell) for cell in table.column(there.places["value"])]
    return max((one.decimals for one in found if one), default=None)


def _numbers(reading: Reading) -> Iterator[Number]:
    for row, who in rows_by_who(reading.table, reading.there, reading.names, reading.subjects):
        if found := _number(reading, row, who):
            yield found


def _number(reading: Reading, row: int, who: Who) -> Number | None:
    cells, there = reading.table.rows[row], reading.there
    shown, counted = figure(there.of(cells, "value")), _people(reading, cells)
    if shown is None and not _is_left_out(there, cells, counted):
        return None
    spread = figure(there.of(cells, "sd"))
    return Number(
        reading.place(row),
        who.kind,
        whole(there.of(cells, "wave")) or reading.wave,
        who.rater,
        who.target or _context(reading, who),
        reading.names.measure(there.of(cells, "measure", "measure_name") or INDEX),
        shown.value if shown else None,
        bound=(shown.bound or bound_of(there.of(cells, "bound"))) if shown else None,
        people=counted or ANY_NUMBER,
        written=_width(shown, reading.finest) if shown else 1e-9,
        sd=spread.value if spread and shown else None,
        sd_written=width(decimals(there.of(cells, "sd"))) if spread else 1e-9,
    )


def _context(reading: Reading, who: Who) -> str:
    """Return the words over a table in place of a group that is rated, where none is named: other tables speak of others."""
    named = "target" in reading.there or who.kind not in {Kind.CELL, Kind.TOTAL}
    return "" if named else reading.content.speaks_of(reading.table)


def _width(shown: Figure, finest: int | None) -> float:
    return width(max(shown.decimals, finest or 0))


def _people(reading: Reading, cells: tuple[str, ...]) -> People | None:
    there = reading.there
    counted = people(there.of(cells, "n")) or people(there.of(cells, "people"))
    # Documentation: the code of the first band stays the same where its owner lets it begin at four.
    return (min(reading.k, FIRST_BAND[0]), FIRST_BAND[1]) if there.own and counted == FIRST_BAND else counted


def _is_left_out(there: Columns, cells: tuple[str, ...], counted: People | None) -> bool:
    """Tell whether a row shows that there is a number without telling it."""
    state, shown = there.of(cells, "state"), folded(there.of(cells, "value").split("\n", 1)[0])
    if state_of(state) == "no_tie" or folded(there.of(cells, "mark"))[:1] in listed("needless"):
        return False
    # A reason in words that are not known is a reason all the same.
    return counted is not None or bool(state) or shown in listed("no_number")


def _choices(reading: Reading) -> Iterator[Portion]:
    there = reading.there
    for row, cells in enumerate(reading.table.rows):
        if (found := share(there.of(cells, "share"))) is None:
            continue
        code = there.of(cells, "code", "code_name")
        unit = reading.names.unit(there.of(cells, "unit", "rater")) if there.of(cells, "unit", "rater") else ""
        what = f"{there.of(cells, 'item', 'item_name')}={whole(code) if whole(code) is not None else code}"
        yield _portion(reading, row, unit, "", what, found)


def _percentages(reading: Reading) -> Iterator[Portion]:
    """Yield the shares of a table of groups, "Satisfied (%)"; what they are shares of stands in the heading."""
    there, heading = reading.there, reading.table.header[reading.there.places["share"]]
    for row, who in rows_by_who(reading.table, there, reading.names, reading.subjects):
        text = there.of(reading.table.rows[row], "share")
        if found := share(text) or share(f"{text} %"):
            yield _portion(reading, row, who.rater, who.target, folded(heading), found)


def _shares(reading: Reading) -> Iterator[Portion]:
    there, seen = reading.there, set[tuple[str, ...]]()
    for row, cells in enumerate(reading.table.rows):
        pair = reading.names.unit(there.of(cells, "rater")), reading.names.unit(there.of(cells, "target"))
        for what in SHARES:
            found = share(there.of(cells, what))
            if found and (there.of(cells, "wave"), *pair, what) not in seen:
                seen.add((there.of(cells, "wave"), *pair, what))
                yield _portion(reading, row, *pair, what, found)


def _portion(reading: Reading, row: int, unit: str, target: str, what: str, found: tuple[float, float]) -> Portion:
    cells = reading.table.rows[row]
    wave = whole(reading.there.of(cells, "wave")) or reading.wave
    counted = people(reading.there.of(cells, "n")) or ANY_NUMBER
    return Portion(reading.place(row), wave, unit, target, what, *found, people=counted)
