"""The code book names every column of every file and no other, every question and scale, and computes no number."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import igraph
import polars as pl
import pyreadstat
import pytest
from python_calamine import CalamineWorkbook

from samspill.design.model import Mapping
from samspill.disclosure.attack.reading import read
from samspill.disclosure.attack.run import attack
from samspill.disclosure.release import Cell, Release
from samspill.disclosure.release_fields import RECORDS
from samspill.disclosure.release_file import to_json as release_to_json
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.render import data, docx, html, pdf
from samspill.render import xlsx as workbook
from samspill.render.codebook import codebook_of, to_json
from samspill.reporting.codebook import Codebook, Part, as_report, bare_report, codebook
from samspill.reporting.document import Report, Table
from samspill.terms import CellState, Language, PeopleBand, TieClass

World = tuple[Release, Mapping, Instrument]
Told = tuple[Codebook, Report]


@pytest.fixture(params=["plain", "sites", "silent"])
def world(request: pytest.FixtureRequest) -> World:
    """A release with its mapping and questionnaire: eight groups, three schools, and everything that is not shown."""
    ask = request.getfixturevalue
    instrument = ask("made_up_instrument")
    if request.param == "plain":
        return ask("made_up_release"), ask("made_up_mapping"), instrument
    if request.param == "sites":
        return ask("made_up_sites_release"), ask("made_up_sites_mapping"), instrument
    silences = ask("silences")
    return ask("silent_release"), silences.mapping(), silences.instrument() if hasattr(silences, "instrument") else instrument


@pytest.fixture
def told(made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument) -> Told:
    return codebook_of(made_up_release, made_up_mapping, made_up_instrument, Language.NB)


def part(book: Codebook, name: str) -> Part:
    return next(each for each in book.parts if each.name == name)


def named(book: Codebook, name: str) -> list[str]:
    return [variable.name for variable in part(book, name).variables]


def test_every_column_of_every_csv_file_and_no_other(world: World) -> None:
    book, bare = codebook_of(*world, Language.NB)[0], bare_report(*world, Language.NB)
    with ZipFile(BytesIO(data.csv_zip(bare))) as file:
        tables = {name: file.read(name).decode().splitlines()[0].split(",") for name in file.namelist()}
    del tables["codebook.csv"]
    assert {each.name for each in book.parts if each.name.endswith(".csv")} == set(tables)
    for name, columns in tables.items():
        assert named(book, name) == columns


def test_every_column_of_the_parquet_file_and_no_other(world: World) -> None:
    book, bare = codebook_of(*world, Language.NB)[0], bare_report(*world, Language.NB)
    assert named(book, "cells.parquet") == pl.read_parquet(data.parquet(bare)).columns


def test_every_variable_of_the_spss_file_and_no_other(world: World, tmp_path: Path) -> None:
    book, bare = codebook_of(*world, Language.NB)[0], bare_report(*world, Language.NB)
    (tmp_path / "ties.sav").write_bytes(data.sav(bare))
    _, meta = pyreadstat.read_sav(str(tmp_path / "ties.sav"))
    assert named(book, "ties.sav") == meta.column_names
    for variable in part(book, "ties.sav").variables:
        if variable.name in {"rater", "target", "help_with"}:
            continue
        labels = {f"{code:g}": label for code, label in meta.variable_value_labels.get(variable.name, {}).items()}
        assert {each.code: each.meaning for each in variable.codes} == labels
        assert variable.label == meta.column_names_to_labels[variable.name]


def test_every_attribute_of_the_graph_and_no_other(world: World, tmp_path: Path) -> None:
    book, bare = codebook_of(*world, Language.NB)[0], bare_report(*world, Language.NB)
    (tmp_path / "network.graphml").write_bytes(data.graphml(bare))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "network.graphml"))
    for of, names in {"graph": graph.attributes(), "node": graph.vs.attributes(), "edge": graph.es.attributes()}.items():
        assert set(named(book, f"network.graphml: {of}")) == set(names) - {"id"}, of


def test_every_column_of_the_workbook_and_no_other(world: World) -> None:
    book, bare = codebook_of(*world, Language.NB)[0], bare_report(*world, Language.NB)
    file = CalamineWorkbook.from_filelike(BytesIO(workbook.render(bare)))
    sheets = {f"XLSX: {name}": file.get_sheet_by_name(name).to_python()[0] for name in file.sheet_names}
    told = [each.name for each in book.parts if each.name.startswith("XLSX")]
    assert told
    for name in told:
        assert named(book, name) == sheets[name]
    # The sheet on how to read it and the matrices have no columns of their own.
    rest = set(sheets) - set(told)
    assert all(re.search(r"Les meg|Matrise", name) for name in rest), rest


def test_every_field_of_the_release_and_no_other(world: World) -> None:
    book = codebook_of(*world, Language.NB)[0]
    file = json.loads(release_to_json(world[0]))
    wave = file["waves"][-1]
    met = {
        "Release": [file],
        "Policy": [file["policy"]],
        "WaveRelease": file["waves"],
        "Cell": wave["cells"],
        "TieFacts": wave["ties"],
        "Unit": wave["groups"],
        "Choice": wave["choices"],
        "Change": wave["changes"],
        "Overall": wave["overall"],
        "Shrunken": wave["shrunken"],
        "Published": [number for unit in wave["groups"] for number in unit["received"].values()],
        "Network": [wave["network"]] if "network" in wave else [],
    }
    assert set(met) == {record.__name__ for record in RECORDS}
    for record, rows in met.items():
        described = set(named(book, f"release.json: {record}"))
        assert all(set(row) <= described for row in rows), record
        optional = {"n", "reason", "help_with", "interval", "network"}
        assert all(described - optional <= set(row) for row in rows), record


@pytest.mark.parametrize("language", Language)
def test_it_is_whole_in_every_language(world: World, language: Language) -> None:
    book, report = codebook_of(*world, language)
    labels = [variable.label for each in book.parts for variable in each.variables]
    assert all(label.strip() for label in labels)
    assert all(code.meaning.strip() for each in book.parts for variable in each.variables for code in variable.codes)
    assert report.title == world[1].title.get_in(language)
    assert report.sections[0].heading == say("codebook.title.about", language)
    assert b"</html>" in html.render(report)


def test_it_is_drawn_by_the_formats_of_reports(told: Told) -> None:
    _, report = told
    assert html.render(report).count(b"<table") == sum(
        isinstance(block, Table) for section in report.sections for block in section.blocks
    )
    assert pdf.render(report).startswith(b"%PDF")
    assert docx.render(report).startswith(b"PK")


def test_the_same_release_gives_the_same_book(
    told: Told, made_up_release: Release, made_up_mapping: Mapping, made_up_instrument: Instrument
) -> None:
    again = codebook_of(made_up_release, made_up_mapping, made_up_instrument, Language.NB)[0]
    assert to_json(told[0]) == to_json(again)
    assert json.loads(to_json(told[0]))["language"] == "nb"


def test_questions_stand_with_what_they_measure(told: Told, made_up_instrument: Instrument) -> None:
    book, _ = told
    assert book.measures[0].key == "index"
    assert book.measures[0].items == tuple(item.key for item in made_up_instrument.index_items)
    assert [question.key for question in book.questions] == list(made_up_instrument.items)
    for measure in book.measures[1:]:
        assert [each.key for each in book.questions if each.dimension == measure.key and each.in_index] == list(measure.items)
        assert measure.about
    asked = [f"{question.stem} {question.text}" for question in book.questions]
    assert not [text for text in asked if "{" in text]
    assert any("[…]" in text for text in asked)


def test_an_ideal_point_scale_tells_what_was_asked_and_counted(made_up_release: Release, made_up_mapping: Mapping) -> None:
    instrument = shipped("relational-coordination")
    release = replace(made_up_release, dimensions=tuple(instrument.dimensions), items={})
    book = codebook(release, made_up_mapping, instrument, Language.EN)
    scales = {scale.key: scale for scale in book.scales}
    frequent = scales[instrument.items["frequent"].scale]
    assert [(option.code, option.counts_as) for option in frequent.options] == [(1, 1), (2, 3), (3, 5), (4, 4), (5, 2)]
    assert frequent.recoded
    assert not scales[instrument.items["timely"].scale].recoded
    assert [(band.code, band.begins, band.above) for band in book.bands] == [
        ("weak", None, False),
        ("moderate", 3.5, False),
        ("strong", 4.0, True),
    ]
    report = as_report(book, bare_report(release, made_up_mapping, instrument, Language.EN))
    assert "both too little and too much give a lower value" in html.render(report).decode()


def test_the_states_the_ladder_and_the_classes_are_the_release_s_own(told: Told) -> None:
    book, _ = told
    assert [state.code for state in book.states] == [state.value for state in CellState]
    assert [state.missing for state in book.states] == [False, True, True, True, True]
    assert [rung.people for rung in book.ladder] == [band.value for band in PeopleBand]
    assert [(rung.step, rung.at_most, rung.at_least) for rung in book.ladder] == [
        (0.5, 2.0, 4.0),
        (0.25, 1.5, 4.5),
        (0.1, 1.5, 4.5),
    ]
    cuts = {cut.code: cut.begins for cut in book.classes}
    assert cuts == {TieClass.HOLDS: 3.75, TieClass.ON_THE_WAY: 3.25, TieClass.NEEDS_TALK: None}
    assert (book.k, book.policy) == (5, "strict")


def test_no_group_is_named(told: Told, made_up_mapping: Mapping) -> None:
    """It is about the files, not about what is in them: a reader of another place may have it too."""
    text = to_json(told[0])
    assert not [group.key for group in made_up_mapping.groups.values() if group.name.get_in(Language.NB) in text]


def test_nobody_who_looks_for_answers_finds_any_in_it(told: Told, tmp_path: Path) -> None:
    """Its figures are rules and codes; read as results they would be about nobody."""
    book, report = told
    files = {
        "html": html.render(report),
        "pdf": pdf.render(report),
        "docx": docx.render(report),
        "json": to_json(book).encode(),
    }
    for kind, content in files.items():
        (tmp_path / f"codebook.{kind}").write_bytes(content)
    told_of = read([tmp_path])
    assert len(told_of.read) == len(files)
    assert not attack(told_of).found


def test_it_is_the_same_whatever_was_answered(world: World) -> None:
    """It explains figures and tells none: with other values in every cell not a byte of it differs."""
    release, mapping, instrument = world
    changed = 0

    def other(cell: Cell) -> Cell:
        nonlocal changed
        if cell.published is None:
            return cell
        changed += 1
        return replace(cell, published=replace(cell.published, value=2.25 if cell.published.value != 2.25 else 3.75))

    waves = tuple(replace(wave, cells=tuple(map(other, wave.cells))) for wave in release.waves)
    pages = [
        html.render(codebook_of(each, mapping, instrument, Language.NB)[1]) for each in (release, replace(release, waves=waves))
    ]
    assert changed
    assert pages[0] == pages[1]
