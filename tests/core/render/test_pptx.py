from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from posixpath import dirname, normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from samspill.disclosure.release import Release
from samspill.render.pptx import render
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

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
ANY_TEXT = st.text(st.characters(codec=None, categories=None, exclude_categories=()))


def report_of(*sections: Section, **changes: object) -> Report:
    release = Release("0.1.0", "i 1", POLICIES[PolicyName.STRICT], None, (), {}, ())
    labels = Labels("Innhold", "side", "av", "Tabell til bildet", "Til toppen", "Hopp", "Spørsmål")
    report = Report("Tittel", "Undertittel", Language.NB, Audience.LEADERS, "Laget med Samspill", sections, labels, release)
    return replace(report, **changes)  # type: ignore[arg-type]


def section_of(*blocks: Block, heading: str = "Overskrift", notes: str | None = None) -> Section:
    return Section("s", Kind.FINDING, heading, blocks, notes=notes)


def deck_of(report: Report) -> Deck:
    return Presentation(BytesIO(render(report)))


def parts_of(report: Report) -> dict[str, bytes]:
    with ZipFile(BytesIO(render(report))) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def words_on(slide: Slide) -> str:
    """Every word of a slide, bullets and footers too."""
    return " ".join(text.text or "" for text in slide.element.iter(f"{A}t"))


def titles(deck: Deck) -> list[str]:
    return [slide.shapes.title.text_frame.text if slide.shapes.title else "" for slide in deck.slides]


def texts_of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case Bullets() | Questions():
            yield from (*block.items, *([block.heading] if block.heading else []))
        case KeyLines():
            yield block.heading
            yield from (text for line in block.lines for text in (line.text, line.detail) if text)
        case Table():
            yield from (*block.header, *(cell.text for row in block.rows for cell in row if not block.matrix))
        case Chart():
            return


def matrix_of(count: int) -> Table:
    marks = (Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.UNKNOWN)
    rows = tuple(
        (
            TableCell(f"Gruppe nummer {row}"),
            *(TableCell("holder", marks[(row + column) % 4], strong=column == 3) for column in range(count)),
        )
        for row in range(count)
    )
    names = tuple(f"Gruppe nummer {column}" for column in range(count))
    half = count // 2
    return Table(
        "Rader om kolonner", ("Hvem svarer", *names), rows, groups=(("Skole", half), ("Helse", count - half)), matrix=True
    )


# --- what stands where


def test_every_section_has_a_slide_with_its_heading_as_title(plain_report: Report) -> None:
    found = [re.sub(r" \(\d+/\d+\)$", "", title) for title in titles(deck_of(plain_report))]

    assert found[0] == plain_report.title
    assert list(dict.fromkeys(found[1:]))[: len(plain_report.sections)] == [
        section.heading for section in plain_report.sections
    ]


def test_no_text_of_the_report_is_lost(plain_report: Report) -> None:
    words = " ".join(words_on(slide) for slide in deck_of(plain_report).slides)

    for section in plain_report.sections:
        for block in section.blocks:
            for text in texts_of(block):
                assert text[:12] in words, text


def test_text_stands_in_placeholders_so_that_the_outline_has_it(plain_report: Report) -> None:
    for slide in list(deck_of(plain_report).slides)[1:]:
        free = [shape for shape in slide.shapes if shape.has_text_frame and not shape.is_placeholder]
        notes_of_tables = [shape for shape in slide.shapes if shape.has_table]
        assert len(free) <= len(notes_of_tables)


def test_type_is_large_enough_for_a_room(plain_report: Report) -> None:
    for slide in list(deck_of(plain_report).slides)[1:]:
        for shape in slide.placeholders:
            sizes = {run.font.size for line in shape.text_frame.paragraphs for run in line.runs if run.font.size}  # type: ignore[attr-defined]
            if shape.placeholder_format.type.name not in {"FOOTER", "SLIDE_NUMBER"}:
                assert all(size >= Pt(24) for size in sizes), shape.name
        for size in (int(run.get("sz", "0")) for table in slide.element.iter(f"{A}tbl") for run in table.iter(f"{A}rPr")):
            assert size >= 1400


def test_sparse_text_is_larger() -> None:
    sparse, full = (
        deck_of(report_of(section_of(Bullets(tuple(f"Punkt {number} i en liste" for number in range(count))))))
        for count in (3, 10)
    )

    def size(deck: Deck) -> int:
        return min(int(run.get("sz") or 0) for run in deck.slides[1].placeholders[1].element.iter(f"{A}rPr"))

    assert size(sparse) > size(full) == 2400


