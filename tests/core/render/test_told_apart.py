"""In every format: what is not shown in four ways that grey print and plain text keep apart, why, and how it is protected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import cast
from zipfile import ZipFile

import igraph
import polars as pl
import pyreadstat
import pytest
from docx import Document
from pptx import Presentation
from python_calamine import CalamineWorkbook

from samspill.disclosure.release import Reason, Release
from samspill.language import say
from samspill.render import data, docx, html, pdf, pptx, xlsx
from samspill.render.data_words import short
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Report
from samspill.reporting.narrate import policy_words
from samspill.terms import POLICIES, Audience, CellState, Language, PolicyName

Make = Callable[..., Report]
TEXTS = ("html", "pdf", "pptx", "docx", "xlsx")
DATA = ("csv", "parquet", "sav", "graphml")
EDITIONS = {"pptx": Edition.SLIDES, "docx": Edition.BRIEF}
PAIRS = {
    CellState.HIDDEN: ("ppt", "barnevern"),
    CellState.NO_DATA: ("kultur", "larere"),
    CellState.NO_CONTACT: ("larere", "familie"),
    CellState.NO_TIE: ("larere", "kultur"),
}
SIGNS = {CellState.HIDDEN: "?", CellState.NO_DATA: "…", CellState.NO_CONTACT: "∅", CellState.NO_TIE: "—"}


@pytest.fixture(scope="module")
def make(silences: ModuleType, silent_release: Release) -> Make:
    @cache
    def made(form: str, language: Language = Language.NB, policy: PolicyName = PolicyName.STRICT) -> Report:
        release = replace(silent_release, policy=POLICIES[policy])
        about = (release, replace(silences.mapping(), policy=POLICIES[policy]), silences.instrument())
        edition = EDITIONS.get(form, Edition.REPORT)
        report = compose(*about, audience=Audience.LEADERS, language=language, edition=edition)
        return replace(report, made_on=date(2027, 1, 1))

    return made


class Page(HTMLParser):
    """What a page shows: the text that can be seen and copied, of cells by row."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.skipped = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.skipped += tag in {"style", "title", "desc"}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in {"style", "title", "desc"}

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words.append(data)
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] += data


def pages_of_slides(deck: bytes) -> list[str]:
    """The text of each slide, its tables row by row."""

    def texts(shape: object) -> Iterator[str]:
        if getattr(shape, "has_text_frame", False):
            yield shape.text_frame.text  # type: ignore[attr-defined]
        if getattr(shape, "has_table", False):
            for row in shape.table.rows:  # type: ignore[attr-defined]
                yield " ".join(cell.text for cell in row.cells)

    slides = Presentation(BytesIO(deck)).slides
    return ["\n".join(text for shape in slide.shapes for text in texts(shape)) for slide in slides]


def pages_of_pdf(content: bytes, reading: ModuleType) -> list[str]:
    """The text of each page, letter for letter as it can be copied."""
    file, _ = reading.read(content)
    return ["".join(text for _, text in sorted(reading._texts_of(page).items())) for page in file.pages]


def pages(form: str, report: Report, reading: ModuleType) -> list[str]:
    """Everything that a format shows as text, by page where it has pages."""
    if form == "html":
        return ["".join(Page(html.render(report).decode()).words)]
    if form == "pdf":
        return pages_of_pdf(pdf.render(report), reading)
    if form == "pptx":
        return pages_of_slides(pptx.render(report))
    if form == "docx":
        return ["\n".join(paragraph.text for paragraph in Document(BytesIO(docx.render(report))).paragraphs)]
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx.render(report)))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return ["\n".join(" ".join(str(cell) for cell in row if cell != "") for row in sheet) for sheet in sheets]


