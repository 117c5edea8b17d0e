"""A file in memory is read as one on the disk, and is written nowhere."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from samspill.errors import FileError
from samspill.tabular.held import Held
from samspill.tabular.open_file import TEXT_ENDINGS, open_sheet
from samspill.tabular.sheet import ROW

TEXT = 'Navn;E-post\nÅse Ærlig;ase@eksempel.no\n\n"Ola ""Ola\'n"" Nordmann, Drift";ola@eksempel.no\n'
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le")


def anything(_headings: object) -> bool:
    return True


def workbook(*rows: tuple[str, ...]) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return target.getvalue()


def cells(held: Held) -> list[tuple[object, ...]]:
    return open_sheet(held, anything).cells.rows()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_in_memory_is_as_on_the_disk(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_bytes(TEXT.encode(encoding))
    before = set(tmp_path.iterdir())
    held = Held("liste.csv", TEXT.encode(encoding))
    assert cells(held) == [(2, "Åse Ærlig", "ase@eksempel.no"), (4, 'Ola "Ola\'n" Nordmann, Drift', "ola@eksempel.no")]
    assert open_sheet(path, anything).cells.equals(open_sheet(held, anything).cells)
    assert set(tmp_path.iterdir()) == before


def test_workbook_and_parquet_in_memory() -> None:
    book = workbook(("Navn", "E-post"), ("Åse", "ase@eksempel.no"))
    assert cells(Held("liste.xlsx", book)) == [(2, "Åse", "ase@eksempel.no")]
    target = BytesIO()
    pl.DataFrame({"Navn": ["Åse"]}).write_parquet(target)
    assert cells(Held("liste.parquet", target.getvalue())) == [(2, "Åse")]


def test_an_ending_that_is_not_taken_here_is_refused() -> None:
    with pytest.raises(FileError) as caught:
        open_sheet(Held("liste.xlsx", workbook(("Navn",))), anything, TEXT_ENDINGS)
    assert [(problem.code, problem.data["known"]) for problem in caught.value.problems] == [
        ("tabular.ending", ".csv, .tsv, .txt")
    ]


@pytest.mark.parametrize("first", ["version:v1.0", "version:v1.0,,", '"version:v1.0"'])
def test_a_version_line_stands_above_the_headings(first: str) -> None:
    sheet = open_sheet(Held("brukere.csv", f"{first}\nName [displayName],Department\nÅse,Skole\n".encode()), anything)
    assert (sheet.headings, sheet.heading_row) == (("Name [displayName]", "Department"), 2)
    assert sheet.cells[ROW].to_list() == [3]
    book = open_sheet(
        Held("brukere.xlsx", workbook((first.rstrip(","), ""), ("Name", "Department"), ("Åse", "Skole"))), anything
    )
    assert (book.headings, book.heading_row, book.cells.rows()) == (("Name", "Department"), 2, [(3, "Åse", "Skole")])
