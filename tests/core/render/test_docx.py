from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from posixpath import dirname, normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Doc
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.disclosure.release import Release
from samspill.render.docx import render
from samspill.render.safe_text import one_line
from samspill.reporting.document import (
    Block,
    Bullets,
    Chart,
    KeyLine,
    KeyLines,
    Kind,
    Labels,
    Mark,
    Paragraph,
    Questions,
    Report,
    Section,
    Table,
    TableCell,
)
from samspill.terms import POLICIES, Audience, Language, PolicyName

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STYLED = {f"{W}pStyle", f"{W}tblStyle", f"{W}rStyle"}
ANY_TEXT = st.text(st.characters(codec=None, categories=None, exclude_categories=()))


def report_of(*blocks: Block, **changes: object) -> Report:
    release = Release("0.1.0", "i 1", POLICIES[PolicyName.STRICT], None, (), {}, ())
    labels = Labels("Innhold", "Side", "av", "Tabell til bildet", "Til toppen", "Hopp", "Spørsmål")
    section = Section("s", Kind.MAPPED, "Overskrift", blocks)
    report = Report("Tittel", "Undertittel", Language.NB, Audience.LEADERS, "Laget med Samspill", (section,), labels, release)
    return replace(report, **changes)  # type: ignore[arg-type]


def document_of(report: Report) -> Doc:
    return Document(BytesIO(render(report)))


def parts_of(report: Report) -> dict[str, bytes]:
    with ZipFile(BytesIO(render(report))) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def lines(document: Doc) -> list[tuple[str, str]]:
    return [(line.style.name if line.style else "", line.text) for line in document.paragraphs]  # type: ignore[misc]


def test_sections_are_real_headings_in_their_order_and_depth(plain_report: Report) -> None:
    found = [(style, text) for style, text in lines(document_of(plain_report)) if style in {"Heading 1", "Heading 2"}]

    tops = [text for style, text in found if style == "Heading 1"]
    assert tops == [section.heading for section in plain_report.sections if section.parent is None]
    assert ("Heading 2", "PPT opplever å bli tatt på alvor") in found
    assert ("Heading 2", "Ambisjoner") in found


def test_the_first_page_has_title_and_what_protects(plain_report: Report) -> None:
    assert lines(document_of(plain_report))[:3] == [
        ("Title", plain_report.title),
        ("Subtitle", plain_report.subtitle),
        ("Body Text 3", plain_report.made_by),
    ]


def test_lists_are_lists_and_numbers_begin_at_one_each_time() -> None:
    steps = Bullets(("a", "b"), numbered=True)
    document = document_of(report_of(steps, Bullets(("x",)), steps))

    styles = [style for style, _ in lines(document)]
    assert styles[4:] == ["List Number", "List Number", "List Bullet", "List Number", "List Number"]
    numbers = [line._p.pPr.numPr.numId.val for line in document.paragraphs if line.style and line.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    starts = document.part.numbering_part.element.iter(f"{W}startOverride")
    assert [start.get(f"{W}val") for start in starts] == ["1", "1"]


def test_key_lines_keep_their_marks_as_text() -> None:
    told = KeyLines("Dette holder", (KeyLine("Lærerne og SFO", Mark.HOLDS, "Begge veier."), KeyLine("Neste steg")))

    assert lines(document_of(report_of(told)))[4:] == [
        ("Heading 2", "Dette holder"),
        ("List Paragraph", "●\tLærerne og SFO"),
        ("List Continue", "Begge veier."),
        ("List Bullet", "Neste steg"),
    ]


def test_tables_repeat_their_header_and_merge_nothing(plain_report: Report) -> None:
    document = document_of(plain_report)

    assert len(document.tables) == 4
    for table in document.tables:
        assert [bool(row._tr.findall(f"{W}trPr/{W}tblHeader")) for row in table.rows] == [
            True,
            *[False] * (len(table.rows) - 1),
        ]
        assert not list(table._tbl.iter(f"{W}gridSpan", f"{W}vMerge"))
        assert table._tbl.tblPr.find(f"{W}tblDescription").get(f"{W}val")
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}
    assert "◐ 3,5" in {cell.text for table in document.tables for row in table.rows for cell in row.cells}


def test_a_matrix_has_a_frame_where_a_tie_is_needed() -> None:
    rows = ((TableCell("A"), TableCell("holder", Mark.HOLDS, strong=True), TableCell("på vei", Mark.ON_THE_WAY)),)
    table = document_of(report_of(Table("t", ("", "B", "C"), rows, matrix=True))).tables[0]

    framed = [bool(list(cell._tc.iter(f"{W}top"))) for cell in table.rows[1].cells]
    assert framed == [False, True, False]
    assert table.rows[1].cells[1].text == "● holder"


