"""Excel workbooks: values, sheets, row numbers, and workbooks made to harm."""

from __future__ import annotations

import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from samspill.errors import FileError, Problem
from samspill.ratings.table import Ratings
from samspill.tabular.workbook import read_workbook
from samspill.tabular.zip_guard import MOST_BYTES

Read = Callable[..., Ratings]
Places = Callable[..., list[tuple[str, int | None, str | None]]]
HEADINGS = ("respondent", "rater_group", "target_group", "respect")
ROWS = [HEADINGS, ("a", "larere", "ppt", 4), ("b", "Lærere", "sfo", "?")]


def workbook(*sheets: tuple[str, int, list[tuple[object, ...]]]) -> bytes:
    """Return a workbook of sheets given by name, first row (from 0) and cells; a text that begins with = is a formula."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, first, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(first + at, 0, row)
    return target.getvalue()


def changed(book: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return a workbook with every part changed."""
    target = BytesIO()
    with ZipFile(BytesIO(book)) as source, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in source.infolist():
            archive.writestr(part.filename, change(part.filename, source.read(part)))
    return target.getvalue()


def sheet_changed(book: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook with its first sheet changed."""

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        assert old in content
        return content.replace(old, new)

    return changed(book, change)


@pytest.fixture
def codes_of(written: Callable[..., Path]) -> Callable[[bytes], list[str]]:
    """Return the codes of the problems of a workbook, which must be told quickly and without much memory."""

    def run(book: bytes) -> list[str]:
        path = written(book, "svar.xlsx")
        started = time.process_time()
        tracemalloc.start()
        with pytest.raises(FileError) as caught:
            read_workbook(path, lambda headings: "respondent" in headings)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.process_time() - started < 10
        assert peak < 200_000_000
        return [problem.code for problem in caught.value.problems]

    return run


def test_a_workbook_reads_like_its_text_file(ratings_of: Read) -> None:
    text = "\n".join(";".join(map(str, row)) for row in ROWS)
    assert_frame_equal(ratings_of(workbook(("Ark1", 0, ROWS)), "svar.xlsx").frame, ratings_of(text).frame)


def test_rows_are_numbered_as_the_spreadsheet_shows_them(places_of: Places) -> None:
    rows = [*ROWS, (), ("c", "larere", "ppt", 9)]
    assert places_of(workbook(("Ark1", 3, rows)), "svar.xlsx") == [("code_outside", 8, "respect")]


def test_the_first_sheet_with_known_headings_is_read_and_named(
    ratings_of: Read, problems_of: Callable[..., list[Problem]]
) -> None:
    book = workbook(("Om", 0, [("Les dette først",)]), ("Svar", 0, ROWS), ("Gamle", 0, ROWS))
    assert ratings_of(book, "svar.xlsx").source == "svar.xlsx [Svar]"
    wrong = workbook(("Om", 0, [("Les dette først",)]), ("Svar", 0, [*ROWS, ("c", "larere", "ppt", 9)]))
    (found,) = problems_of(wrong, "svar.xlsx")
    assert found.place.file == "svar.xlsx [Svar]"


def test_formulas_are_values_and_never_computed(ratings_of: Read, places_of: Places) -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("a", "larere", "ppt"))
        sheet.write_formula(1, 3, '=WEBSERVICE("http://127.0.0.1:9/")', value=4)
        sheet.write_row(2, 0, ("b", "larere", "ppt"))
        sheet.write_formula(2, 3, "=cmd|' /C calc'!A0", value="=cmd")
    assert places_of(target.getvalue(), "svar.xlsx") == [("code_outside", 3, "respect")]
    fixed = sheet_changed(target.getvalue(), b"<v>=cmd</v>", b"<v>5</v>")
    assert ratings_of(fixed, "svar.xlsx").frame["respect"].to_list() == [4.0, 5.0]


def test_numbers_dates_and_booleans_become_text(written: Callable[..., Path]) -> None:
    book = workbook(("Ark1", 0, [("a", "b", "c", "d"), (4, 3.5, True, 1e15), (12345678901, -0.1, False, "")]))
    cells = read_workbook(written(book, "x.xlsx"), lambda _: True).cells
    assert cells.rows() == [(2, "4", "3.5", "true", "1000000000000000"), (3, "12345678901", "-0.1", "false", None)]


def test_a_date_is_no_code(places_of: Places) -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("a", "larere", "ppt"))
        sheet.write_datetime(1, 3, date(2026, 4, 3), book.add_format({"num_format": "dd.mm.yyyy"}))
    assert places_of(target.getvalue(), "svar.xlsx") == [("code_outside", 2, "respect")]


def test_an_error_value_is_not_a_skipped_answer(problems_of: Callable[..., list[Problem]]) -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("a", "larere", "ppt"))
        sheet.write_formula(1, 3, "=1/0", value="#DIV/0!")
    (found,) = problems_of(target.getvalue(), "svar.xlsx")
    assert (found.code, found.data["cell"]) == ("tabular.cell_error", "D2")


def test_empty_workbooks(places_of: Places) -> None:
    assert places_of(workbook(("Ark1", 0, [])), "svar.xlsx") == [("empty", None, None)]
    assert places_of(workbook(("Ark1", 0, [HEADINGS])), "svar.xlsx") == [("no_rows", 1, None)]


def test_two_far_cells_are_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    far = sheet_changed(workbook(("Ark1", 0, ROWS)), b'r="D3"', b'r="XFD1048576"')
    assert codes_of(far) == ["tabular.too_many_cells"]


def test_far_rows_and_wide_cells_without_references_are_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    wide = b'<row r="1048576">' + b"<c><v>1</v></c>" * 16_000 + b"</row></sheetData>"
    assert codes_of(sheet_changed(workbook(("Ark1", 0, ROWS)), b"</sheetData>", wide)) == ["tabular.too_many_cells"]


def test_empty_styled_cells_at_the_end_of_a_sheet_are_harmless(ratings_of: Read) -> None:
    tail = b'<row r="1048576" spans="1:4"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
    book = sheet_changed(workbook(("Ark1", 0, ROWS)), b"</sheetData>", tail)
    assert ratings_of(book, "svar.xlsx").frame.height == 2


def test_cells_without_references_are_read(ratings_of: Read) -> None:
    plain = workbook(("Ark1", 0, ROWS))
    for reference in (b' r="A2"', b' r="B2"', b' r="C2"', b' r="D2"'):
        plain = sheet_changed(plain, reference, b"")
    assert ratings_of(plain, "svar.xlsx").frame.height == 2


def test_a_part_that_unpacks_to_gigabytes_is_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    target = BytesIO(workbook(("Ark1", 0, ROWS)))
    with ZipFile(target, "a", ZIP_DEFLATED) as archive, archive.open("xl/worksheets/sheet2.xml", "w") as part:
        for _ in range(MOST_BYTES // 1_000_000 + 1):
            part.write(b"<!--" + b" " * 999_993 + b"-->")
    assert codes_of(target.getvalue()) == ["tabular.bomb"]


def test_a_part_that_lies_about_its_size_is_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b"<!--" + b" " * 999_993 + b"-->"
    packed = b"".join(deflate.compress(block) for _ in range(MOST_BYTES // 1_000_000 + 1)) + deflate.flush()
    target = BytesIO(workbook(("Ark1", 0, ROWS)))
    with ZipFile(target, "a") as archive:
        archive.writestr("xl/media/picture.bin", packed)
    book = target.getvalue()
    # The part is stored; call it deflated and ten bytes long in both of its headers.
    stored, lying = bytes(2), (8).to_bytes(2, "little")
    central = book.rindex(b"PK\x01\x02")
    local = int.from_bytes(book[central + 42 : central + 46], "little")
    patched = bytearray(book)
    assert patched[local + 8 : local + 10] == stored
    patched[local + 8 : local + 10] = patched[central + 10 : central + 12] = lying
    patched[local + 22 : local + 26] = patched[central + 24 : central + 28] = (10).to_bytes(4, "little")
    assert codes_of(bytes(patched)) == ["tabular.bomb"]


def test_a_long_text_that_many_cells_share_is_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":
            runs = b"<si>" + b"<r><t>xxxxxxxxxx</t></r>" * 100_000 + b"</si></sst>"
            return content.replace(b"</sst>", runs)
        if name == "xl/worksheets/sheet1.xml":
            cells = b"".join(b'<c r="A%d" t="s"><v>8</v></c>' % row for row in range(5, 5000))
            return content.replace(b"</sheetData>", b'<row r="5">' + cells + b"</row></sheetData>")
        return content

    assert codes_of(changed(workbook(("Ark1", 0, ROWS)), change)) == ["tabular.long_texts"]


def test_entities_are_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    kinds = b'?>\n<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        return content.replace(b"?>", kinds, 1).replace(b"<t>larere</t>", b"<t>&b;&c;</t>")

    assert codes_of(changed(workbook(("Ark1", 0, ROWS)), change)) == ["tabular.damaged"]


def test_encodings_that_hide_tags_are_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.decode().encode("utf-16") if name == "xl/worksheets/sheet1.xml" else content

    assert codes_of(changed(workbook(("Ark1", 0, ROWS)), change)) == ["tabular.damaged"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04 but no more", "tabular.damaged"),
        (b"not a workbook at all", "tabular.damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "tabular.locked"),
    ],
)
def test_other_things_called_workbook(codes_of: Callable[[bytes], list[str]], content: bytes, expected: str) -> None:
    assert codes_of(content) == [expected]


def test_other_kinds_of_workbooks_are_refused(codes_of: Callable[[bytes], list[str]]) -> None:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    assert codes_of(target.getvalue()) == ["tabular.damaged"]


def test_a_workbook_cut_short_is_damaged(codes_of: Callable[[bytes], list[str]]) -> None:
    whole = workbook(("Ark1", 0, ROWS))
    assert codes_of(whole[: len(whole) // 2]) == ["tabular.damaged"]
