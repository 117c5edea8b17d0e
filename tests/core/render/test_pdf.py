"""The PDF is accessible, archivable, safe and the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from samspill.errors import RenderError
from samspill.language import problem_text
from samspill.render import pdf as pdf_module
from samspill.render.paper_text import BORROWED, DRAWN, drawable
from samspill.render.pdf import render
from samspill.reporting.document import Chart, KeyLines, Kind, Paragraph, Questions, Report, Section, Table
from samspill.terms import Language

FONTS = Path(pdf_module.__file__).with_name("fonts")


def squeezed(text: str) -> str:
    """Hyphens, breaks and spaces are the layout's; compare what is left."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)


@pytest.fixture(scope="module")
def cached() -> dict[str, bytes]:
    return {}


@pytest.fixture
def made(made_up_report: Report, cached: dict[str, bytes]) -> bytes:
    """The made-up report, rendered once for all tests of this file."""
    return cached.setdefault("made", render(made_up_report))


def test_language_title_and_claims(made: bytes, made_up_report: Report, pdf_reading: ModuleType) -> None:
    file, _ = pdf_reading.read(made)
    assert str(file.Root.Lang) == "nb"
    assert bool(file.Root.MarkInfo.Marked)
    assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
    with file.open_metadata() as metadata:
        assert metadata["dc:title"] == made_up_report.title
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"


