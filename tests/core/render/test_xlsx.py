from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from samspill.disclosure.release import Cell, Change, Published, Release, TieFacts, Unit, WaveRelease
from samspill.language import say
from samspill.render.safe_text import is_formula
from samspill.render.xlsx import SHEETS, render
from samspill.reporting.document import Glossary, Kind, Labels, Paragraph, Questions, Report, Section, Table, TableCell
from samspill.terms import POLICIES, Audience, Bound, CellState, Direction, Language, Need, PeopleBand, PolicyName, TieClass

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ATTACKS = (
    "=cmd|'/C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://a.example")',
    "<a>",
    "a\x00\x07b",
    "🙂",
    "=" * 40_000,
)
Rows = Sequence[Sequence[object]]


def sheets_of(report: Report) -> Mapping[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(render(report)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(report: Report) -> Mapping[str, ET.Element]:
    with ZipFile(BytesIO(render(report))) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        return {name: ET.fromstring(package.read(name)) for name in names}  # noqa: S314 (made a moment ago)


def report_with(report: Report, text: str) -> Report:
    """Put one text wherever the workbook can hold a text."""
    number = Published(3.5, Bound.AT_LEAST, (3.0, 4.0), PeopleBand.FEW, 12, TieClass.ON_THE_WAY, text)
    wave = WaveRelease(
        1,
        (Cell(text, "b", text, CellState.SHOWN, number), Cell("b", text, "index", CellState.HIDDEN, reason=text)),
        (TieFacts("b", text, Need.HIGH, own=False, state=CellState.HIDDEN, no_contact=None, wanted=None, dont_know=None),),
        (Unit(text, (text,), True, True, (text,), text, text, text, None, None, {text: number}, {}),),  # noqa: FBT003
        (),
        {},
        (),
        (Change(text, text, text, 1, Direction.LOWER, -0.5, text),),
        None,
    )
    finding = Section("f", Kind.FINDING, text, (Paragraph(text), Questions((text,), text)))
    release = replace(report.release, waves=(wave,), dimensions=(text,))
    names = Glossary(units={text: text, "b": text}, measures={text: text, "index": text}, organisations={text: text})
    return replace(report, title=text, subtitle=text, made_by=text, sections=(finding,), release=release, names=names)


def test_the_sheets_say_what_they_hold(plain_report: Report) -> None:
    sheets = sheets_of(plain_report)

    assert list(sheets) == ["Les meg", "Samarbeid", "Matrise runde 1", "Grupper", "Grupper, sider", "Hva ville hjulpet", "Funn"]
    explained = [str(row[0]) for row in sheets["Les meg"]]
    assert explained[0] == plain_report.title
    assert plain_report.made_by in explained
    assert {line.split(":")[0] for line in explained if ":" in line} >= set(sheets) - {"Les meg"}


def test_numbers_are_numbers_and_only_those_of_the_release(plain_report: Report) -> None:
    header, *rows = sheets_of(plain_report)["Samarbeid"]
    place = {name: number for number, name in enumerate(header)}
    cells = plain_report.release.waves[0].cells

    assert len(rows) == len(cells)
    for row, cell in zip(rows, cells, strict=True):
        value = row[place["Verdi"]]
        assert value == (cell.published.value if cell.published else "")
        assert isinstance(value, float) == (cell.state is CellState.SHOWN)
        bound = {Bound.AT_LEAST: "minst", Bound.AT_MOST: "høyst", None: ""}[cell.published.bound if cell.published else None]
        assert row[place["Grense"]] == bound


def test_the_reason_of_an_empty_cell_is_told_in_words(plain_report: Report) -> None:
    header, *rows = sheets_of(plain_report)["Samarbeid"]
    states = {row[header.index("Vises det")] for row in rows if row[header.index("Verdi")] == ""}

    assert states == {"skjult, for få", "ingen svar", "ingen kontakt", "ikke spurt om"}


def test_the_matrix_has_a_mark_for_every_pair_and_frames_what_is_needed(plain_report: Report) -> None:
    header, *rows = sheets_of(plain_report)["Matrise runde 1"]

    pairs = [row for row in rows if any(row[1:])]
    marks = {(row[0], name): mark for row in pairs for name, mark in zip(header[1:], row[1:], strict=True)}
    assert set(marks.values()) == {"●", "◐", "○", "?", "…", "—", "∅"}
    assert [row[0][:1] for row in rows[len(pairs) + 1 :]] == ["●", "◐", "○", "?", "…", "∅", "—"]
    assert marks["Familieteamet & co <b>", "Habilitering for barn og unge ł Š"] == "…"
    assert marks["SFO", "Barnevernstjenesten"] == "∅"
    assert marks["SFO", "Habilitering for barn og unge ł Š"] == "—"
    assert marks["Familieteamet & co <b>", "PPT"] == "?"
    assert looks_of(plain_report, "Lærere", "SFO") != looks_of(plain_report, "SFO", "Barnehagelærere")


def looks_of(report: Report, rater: str, target: str) -> str:
    header, *rows = sheets_of(report)["Matrise runde 1"]
    row = next(number for number, row in enumerate(rows, start=2) if row[0] == rater)
    cell = f"{chr(ord('A') + header.index(target))}{row}"
    element = next(c for c in parts_of(report)["xl/worksheets/sheet3.xml"].iter(f"{MAIN}c") if c.get("r") == cell)
    return element.attrib["s"]


def test_texts_that_look_like_formulas_are_inert(plain_report: Report) -> None:
    for attack in ATTACKS:
        report = report_with(plain_report, attack)
        parts = parts_of(report)
        assert not [name for name, part in parts.items() for element in part.iter(f"{MAIN}f")]
        assert not [
            part for name, part in parts.items() if name.endswith(".rels") and "http://a.example" in ET.tostring(part).decode()
        ]
        texts = [str(cell) for rows in sheets_of(report).values() for row in rows for cell in row]
        assert any(text and (text in attack or attack.startswith(text[:30]) or text == "ab") for text in texts)


def test_a_text_that_would_be_a_formula_stays_a_text_when_edited(plain_report: Report) -> None:
    parts = parts_of(report_with(plain_report, "=1+1"))
    styles = list(parts["xl/styles.xml"].find(f"{MAIN}cellXfs") or ())
    shared = ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in parts["xl/sharedStrings.xml"]]

    looked_at = 0
    for name, part in parts.items():
        for cell in part.iter(f"{MAIN}c") if name.startswith("xl/worksheets/sheet") else ():
            text = shared[int(cell.findtext(f"{MAIN}v") or 0)] if cell.get("t") == "s" else ""
            if is_formula(text):
                looked_at += 1
                assert styles[int(cell.attrib["s"])].get("quotePrefix") == "1"
    assert looked_at > 10


def test_negative_numbers_stay_numbers(plain_report: Report) -> None:
    header, row = sheets_of(report_with(plain_report, "x"))["Endring"]

    assert row[header.index("Forskjell")] == -0.5


def test_a_text_longer_than_a_cell_is_cut_visibly(plain_report: Report) -> None:
    texts = [str(cell) for rows in sheets_of(report_with(plain_report, "🙂" * 40_000)).values() for row in rows for cell in row]

    longest = max(texts, key=len)
    assert len(longest.encode("utf-16-le")) <= 2 * 32_767
    assert longest.endswith("🙂…")


@given(st.text(st.characters(codec=None, categories=None, exclude_categories=()), min_size=1))
@example("\ud800")
@example("ratings.two_levels")  # what a message of ours is coded; as a name it is a name
@settings(max_examples=40, deadline=None)
def test_any_text_leaves_a_workbook_that_opens(text: str) -> None:
    release = Release("0.1.0", "i 1", POLICIES[PolicyName.STRICT], None, (), {}, ())
    empty = Report("t", "s", Language.NB, Audience.LEADERS, "m", (), Labels("", "", "", "", "", "", ""), release)

    header, row, *_ = sheets_of(report_with(empty, text))["Samarbeid"]
    assert row[header.index("Verdi")] == 3.5


def test_the_same_report_gives_the_same_bytes(made_up_report: Report) -> None:
    assert render(made_up_report) == render(made_up_report)


@pytest.mark.parametrize("language", Language)
def test_sheets_and_headings_exist_in_every_language(plain_report: Report, language: Language) -> None:
    waves = plain_report.release.waves
    change = Change("larere", "ppt", "index", 1, Direction.SAME, None)
    release = replace(plain_report.release, waves=(*waves, replace(waves[0], wave=2, changes=(change,))))
    sheets = sheets_of(replace(plain_report, language=language, release=release))

    assert len(sheets) == 9
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in sheets)
    for name, rows in sheets.items():
        assert all(rows[0]), name
        assert len({str(cell).lower() for cell in rows[0]}) == len(rows[0]), name
    assert say("data.sheet.ties", language) in sheets


