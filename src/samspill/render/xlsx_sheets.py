"""Sheets of the workbook: every text inert, numbers as numbers, a named table with a frozen header."""

# xlsxwriter carries no types.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from samspill.render.safe_text import fitting, is_formula, one_line, safe
from samspill.reporting.charts.palette import FONT, HAIR, INK, MUTED, QUIET

# Excel refuses longer cells; it counts halves of a character pair.
CELL_BYTES = 2 * 32_767
NARROWEST, WIDEST = 9, 44
A4 = 9
# Heights in points; Excel lets a row be 409 high.
LINE, AIR, TALLEST = 15, 3, 27
# Room for the button that opens the filter.
BUTTON = 3

Value = str | float | int | None


@dataclass(frozen=True)
class Looks:
    """The formats of a workbook. Each look of a text has a twin that keeps a text a text when somebody edits its cell."""

    formats: Mapping[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> Looks:
        """Add the formats to a workbook."""
        text = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
        number = {**text, "num_format": "0.0#", "align": "right", "indent": 1}
        mark = {**text, "align": "center", "valign": "vcenter", "font_size": 14, "border": 1, "border_color": HAIR}
        looks: dict[str, Mapping[str, object]] = {
            "text": {**text, "text_wrap": True},
            "whole": {**number, "num_format": "0", "align": "left"},
            "number": number,
            "title": {**text, "font_size": 20, "bold": True},
            "heading": {**text, "font_size": 13, "bold": True},
            "quiet": {**text, "font_color": MUTED, "text_wrap": True},
            "header": {**text, "bold": True, "text_wrap": True, "bottom": 1},
            "side": {**text, "bold": True},
            "mark": mark,
            "needed": {**mark, "border": 2, "border_color": INK},
            "own": {**mark, "bg_color": QUIET},
            "own_needed": {**mark, "bg_color": QUIET, "border": 2, "border_color": INK},
        }
        plain = {name: book.add_format(look) for name, look in looks.items()}
        kept = {f"{name}_kept": book.add_format({**look, "quote_prefix": True}) for name, look in looks.items()}
        return cls({**plain, **kept})

    def __getitem__(self, name: str) -> Format:
        return self.formats[name]

    def of_text(self, name: str, text: str) -> Format:
        """Return a look for a text, the twin where the text would be a formula if typed."""
        return self.formats[f"{name}_kept" if is_formula(text) else name]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and its values; None is an empty cell, never a zero."""

    heading: str
    values: Sequence[Value]

    @cached_property
    def width(self) -> int:
        """Width in characters."""
        longest = max((len(line) for value in self.values if value is not None for line in str(value).split("\n")), default=0)
        words = max((len(word) for word in self.heading.split()), default=0) + BUTTON
        return min(max(longest + 2, words, NARROWEST), WIDEST)

    def lines(self, row: int) -> int:
        """Return how many lines a row takes in this column, row 0 the heading; at most as many as Excel lets a row have."""
        width = self.width - (0 if row else BUTTON)
        text = str(self.values[row - 1] if row else self.heading)
        return min(sum(1 + len(line) // (width + 1) for line in text.split("\n")), TALLEST)


def write_text(sheet: Worksheet, row: int, column: int, text: str, looks: Looks, look: str = "text") -> None:
    """Write a text that stays a text, whatever it looks like; cut where Excel would refuse the cell."""
    clean = fitting(safe(text), CELL_BYTES, "utf-16-le")
    sheet.write_string(row, column, clean, looks.of_text(look, clean))


def write_table(book: Workbook, looks: Looks, name: str, key: str, columns: Iterable[Column]) -> bool:
    """Add a sheet with one table from its first cell on; tell whether there was anything to write."""
    columns = [column for column in columns if any(value is not None for value in column.values)]
    if not columns:
        return False
    sheet = book.add_worksheet(name)
    rows = len(columns[0].values)
    headings = [{"header": one_line(column.heading), "header_format": looks["header"]} for column in columns]
    options = {"name": key, "columns": headings, "style": "Table Style Light 1", "banded_rows": True}
    sheet.add_table(0, 0, rows, len(columns) - 1, options)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        for row, value in enumerate(column.values, start=1):
            _write(sheet, row, place, value, looks)
    for row in range(rows + 1):
        sheet.set_row(row, LINE * max(column.lines(row) for column in columns) + AIR)
    sheet.freeze_panes(1, 0)
    as_printed(sheet)
    sheet.repeat_rows(0)
    return True


def as_printed(sheet: Worksheet) -> None:
    """Set a sheet up for A4 paper, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Worksheet, row: int, column: int, value: Value, looks: Looks) -> None:
    if isinstance(value, str):
        write_text(sheet, row, column, value, looks)
    elif value is not None:
        sheet.write_number(row, column, value, looks["whole" if isinstance(value, int) else "number"])