def squeezed(text: str) -> str:
    """Breaks, spaces and hyphens are the layout's."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)


def frames(report: Report, folder: Path) -> dict[str, pl.DataFrame]:
    """The rows of each data format that tell of whole ties, with the columns ``rater``, ``target`` and what it tells."""
    with ZipFile(BytesIO(data.csv_zip(report))) as packed:
        table = pl.read_csv(BytesIO(packed.read("cells.csv")))
    sav = folder / "ties.sav"
    sav.write_bytes(data.sav(report))
    network = folder / "ties.graphml"
    network.write_bytes(data.graphml(report))
    graph = igraph.Graph.Read_GraphML(str(network))
    edges = pl.DataFrame(
        {
            "rater": [graph.vs[edge.source]["unit"] for edge in graph.es],
            "target": [graph.vs[edge.target]["unit"] for edge in graph.es],
            **{name: graph.es[name] for name in ("state", "reason", "help_with")},
        }
    )
    spss = read_spss(sav)
    whole = pl.col("dimension") == "index"
    return {
        "csv": table.filter(whole),
        "parquet": pl.read_parquet(BytesIO(data.parquet(report))).filter(whole),
        "sav": spss.drop("rater", "target").rename({"rater_key": "rater", "target_key": "target"}),
        "graphml": edges,
    }


def read_spss(file: Path) -> pl.DataFrame:
    return cast("pl.DataFrame", pyreadstat.read_sav(file, user_missing=True, output_format="polars")[0])


def row_of(frame: pl.DataFrame, rater: str, target: str) -> dict[str, object]:
    return frame.filter(pl.col("rater") == rater, pl.col("target") == target).row(0, named=True)


def test_in_the_page_four_silences_are_four_signs_with_four_words(make: Make, silences: ModuleType) -> None:
    rows = Page(html.render(make("html")).decode()).rows
    head = next(row for row in rows if row[0].startswith("Svarer"))
    names = [text.replace("\u00ad", "") for text in head]
    seen: dict[CellState, str] = {}
    for state, (rater, target) in PAIRS.items():
        line = next(row for row in rows if len(row) == len(head) and row[0].replace("\u00ad", "") == silences.GROUPS[rater][0])
        seen[state] = " ".join(line[names.index(silences.GROUPS[target][0])].split())
    assert {state: text[0] for state, text in seen.items()} == SIGNS
    assert len({text[1:] for text in seen.values()}) == len(SIGNS)


def test_on_paper_slides_and_in_the_workbook_each_silence_has_its_sign_and_word(make: Make, pdf_reading: ModuleType) -> None:
    words = {state: say(f"report.state.{state}", Language.NB) for state in PAIRS}
    assert len(set(words.values())) == len(words)
    # The slides have a map, which draws no tie that is not there; the council's paper tells of what is missing alone.
    told = {"html": tuple(PAIRS), "pdf": tuple(PAIRS), "pptx": tuple(PAIRS)[:3]}
    for form, states in told.items():
        text = squeezed("".join(pages(form, make(form), pdf_reading)))
        for state in states:
            assert squeezed(f"{SIGNS[state]}{words[state]}") in text, (form, state)
    paper = "".join(pages("docx", make("docx"), pdf_reading))
    assert "?\tPPT om Barnevern" in paper
    assert "…\tKulturskolen om Lærere" in paper


def test_the_workbook_tells_them_apart_in_rows_and_in_its_matrix_and_explains_the_signs(
    make: Make, silences: ModuleType
) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx.render(make("xlsx"))))
    head, *rows = book.get_sheet_by_name("Samarbeid").to_python()
    place = {name: number for number, name in enumerate(head)}
    top, *below = book.get_sheet_by_name("Matrise runde 1").to_python()
    states: set[object] = set()
    for state, pair in PAIRS.items():
        rater, target = (silences.GROUPS[key][0] for key in pair)
        row = next(row for row in rows if row[1:3] == [rater, target])
        line = next(line for line in below if line[0] == rater)
        assert row[place["Tegn"]] == line[top.index(target)] == SIGNS[state]
        assert row[place["Hvorfor ikke"]]
        states.add(row[place["Vises det"]])
        assert any(str(text[0]).startswith(f"{SIGNS[state]}  ") for text in below)
    assert len(states) == len(PAIRS)
    hidden = next(row for row in rows if row[1:3] == ["PPT", "Barnevern"])
    assert hidden[place["Hvorfor ikke"]] == say(Reason.TOO_FEW, Language.NB)
    assert hidden[place["Kunne vises sammen med"]] == "Familieteamet"


def test_data_files_carry_state_reason_and_whom_to_merge_with(make: Make, silences: ModuleType, tmp_path: Path) -> None:
    found = frames(make("csv"), tmp_path)
    for form, frame in found.items():
        assert len({row_of(frame, *pair)["state"] for pair in PAIRS.values()}) == len(PAIRS), form
        for (rater, target), (_, reason, helper) in silences.NEEDED.items():
            unit = silences.POOL if rater in silences.POOL.split("+") else rater
            row = row_of(frame, unit, target)
            if form == "sav":
                assert row["reason"] == (list(Reason).index(reason) + 1 if reason else None), (rater, target)
                assert row["help_with_key"] == (helper or "")
            else:
                assert (row["reason"] or None, row["help_with"] or None) == (reason, helper), (form, rater, target)


def test_a_question_that_was_not_asked_says_so_beside_its_tie(make: Make, tmp_path: Path) -> None:
    report = make("csv")
    asked = pl.read_parquet(BytesIO(data.parquet(report))).filter(pl.col("dimension") == "new_solutions")
    row = row_of(asked, "larere", "ppt")
    assert (row["state"], row["reason"]) == ("no_data", Reason.ITEM_NOT_ASKED)
    frames(report, tmp_path)
    spss = read_spss(tmp_path / "ties.sav")
    about = pyreadstat.read_sav(tmp_path / "ties.sav", metadataonly=True)[1]
    code = spss.filter(pl.col("rater_key") == "larere", pl.col("target_key") == "ppt")["reason_new_solutions"][0]
    assert about.variable_value_labels["reason_new_solutions"][code] == "spørsmålet ble ikke stilt i denne runden"
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))
    assert Reason.ITEM_NOT_ASKED in graph.es["reason_new_solutions"]
    # A reason that is the tie's own is not told once more.
    assert not {"reason_respect", "reason_index"} & {*spss.columns, *graph.es.attributes()}


@pytest.mark.parametrize("language", Language)
def test_spss_holds_short_reasons_whole(language: Language) -> None:
    labels = [say(f"data.short_reason.{short(reason)}", language) for reason in Reason]
    assert len(set(labels)) == len(labels)
    assert all(len(label.encode()) <= 120 for label in labels)


@pytest.mark.parametrize("policy", PolicyName)
def test_every_format_says_in_plain_words_how_it_is_protected(
    make: Make, policy: PolicyName, pdf_reading: ModuleType, tmp_path: Path
) -> None:
    words = policy_words(POLICIES[policy], Language.NB)
    told = {form: "".join(pages(form, make(form, policy=policy), pdf_reading)) for form in TEXTS}
    report = make("csv", policy=policy)
    frames(report, tmp_path)
    with ZipFile(BytesIO(data.csv_zip(report))) as packed:
        told["csv"] = packed.read("waves.csv").decode()
    told["parquet"] = pl.read_parquet_metadata(BytesIO(data.parquet(report)))["policy_words"]
    told["sav"] = " ".join(pyreadstat.read_sav(tmp_path / "ties.sav", metadataonly=True)[1].notes)
    told["graphml"] = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))["policy_words"]
    assert set(told) == {*TEXTS, *DATA}
    for form, text in told.items():
        assert squeezed(words) in squeezed(text), form


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (PolicyName.STANDARD, ("verner mindre", "vernar mindre", "beskytter mindre", "skyddar mindre", "protect less")),
        (
            PolicyName.RESEARCH,
            (
                "Fortrolig, ikke anonymt",
                "Fortruleg, ikkje anonymt",
                "Fortroligt, ikke anonymt",
                "Konfidentiellt, inte anonymt",
                "Confidential, not anonymous",
            ),
        ),
    ],
)
def test_the_first_page_says_where_it_protects_less(
    make: Make, policy: PolicyName, words: tuple[str, ...], pdf_reading: ModuleType
) -> None:
    for language, said in zip(Language, words, strict=True):
        for form in ("html", "pptx", "docx", "xlsx", *(("pdf",) if language is Language.NB else ())):
            report = make(form, language, policy)
            first = "".join(pages(form, report, pdf_reading)[0])
            if form == "html":
                first = first.partition(report.sections[1].heading)[2].partition(report.sections[1].heading)[0]
            assert squeezed(said) in squeezed(first), (form, language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", TEXTS)
def test_two_sentences_say_why_numbers_are_rounded(make: Make, form: str, language: Language, pdf_reading: ModuleType) -> None:
    why = say("disclosure.why_rounded", language)
    assert len(re.findall(r"\.(?: |$)", why)) == 2
    assert squeezed(why) in squeezed("".join(pages(form, make(form, language), pdf_reading)))


def test_who_points_at_a_sign_without_a_value_reads_why(make: Make) -> None:
    page = html.render(make("html")).decode()
    hidden = re.findall(r'<a href="#group-\d+" aria-label="([^"]*)" title="([^"]*)"', page)
    assert hidden
    assert all(name == title for name, title in hidden)
    assert any("PPT" in name and say(Reason.TOO_FEW, Language.NB) in name and "Familieteamet" in name for name, _ in hidden)
    # What has a value explains itself.
    assert not any("holder." in title for _, title in hidden)