def test_the_documentation_names_every_column_of_every_sheet() -> None:
    text = (Path(__file__).parents[3] / "docs/reference/exports.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip(): set(re.findall(r"`([a-z_]+)`", line))
        for line in text.split("## XLSX")[1].splitlines()
        if "|" in line
    }

    for key, (source, columns) in SHEETS.items():
        assert rows[say(f"data.sheet.{key}", Language.EN)] == {source, *columns.split()}, key


def test_the_latest_wave_stands_on_top(plain_report: Report) -> None:
    first = plain_report.release.waves[0]
    release = replace(plain_report.release, waves=(first, replace(first, wave=2)))

    header, *rows = sheets_of(replace(plain_report, release=release))["Samarbeid"]
    waves = [row[header.index("Runde")] for row in rows]
    assert waves == sorted(waves, reverse=True)
    assert set(waves) == {1.0, 2.0}


def test_tables_have_names_and_frozen_headers(plain_report: Report) -> None:
    parts = parts_of(plain_report)

    tables = [part.attrib["name"] for name, part in parts.items() if name.startswith("xl/tables/")]
    assert tables == ["ties", "groups", "group_means", "choices", "findings"]
    for number in range(2, 8):
        pane = parts[f"xl/worksheets/sheet{number}.xml"].find(f".//{MAIN}pane")
        assert pane is not None
        assert pane.get("state") == "frozen"


