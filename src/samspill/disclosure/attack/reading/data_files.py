"""Tables of data files: text with separators, Excel, Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO

from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import MOST_CELLS, Content, Table, sheet_tables, written
from samspill.disclosure.attack.reading.words import plain
from samspill.errors import Place, SamspillError
from samspill.tabular.delimited import SEPARATORS
from samspill.tabular.encoding import encoding_of
from samspill.tabular.panics import damaged_if_it_panics
from samspill.tabular.zip_guard import guard

MOST_BYTES = 200_000_000
LINES_LOOKED_AT = 50
LONGEST_FIELD = 1_000_000


def read_text_table(source: Source) -> Content:
    """Read a text file of separated values: the separator under which most lines are equally wide, wider ones first."""
    if source.path.stat().st_size > MOST_BYTES:
        raise UnreadableError
    text = source.path.read_text(encoding=encoding_of(source.path, source.name)).lstrip("\ufeff")
    lines = text.splitlines()
    hint = lines[0].strip().casefold() if lines else ""
    skip = 1 if hint.startswith("sep=") else 0
    separator = hint[4:5] if skip and hint[4:5] else _separator(lines)
    csv.field_size_limit(LONGEST_FIELD)
    whole = StringIO(text, newline="")
    for _ in range(skip):
        whole.readline()
    rows = [[_unmarked(plain(cell)) for cell in row] for row in csv.reader(whole, delimiter=separator)]
    tables = sheet_tables("", rows, _stem(source.name), 1 + skip)
    return Content(source.name, tuple(tables), tuple(_alone(rows)) if tables else tuple(lines[:LINES_LOOKED_AT]))


def _separator(lines: list[str]) -> str:
    looked = [line for line in lines[:LINES_LOOKED_AT] if line.strip()]

    def fit(separator: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(looked, delimiter=separator)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths) if widths and usual > 1 else 0.0), usual

    return max(SEPARATORS, key=fit)


def _unmarked(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def read_workbook(source: Source) -> Content:
    """Read all sheets of an Excel workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    guard(source.path, source.name)
    tables, texts = list[Table](), list[str]()
    try:
        # The reader's stub leaves the type of paths open.
        with damaged_if_it_panics(Place(file=source.name)), CalamineWorkbook.from_path(str(source.path)) as book:  # pyright: ignore[reportUnknownMemberType]
            for title in book.sheet_names:
                sheet = book.get_sheet_by_name(title)
                start = sheet.start or (0, 0)
                rows = [[written(cell) for cell in row] for row in sheet.to_python()]
                tables += [replace(table, binary=True) for table in sheet_tables(title, rows, title, start[0] + 1)]
                texts += _alone(rows)
    except (CalamineError, OSError, UnicodeError) as error:
        raise UnreadableError from error
    return Content(source.name, tuple(tables), tuple(texts))


def _alone(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the texts that stand alone in their rows."""
    for row in rows:
        filled = [cell for cell in row if cell]
        if len(filled) == 1:
            yield filled[0]


def read_parquet(source: Source) -> Content:
    """Read a Parquet file."""
    import polars as pl

    try:
        with damaged_if_it_panics(Place(file=source.name)):
            frame = pl.scan_parquet(source.path)
            schema = frame.collect_schema()
            if len(schema) * int(frame.select(pl.len()).collect().item()) > MOST_CELLS:
                raise UnreadableError
            rows = frame.collect().rows()
    except (pl.exceptions.PolarsError, OSError, ValueError, SamspillError) as error:
        raise UnreadableError from error
    table = Table(
        "", tuple(map(plain, schema)), tuple(tuple(map(written, row)) for row in rows), _stem(source.name), binary=True
    )
    return Content(source.name, (table,))