def test_a_matrix_too_wide_for_words_has_marks_and_upright_heads() -> None:
    names = tuple(f"Samhandlingsgruppe {number}" for number in range(14))
    rows = tuple((TableCell(name), *(TableCell("trenger en samtale", Mark.NEEDS_TALK) for _ in names)) for name in names)
    table = document_of(report_of(Table("t", ("Hvem svarer", *names), rows, matrix=True))).tables[0]

    assert {cell.text for cell in table.rows[1].cells[1:]} == {"○"}
    assert len(list(table._tbl.iter(f"{W}textDirection"))) == len(names)


def test_pictures_have_words(plain_report: Report) -> None:
    parts = parts_of(plain_report)
    charts = [block for section in plain_report.sections for block in section.blocks if isinstance(block, Chart)]

    root = ET.fromstring(parts["word/document.xml"])  # noqa: S314 (made a moment ago)
    described = [picture.get("descr") for picture in root.iter(f"{DRAWING}docPr")]
    assert described == [chart.alt for chart in charts]
    numbers = [picture.get("id") for picture in root.iter(f"{DRAWING}docPr")]
    assert len(set(numbers)) == len(numbers)


def test_pages_are_a4_and_numbered(plain_report: Report) -> None:
    section = document_of(plain_report).sections[0]

    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    foot = section.footer.paragraphs[0]
    assert foot.text.startswith(plain_report.title)
    assert [field.get(f"{W}instr") for field in foot._p.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(("language", "locale"), [(Language.NB, "nb-NO"), (Language.DA, "da-DK"), (Language.SV, "sv-SE")])
def test_the_language_is_set(plain_report: Report, language: Language, locale: str) -> None:
    report = replace(plain_report, language=language)
    parts = parts_of(report)

    assert f'<w:lang w:val="{locale}"'.encode() in parts["word/styles.xml"]
    assert f'<w:themeFontLang w:val="{locale}"'.encode() in parts["word/settings.xml"]
    assert document_of(report).core_properties.language == locale


def test_properties_have_the_title_and_no_person(plain_report: Report) -> None:
    core = document_of(plain_report).core_properties

    assert core.title == plain_report.title
    assert {core.author, core.last_modified_by, core.comments} == {""}
    assert {core.created.date(), core.modified.date()} == {plain_report.made_on}  # type: ignore[union-attr]
    assert document_of(report_of()).core_properties.created == datetime(1980, 1, 1, tzinfo=core.created.tzinfo)  # type: ignore[union-attr]


def test_the_file_holds_no_macros_comments_or_leftovers(plain_report: Report) -> None:
    parts = parts_of(plain_report)

    assert not re.search("vba|comments|thumbnail|customXml|app.xml|WithEffects", " ".join(parts))
    for name, content in parts.items():
        if name.endswith(".rels"):
            for relation in ET.fromstring(content).iter(RELATION):  # noqa: S314 (made a moment ago)
                target = relation.attrib["Target"]
                assert relation.get("TargetMode") != "External"
                assert normpath(f"{dirname(dirname(name))}/{target}").lstrip("/") in parts or target.lstrip("/") in parts


def test_every_style_in_use_exists(made_up_report: Report) -> None:
    parts = parts_of(made_up_report)
    styles = {style.get(f"{W}styleId") for style in ET.fromstring(parts["word/styles.xml"]).iter(f"{W}style")}  # noqa: S314

    for name in ("word/document.xml", *(name for name in parts if name.startswith("word/footer"))):
        root = ET.fromstring(parts[name])  # noqa: S314 (made a moment ago)
        used = {style.get(f"{W}val") for style in root.iter() if style.tag in STYLED}
        assert used <= styles, name


def test_the_same_report_gives_the_same_bytes(made_up_report: Report) -> None:
    assert render(made_up_report) == render(made_up_report)


@given(ANY_TEXT)
@settings(max_examples=25, deadline=None)
def test_any_text_leaves_a_document_that_opens(text: str) -> None:
    cell = TableCell(text, Mark.HOLDS)
    table = Table(text, (text, text), ((TableCell(text), cell),), groups=((text, 1),), note=text)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>'
    blocks = (
        Paragraph(text, lead=True),
        Bullets((text,), text, numbered=True),
        Questions((text,), text),
        KeyLines(text, (KeyLine(text, Mark.HOLDS, text),)),
        table,
        replace(table, matrix=True),
        Chart(svg, text, text, 20, 10, table=table),
    )

    document = document_of(report_of(*blocks, title=text, subtitle=text, made_by=text))
    assert document.paragraphs[0].text == one_line(text)
    assert len(document.tables) == 3


def test_hostile_texts_are_text(made_up_report: Report, hostile_texts: tuple[str, ...]) -> None:
    words = one_line("\n".join(text for _, text in lines(document_of(made_up_report))))

    assert all(one_line(text) in words for text in hostile_texts)


def test_a_missing_text_is_no_text() -> None:
    table = Table("t", ("a", "b"), ((TableCell(None), TableCell("x")),))  # type: ignore[arg-type]

    assert b"None" not in parts_of(report_of(Paragraph(None), table))["word/document.xml"]  # type: ignore[arg-type]