def test_pdfua_finds_nothing(made: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(made)
    checked = subprocess.run(
        [Path(sys.executable).with_name("pdfua"), "check", file], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert "PASS (no findings)" in checked.stdout


def test_headings_are_those_of_the_sections_in_order_and_skip_no_level(
    made: bytes, made_up_report: Report, pdf_reading: ModuleType
) -> None:
    _, tree = pdf_reading.read(made)
    headings = tree.all("H1", "H2", "H3", "H4")
    tops = [heading.text for heading in headings if heading.kind == "H1"]
    expected = [section.heading for section in made_up_report.sections if section.parent is None]
    assert [squeezed(text) for text in tops] == [squeezed(drawable(text)) for text in expected]
    levels = [int(heading.kind[1]) for heading in headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_follow_the_headings(made: bytes, made_up_report: Report) -> None:
    with pikepdf.open(BytesIO(made)) as file, file.open_outline() as outline:
        titles = [item.title for item in outline.root]
    expected = [drawable(section.heading) for section in made_up_report.sections if section.parent is None]
    assert titles == expected


def test_pictures_have_their_alternative_text(made: bytes, made_up_report: Report, pdf_reading: ModuleType) -> None:
    _, tree = pdf_reading.read(made)
    charts = [block for section in made_up_report.sections for block in section.blocks if isinstance(block, Chart)]
    alternatives = [figure.alt for figure in tree.all("Figure") if figure.alt]
    assert alternatives == [drawable(chart.alt) for chart in charts]


def test_tables_have_header_cells_and_captions(made: bytes, made_up_report: Report, pdf_reading: ModuleType) -> None:
    _, tree = pdf_reading.read(made)
    tables = [table for section in made_up_report.sections for block in section.blocks for table in tables_of(block)]
    read = tree.all("Table")
    assert len(read) == len(tables)
    for table, seen in zip(tables, read, strict=True):
        assert [squeezed(cell.text) for cell in seen.all("THead")[0].all("TH")][: len(table.header)] == [
            squeezed(drawable(text)) for text in table.header
        ]
        assert all(cell.scope == "Column" for cell in seen.all("TH"))
        assert len(seen.all("TH")) == len(table.header) + len(table.groups)
        assert len(seen.all("TD")) == sum(len(row) for row in table.rows)
    said = [squeezed(caption.text) for caption in tree.all("Caption")]
    assert all(squeezed(drawable(table.caption)) in said for table in tables)


def tables_of(block: object) -> list[Table]:
    if isinstance(block, Table):
        return [block]
    return [block.table] if isinstance(block, Chart) and block.table else []


def test_everything_said_can_be_read_in_order(made: bytes, made_up_report: Report, pdf_reading: ModuleType) -> None:
    _, tree = pdf_reading.read(made)
    text = squeezed(tree.text)
    place = 0
    for words in said_in(made_up_report):
        found = text.find(squeezed(drawable(words)), place)
        assert found >= 0, words
        place = found


def said_in(report: Report) -> list[str]:
    said: list[str] = [report.title]
    for section in report.sections:
        said.append(section.heading)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                said.append(block.text)
            elif isinstance(block, Questions):
                said += [block.heading, *block.items]
            elif isinstance(block, KeyLines):
                said += [block.heading, *(line.text for line in block.lines)]
            elif isinstance(block, Table):
                said += [block.caption, *block.header]
    return [*said, report.made_by]


def test_text_copies_out_with_its_letters(made: bytes, pdf_reading: ModuleType) -> None:
    _, tree = pdf_reading.read(made)
    assert "ÆØÅ æøå ’ – ł Š č ŋ Žižek" in tree.text
    assert "\ufffd" not in tree.text


def test_hostile_texts_are_text(made: bytes, hostile_texts: tuple[str, ...], pdf_reading: ModuleType) -> None:
    _, tree = pdf_reading.read(made)
    text = squeezed(tree.text)
    for hostile in hostile_texts:
        assert text.count(squeezed(drawable(hostile))) >= 10, hostile


def test_nothing_is_run_or_fetched(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as file:
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(file.Root.keys())
        kinds = {str(thing.get("/S")) for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing}
        assert not {"/URI", "/JavaScript", "/Launch", "/GoToR", "/SubmitForm"} & kinds


def test_fonts_are_embedded(made: bytes) -> None:
    with pikepdf.open(BytesIO(made)) as file:
        fonts = [
            thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        assert any("Inter" in str(font.FontName) for font in fonts)


def test_pages_are_a4_and_say_where_they_are(plain_report: Report) -> None:
    made = render(plain_report)
    with pikepdf.open(BytesIO(made)) as file:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in file.pages}
        tops = sum(section.parent is None for section in plain_report.sections)
        assert sizes <= {(0, 0, 595, 842), (0, 0, 842, 595)}
        assert tops <= len(file.pages)


def with_matrix(report: Report, columns: int, rows: int) -> Report:
    """A report of one matrix."""
    matrix = next(block for section in report.sections for block in section.blocks if isinstance(block, Table))
    header = ("Hvem", *(f"Tildelingskontoret {n}" for n in range(columns)))
    row = (matrix.rows[0][0], *(replace(matrix.rows[0][1], text="har brug for en samtale"),) * columns)
    told = replace(matrix, header=header, rows=(row,) * rows, groups=())
    return replace(report, sections=(Section("wide", Kind.MATRIX, "Bredt", (told,)),))


def test_no_letter_is_smaller_than_eight_points(made: bytes, plain_report: Report, pdf_reading: ModuleType) -> None:
    for pdf in (made, render(with_matrix(plain_report, 12, 14)), render(with_matrix(plain_report, 6, 6))):
        assert min(pdf_reading.letter_sizes(pdf)) >= 7.99


@pytest.mark.parametrize(("columns", "rows", "pages"), [(6, 6, 1), (8, 8, 1), (12, 10, 1), (12, 24, 3)])
def test_a_matrix_takes_one_page_as_long_as_it_can_be_read(plain_report: Report, columns: int, rows: int, pages: int) -> None:
    with pikepdf.open(BytesIO(render(with_matrix(plain_report, columns, rows)))) as file:
        assert len(file.pages) == pages


def test_a_wide_matrix_lies_down(plain_report: Report) -> None:
    report = with_matrix(plain_report, 20, 20)
    with pikepdf.open(BytesIO(render(report))) as file:
        assert {tuple(round(float(side)) for side in page.mediabox) for page in file.pages} == {(0, 0, 842, 595)}


def test_the_overview_stands_alone_on_the_first_page(plain_report: Report, pdf_reading: ModuleType) -> None:
    file, _ = pdf_reading.read(render(plain_report))
    with file.open_outline() as outline:
        pages = [item.destination[0].objgen for item in outline.root]
    numbers = [[page.obj.objgen for page in file.pages].index(page) for page in pages]
    # The list of contents has the second.
    assert numbers[:2] == [0, 2]


@pytest.mark.parametrize("language", list(Language))
def test_every_language_is_told(plain_report: Report, language: Language) -> None:
    short = replace(plain_report, language=language, sections=plain_report.sections[:1])
    with pikepdf.open(BytesIO(render(short))) as file:
        assert str(file.Root.Lang) == language.value


def test_same_report_gives_the_same_bytes(made: bytes, made_up_report: Report) -> None:
    assert render(made_up_report) == made


def test_without_a_day_it_is_accessible_and_claims_no_archive(plain_report: Report) -> None:
    made = render(replace(plain_report, made_on=None))
    with pikepdf.open(BytesIO(made)) as file, file.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert "pdfaid:part" not in metadata
        assert "/CreationDate" not in file.docinfo


def test_a_layout_that_fails_is_told_in_words(plain_report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "ACCESSIBLE", "2.0")
    with pytest.raises(RenderError) as caught:
        render(plain_report)
    (problem,) = caught.value.problems
    assert problem.code == "render.pdf_failed"
    assert all(str(problem.data["reason"]) in problem_text(problem, language) for language in Language)


def test_letters_that_count_as_drawn_are_those_of_the_font() -> None:
    drawn = re.compile(f"[{DRAWN}]")
    for name in ("Regular", "Bold"):
        letters = set(TTFont(FONTS / f"Inter-{name}.ttf").getBestCmap())
        assert {code for code in range(0x20, 0x3000) if drawn.match(chr(code))} <= letters


def test_borrowed_letters_come_out(plain_report: Report, pdf_reading: ModuleType) -> None:
    letters = " ".join(chr(code) for code in range(0x386, 0x460) if re.match(f"[{BORROWED}]", chr(code)))
    section = Section("x", Kind.METHOD, "Bokstaver", (Paragraph(letters),))
    _, tree = pdf_reading.read(render(replace(plain_report, sections=(section,))))
    assert letters in tree.text