def test_pictures_and_tables_are_described(plain_report: Report) -> None:
    slides = list(deck_of(plain_report).slides)
    described = [part.get("descr") for slide in slides for part in slide.element.iter(f"{P}cNvPr") if part.get("descr")]
    charts = [block for section in plain_report.sections for block in section.blocks if isinstance(block, Chart)]

    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type and shape.shape_type.name == "PICTURE"]
    assert len(pictures) == len(charts)
    assert {chart.alt for chart in charts} <= set(described)
    assert all(
        shape.element.find(f"{P}nvGraphicFramePr/{P}cNvPr").get("descr")
        for s in slides
        for shape in s.shapes
        if shape.has_table
    )


def test_a_picture_with_a_table_has_it_last(plain_report: Report) -> None:
    slides = list(deck_of(plain_report).slides)

    assert titles(deck_of(plain_report))[-1].startswith("Tabell til bildet: Lærere om de andre")
    assert [shape.has_table for shape in slides[-1].shapes].count(True) == 1


def test_tables_are_native_with_header_row_and_column(plain_report: Report) -> None:
    tables = [shape.table for slide in deck_of(plain_report).slides for shape in slide.shapes if shape.has_table]  # type: ignore[attr-defined]

    assert len(tables) == 4  # the matrix on one slide
    assert all(table.first_row and table.first_col for table in tables)
    assert not [cell for table in tables for cell in table.iter_cells() if cell.is_merge_origin]
    assert "◐ 3,5" in {cell.text for table in tables for cell in table.iter_cells()}


def test_the_facilitator_finds_the_notes(plain_report: Report) -> None:
    slides = deck_of(plain_report).slides
    notes = [
        slide.notes_slide.notes_text_frame.text
        for slide in slides
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame
    ]

    assert notes == [section.notes for section in plain_report.sections]


def test_the_foot_has_page_and_mapping_and_nothing_else(plain_report: Report) -> None:
    for number, slide in enumerate(list(deck_of(plain_report).slides)[1:], start=2):
        feet = [
            shape for shape in slide.placeholders if shape.placeholder_format.type.name in {"FOOTER", "SLIDE_NUMBER", "DATE"}
        ]
        assert [shape.placeholder_format.type.name for shape in feet] == ["FOOTER", "SLIDE_NUMBER"], number
        assert feet[0].text_frame.text == plain_report.title  # type: ignore[attr-defined]
        assert [field.get("type") for field in feet[1].element.iter(f"{A}fld")] == ["slidenum"]


def test_reading_order_is_title_text_figure_foot(plain_report: Report) -> None:
    for slide in list(deck_of(plain_report).slides)[1:]:
        kinds = [shape.placeholder_format.type.name if shape.is_placeholder else "FIGURE" for shape in slide.shapes]
        order = {"TITLE": 0, "OBJECT": 1, "FIGURE": 2, "FOOTER": 3, "SLIDE_NUMBER": 4}
        assert [order[kind] for kind in kinds] == sorted(order[kind] for kind in kinds)


@pytest.mark.parametrize(("language", "locale"), [(Language.NB, "nb-NO"), (Language.NN, "nn-NO"), (Language.EN, "en-GB")])
def test_every_run_names_its_language(plain_report: Report, language: Language, locale: str) -> None:
    parts = parts_of(replace(plain_report, language=language))

    for name, content in parts.items():
        if re.fullmatch(r"ppt/(slides|notesSlides)/[^/]+\.xml", name):
            runs = [run for run in ET.fromstring(content).iter(f"{A}r")]  # noqa: S314, C416 (made a moment ago)
            assert {run.find(f"{A}rPr").get("lang") for run in runs} <= {locale}, name  # type: ignore[union-attr]


# --- room


def inside(deck: Deck) -> None:
    """Every shape lies on its slide, and none but a table's note begins above the end of the one before it."""
    for number, slide in enumerate(deck.slides, start=1):
        end = 0
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width + Pt(1), (number, shape.name)
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height, (number, shape.name)
            if not (shape.is_placeholder and shape.placeholder_format.type.name == "SLIDE_NUMBER"):
                assert shape.top >= end - Pt(1), (number, shape.name)
                end = shape.top + shape.height


def test_nothing_overlaps_or_leaves_the_slide(plain_report: Report) -> None:
    inside(deck_of(plain_report))


def test_slides_are_wide(plain_report: Report) -> None:
    deck = deck_of(plain_report)

    assert deck.slide_width is not None
    assert deck.slide_height is not None
    assert deck.slide_width * 9 == deck.slide_height * 16


