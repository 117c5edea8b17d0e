"""Text files: separators, quotes, row numbers, and files that do not fit."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.errors import FileError
from samspill.tabular import delimited
from samspill.tabular.delimited import read_delimited
from samspill.tabular.sheet import ROW


@pytest.fixture
def table(written: Callable[..., Path]) -> Callable[[str | bytes], tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    def read(source: str | bytes) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
        sheet = read_delimited(written(source))
        return sheet.headings, sheet.cells.rows()

    return read


Table = Callable[[str | bytes], tuple[tuple[str, ...], list[tuple[object, ...]]]]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separator_is_found(table: Table, separator: str) -> None:
    text = "a;b;c\n1;2;3\n;5;\n".replace(";", separator)
    assert table(text) == (("a", "b", "c"), [(2, "1", "2", "3"), (3, None, "5", None)])


def test_semicolons_with_commas_inside_cells(table: Table) -> None:
    assert table("navn;gruppe, sted\nOla, Kari;Drift, Nord\nPer;SFO\n") == (
        ("navn", "gruppe, sted"),
        [(2, "Ola, Kari", "Drift, Nord"), (3, "Per", "SFO")],
    )


def test_decimal_commas_do_not_pass_for_separators(table: Table) -> None:
    assert table("a;b\n3,5;4,0\n2,5;1,0\n")[1] == [(2, "3,5", "4,0"), (3, "2,5", "1,0")]


def test_quotes_commas_and_line_breaks_inside_cells(table: Table) -> None:
    rows = 'navn,gruppe\n"Ola ""Ola\'n"" Nordmann, Drift",SFO\n"to\nlinjer",PPT\r\nsist,ppt\n'
    assert table(rows)[1] == [(2, 'Ola "Ola\'n" Nordmann, Drift', "SFO"), (3, "to\nlinjer", "PPT"), (5, "sist", "ppt")]


def test_empty_lines_are_passed_over_but_counted(table: Table) -> None:
    assert table("\n\na;b\n\n1;2\n;\n  ; \n3;4\n") == (("a", "b"), [(5, "1", "2"), (8, "3", "4")])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(table: Table, ending: str) -> None:
    assert table("a;b\n1;2\n3;4\n".replace("\n", ending))[1] == [(2, "1", "2"), (3, "3", "4")]


def test_hint_of_excel_decides(table: Table) -> None:
    assert table("sep=,\na,b;c\n1,2\n") == (("a", "b;c"), [(3, "1", "2")])


def test_marks_and_blanks_around_headings_go(table: Table) -> None:
    assert table("﻿﻿ a ; b \n1;2\n".encode())[0] == ("a", "b")


def test_signs_become_composed(table: Table) -> None:
    decomposed = "gruppe;b\nSå\u030amann;a\u030a\n"
    assert table(decomposed)[1][0][2] == "å"


def test_trailing_separators_of_a_spreadsheet_are_no_cells(table: Table) -> None:
    assert table("a;b;;\n1;2;;\n")[1] == [(2, "1", "2", None, None)]
    assert table("a;b\n1;2;;\n3;4\n")[1] == [(2, "1", "2"), (3, "3", "4")]


def problem(caught: pytest.ExceptionInfo[FileError]) -> list[tuple[str, int | None]]:
    return [(found.code, found.place.row) for found in caught.value.problems]


def test_ragged_rows_are_named_by_width(table: Table) -> None:
    with pytest.raises(FileError) as caught:
        table("a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3\n1;2\n")
    assert problem(caught) == [("tabular.ragged", 3), ("tabular.ragged", 4)]
    assert [found.data["cells"] for found in caught.value.problems] == [2, 4]


def test_a_quote_without_end_is_named_where_it_begins(table: Table) -> None:
    with pytest.raises(FileError) as caught:
        table('a;b\n1;2\n1;"2\n' + "1;2\n" * 100)
    assert problem(caught) == [("tabular.quotes", 3)]


def test_a_cell_without_end_is_refused_in_time(table: Table) -> None:
    started = time.process_time()
    with pytest.raises(FileError) as caught:
        table("a;b\n1;" + "x" * 3_000_000 + "\n")
    assert problem(caught) == [("tabular.quotes", 2)]
    assert time.process_time() - started < 2


def test_a_file_of_one_endless_line_is_refused(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 1000)
    with pytest.raises(FileError) as caught:
        table("a;b\n" + ";" * 5000)
    assert problem(caught) == [("tabular.quotes", 2)]


def test_too_many_columns_are_refused(table: Table) -> None:
    with pytest.raises(FileError) as caught:
        table(";".join(f"c{at}" for at in range(20_000)) + "\n")
    assert problem(caught) == [("tabular.too_many_columns", 1)]


def test_too_large_a_file_is_refused(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_BYTES", 10)
    with pytest.raises(FileError) as caught:
        table("a;b\n1;2\n3;4\n")
    assert problem(caught) == [("tabular.too_large", None)]


@pytest.mark.parametrize("text", ["\n\n", " \n", ";;\n;;\n"])
def test_a_file_without_content_is_empty(table: Table, text: str) -> None:
    with pytest.raises(FileError) as caught:
        table(text)
    assert problem(caught) == [("tabular.empty", None)]


def test_row_numbers_hold_over_blocks(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "ROWS_AT_A_TIME", 3)
    lines = ['"x\ny";1' if at % 4 == 0 else f"{at};1" for at in range(20)]
    text = "a;b\n" + "\n".join(lines) + "\n"
    _, rows = table(text)
    raw = text.split("\n")
    for row in rows:
        first = str(row[1]).split("\n")[0]
        assert raw[int(str(row[0])) - 1].lstrip('"').startswith(first)


def test_cells_are_named_by_position(written: Callable[..., Path]) -> None:
    assert read_delimited(written("a;b\n1;2\n")).cells.columns == [ROW, "0", "1"]


def test_one_column_is_one_column(table: Table) -> None:
    assert table("navn\nOla\n\nKari\n") == (("navn",), [(2, "Ola"), (4, "Kari")])
    assert table('"navn, gruppe"\n"Ola, Drift"\n') == (("navn, gruppe",), [(2, "Ola, Drift")])