def test_properties_have_the_title_and_no_person_or_day(plain_report: Report) -> None:
    with ZipFile(BytesIO(render(plain_report))) as package:
        core = package.read("docProps/core.xml").decode()

    assert plain_report.title in core
    assert set(re.findall(r"(\d{4}-\d\d-\d\d)T", core)) == {str(plain_report.made_on)}
    assert re.search(r"<dc:creator></dc:creator>|<dc:creator/>", core)


def test_one_broken_number_does_not_stop_the_rest(plain_report: Report) -> None:
    wave = plain_report.release.waves[0]
    broken = replace(wave.cells[0], published=replace(wave.cells[0].published, value=float("nan")))  # type: ignore[type-var]
    release = replace(plain_report.release, waves=(replace(wave, cells=(broken, *wave.cells[1:])),))

    header, first, *rest = sheets_of(replace(plain_report, release=release))["Samarbeid"]
    assert first[header.index("Verdi")] == ""
    assert len(rest) == len(wave.cells) - 1


def test_actions_stand_one_below_the_other_and_the_sheet_on_numbers_is_left_out_where_there_are_none(
    plain_report: Report,
) -> None:
    def table(*texts: str) -> Table:
        return Table("Tiltak", ("Tiltak", "Eier"), tuple((TableCell(text), TableCell("Anne")) for text in texts))

    sections = (
        Section("a", Kind.ACTIONS, "Lærere – PPT", (Paragraph("…"), table("Møtes", ATTACKS[0]))),
        Section("b", Kind.ACTIONS, "Hele kartleggingen", (table("Ringe"),)),
    )
    report = replace(plain_report, sections=sections, release=replace(plain_report.release, waves=()))
    sheets = sheets_of(report)
    assert list(sheets) == [say(f"data.sheet.{key}", report.language) for key in ("read_me", "actions")]
    assert list(sheets.values())[1] == [
        [say("data.column.about", report.language), "Tiltak", "Eier"],
        ["Lærere – PPT", "Møtes", "Anne"],
        ["Lærere – PPT", ATTACKS[0], "Anne"],
        ["Hele kartleggingen", "Ringe", "Anne"],
    ]
    assert say("disclosure.why_rounded", report.language) not in str(next(iter(sheets.values())))