def test_long_text_flows_on_under_the_same_heading() -> None:
    items = tuple(
        f"Punkt nummer {number} som er langt nok til å trenge litt plass på lysbildet, også når det brytes"
        for number in range(30)
    )
    deck = deck_of(report_of(section_of(Bullets(items, "Listen"))))

    found = titles(deck)[1:]
    assert len(found) > 2
    assert found == [f"Overskrift ({number}/{len(found)})" for number in range(1, len(found) + 1)]
    for slide in list(deck.slides)[1:]:
        assert "Listen" in words_on(slide)
    assert all(item in " ".join(words_on(slide) for slide in deck.slides) for item in items)
    starts = [int(element.get("startAt", "1")) for slide in deck.slides for element in slide.element.iter(f"{A}buAutoNum")]
    assert starts == []


def test_numbers_of_a_list_go_on_over_slides() -> None:
    items = tuple(f"Steg {number} " + "med flere ord " * 12 for number in range(8))
    deck = deck_of(report_of(section_of(Bullets(items, numbered=True))))

    starts = [int(element.get("startAt", "1")) for slide in deck.slides for element in slide.element.iter(f"{A}buAutoNum")]
    assert starts == list(range(1, 9))


def test_a_text_longer_than_a_slide_loses_nothing() -> None:
    text = " ".join(f"ord{number}" for number in range(4_000))
    deck = deck_of(report_of(section_of(Paragraph(text))))

    pieces = [slide.placeholders[1].text_frame.text for slide in list(deck.slides)[1:]]  # type: ignore[attr-defined]
    assert " ".join(pieces).split() == text.split()
    assert len(pieces) > 10


def test_a_word_longer_than_a_slide_loses_nothing() -> None:
    text = "x" * 3_000
    deck = deck_of(report_of(section_of(Paragraph(text))))

    assert "".join(slide.placeholders[1].text_frame.text for slide in list(deck.slides)[1:]) == text  # type: ignore[attr-defined]


def test_lists_stay_whole_where_they_fit_on_one_slide() -> None:
    first = Bullets(tuple(f"Ambisjon {number}" for number in range(6)), "Ambisjoner")
    second = Bullets(tuple(f"Mål {number}" for number in range(6)), "Mål")
    deck = deck_of(report_of(section_of(first, second)))

    assert ["Ambisjon 5" in words_on(slide) for slide in list(deck.slides)[1:]] == [True, False]
    assert ["Mål 0" in words_on(slide) for slide in list(deck.slides)[1:]] == [False, True]


def test_the_matrix_of_eight_groups_stands_on_one_slide() -> None:
    deck = deck_of(report_of(section_of(matrix_of(8))))

    assert titles(deck)[1:] == ["Overskrift"]
    inside(deck)


def test_a_table_that_fits_in_width_is_not_parted_by_columns() -> None:
    rows = tuple(tuple(TableCell(f"ord {row} og {column}") for column in range(6)) for row in range(40))
    deck = deck_of(report_of(section_of(Table("t", tuple(f"Kolonne {number}" for number in range(6)), rows))))

    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]  # type: ignore[attr-defined]
    assert {len(table.columns) for table in tables} == {6}
    firsts = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert firsts == [f"ord {row} og 0" for row in range(40)]


def test_a_matrix_below_a_text_is_kept_whole_on_a_slide_of_its_own() -> None:
    deck = deck_of(report_of(section_of(Paragraph("Se først etter det som holder. " * 6, lead=True), matrix_of(10))))

    assert titles(deck)[1:] == ["Overskrift (1/2)", "Overskrift (2/2)"]


@pytest.mark.parametrize("count", [12, 25])
def test_a_large_matrix_is_parted_without_losing_a_cell(count: int) -> None:
    deck = deck_of(report_of(section_of(matrix_of(count))))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]  # type: ignore[attr-defined]

    seen: set[tuple[str, str]] = set()
    for table in tables:
        header = [cell.text for cell in table.rows[0].cells]
        for row in list(table.rows)[1:]:
            cells = [cell.text for cell in row.cells]
            seen |= {(cells[0], name) for name, text in zip(header[1:], cells[1:], strict=True) if text}
    names = [f"Gruppe nummer {number}" for number in range(count)]
    assert {(row, column) for row in names for column in names} <= seen
    inside(deck)


def test_a_needed_tie_has_a_frame() -> None:
    deck = deck_of(report_of(section_of(matrix_of(4))))
    table = next(shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table)  # type: ignore[attr-defined]

    def thickness(row: int, column: int) -> int:
        return int(table.cell(row, column)._tc.find(f"{A}tcPr/{A}lnT").get("w"))

    assert thickness(2, 4) == Pt(2.25)
    assert thickness(2, 1) < Pt(1)


# --- the file


def test_the_same_report_gives_the_same_bytes(made_up_report: Report) -> None:
    assert render(made_up_report) == render(made_up_report)


def test_no_shape_shares_its_number_and_every_relation_leads_somewhere(made_up_report: Report) -> None:
    parts = parts_of(made_up_report)

    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            root = ET.fromstring(content)  # noqa: S314 (made a moment ago)
            ids = [part.get("id") for part in root.iter(f"{P}cNvPr")]
            assert len(ids) == len(set(ids)), name
        if name.endswith(".rels"):
            folder = dirname(dirname(name))
            for relation in ET.fromstring(content).iter(RELATION):  # noqa: S314 (made a moment ago)
                target = relation.attrib["Target"]
                assert relation.get("TargetMode") != "External"
                assert normpath(f"{folder}/{target}").lstrip("/") in parts or target.lstrip("/") in parts, (name, target)


def test_nothing_is_left_of_the_file_that_decks_begin_from(plain_report: Report) -> None:
    parts = parts_of(plain_report)
    names = " ".join(parts)

    assert not re.search("printerSettings|thumbnail|app.xml|vbaProject|comments", names)
    assert sorted(name for name in parts if name.startswith("ppt/slideLayouts/s")) == [
        f"ppt/slideLayouts/slideLayout{number}.xml" for number in (1, 2, 6)
    ]
    assert b'type="screen4x3"' not in parts["ppt/presentation.xml"]


def test_properties_have_title_and_language_and_no_person_or_day(plain_report: Report) -> None:
    core = deck_of(plain_report).core_properties

    assert (core.title, core.language) == (plain_report.title, "nb-NO")
    assert {core.author, core.last_modified_by, core.comments} == {""}
    assert {core.created.date(), core.modified.date()} == {plain_report.made_on}  # type: ignore[union-attr]
    assert deck_of(replace(plain_report, made_on=None)).core_properties.created == datetime(1980, 1, 1)  # noqa: DTZ001 (as stored)


def hostile(text: str) -> Report:
    """Put one text into every field that reaches a slide."""
    cell = TableCell(text, Mark.HOLDS)
    table = Table(text, (text, text), ((TableCell(text), cell),), groups=((text, 1),), note=text)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>'
    section = section_of(
        Paragraph(text, lead=True),
        Bullets((text,), text),
        Questions((text,), text),
        KeyLines(text, (KeyLine(text, Mark.HOLDS, text),)),
        table,
        replace(table, matrix=True),
        Chart(svg, text, text, 20, 10, table=table),
        heading=text,
        notes=text,
    )
    return report_of(section, title=text, subtitle=text, made_by=text)


@given(ANY_TEXT)
@settings(max_examples=25, deadline=None)
def test_any_text_leaves_a_deck_that_opens_without_repair(text: str) -> None:
    report = hostile(text)

    deck = deck_of(report)
    assert one_line(text, 240) in titles(deck)[1]
    inside(deck)


def test_hostile_texts_are_text(made_up_report: Report, hostile_texts: tuple[str, ...]) -> None:
    deck = deck_of(made_up_report)

    assert "<script>alert(1)</script> (1/4)" in titles(deck)
    words = " ".join(words_on(slide) for slide in deck.slides)
    assert all(one_line(text)[:30] in one_line(words) for text in hostile_texts)


def test_a_missing_text_is_no_text() -> None:
    table = Table("t", ("a", "b"), ((TableCell(None), TableCell("x", Mark.HOLDS)),))  # type: ignore[arg-type]
    report = report_of(section_of(Paragraph(None), table, heading=None))  # type: ignore[arg-type]

    assert "None" not in " ".join(words_on(slide) for slide in deck_of(report).slides)


def test_a_very_long_heading_stands_whole_in_the_notes() -> None:
    heading = "Overskrift " * 200
    slide = deck_of(report_of(section_of(Paragraph("Tekst"), heading=heading, notes="Hei"))).slides[1]

    assert slide.shapes.title is not None
    assert slide.shapes.title.text_frame.text.endswith("…")
    assert slide.notes_slide.notes_text_frame is not None
    assert slide.notes_slide.notes_text_frame.text == f"{heading.strip()}\nHei"
