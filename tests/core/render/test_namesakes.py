"""A mapping in which one key stands for a group, a dimension, an organisation and a site: each is called by its own name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import igraph
import numpy as np
import polars as pl
import pyreadstat
import pytest
from python_calamine import CalamineWorkbook

from samspill.design.model import Mapping, Organisation, Site, WorkGroup
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.render import data, html, xlsx
from samspill.reporting.compose import Edition, compose
from samspill.reporting.document import Chart, Kind, Report
from samspill.scoring.score import score
from samspill.terms import Audience, CompareSites, Language, Text

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = {
    "respect": ("Respektgruppa", {"respect": 12, "index": 11}),
    "index": ("Indeksgruppa", {"": 12}),
    "helps_most": ("Hjelpegruppa", {"": 14}),
}
PLACES = {"respect": "Respektløkka", "index": "Indeksåsen"}
OWNERS = {"respect": "Respektetaten", "index": "Indekskommunen"}
NODES = {
    "respect@respect": "Respektgruppa (Respektløkka)",
    "respect@index": "Respektgruppa (Indeksåsen)",
    "index": "Indeksgruppa",
    "helps_most": "Hjelpegruppa",
}
MEASURES = {"respect": "Respekt", "index": say("report.index", Language.NB)}


@pytest.fixture(scope="module")
def namesakes(made_up_mapping: Mapping) -> Mapping:
    return replace(
        made_up_mapping,
        compare_sites=CompareSites.NAMED,
        organisations={key: Organisation(key, Text(name)) for key, name in OWNERS.items()},
        sites={key: Site(key, Text(name)) for key, name in PLACES.items()},
        groups={
            key: WorkGroup(key, Text(name), Text(name.lower()), "index" if key == "helps_most" else "respect", sizes)
            for key, (name, sizes) in GROUPS.items()
        },
        needs={},
        changes={},
    )


@pytest.fixture(scope="module")
def release(namesakes: Mapping, made_up_instrument: Instrument, tmp_path_factory: pytest.TempPathFactory) -> Release:
    file = tmp_path_factory.mktemp("namesakes") / "ratings.csv"
    simulate(namesakes, made_up_instrument, np.random.default_rng(1), response=0.9).write_csv(file)
    scores = score(read(file, namesakes, made_up_instrument), namesakes, made_up_instrument)
    return freeze(scores, namesakes, made_up_instrument, version="0.1.0")


@pytest.fixture(scope="module")
def report(release: Release, namesakes: Mapping, made_up_instrument: Instrument) -> Report:
    told = {"audience": Audience.LEADERS, "language": Language.NB, "edition": Edition.REPORT}
    return compose(release, namesakes, made_up_instrument, **told)


def rows_of(report: Report, name: str) -> list[dict[str, str]]:
    with ZipFile(BytesIO(data.csv_zip(report))) as package:
        return list(csv.DictReader(StringIO(package.read(f"{name}.csv").decode())))


def charts_of(report: Report, kind: Kind) -> Iterator[Chart]:
    for section in report.sections:
        if section.kind is kind:
            yield from (block for block in section.blocks if isinstance(block, Chart))


def test_csv(report: Report) -> None:
    named = {(row["rater"], row["rater_name"], row["dimension"], row["dimension_name"]) for row in rows_of(report, "cells")}
    assert {(rater, name) for rater, name, *_ in named} == set(NODES.items())
    assert {(key, name) for *_, key, name in named} >= set(MEASURES.items())
    groups = {row["unit"]: (row["name"], row["organisations"], row["site"]) for row in rows_of(report, "groups")}
    assert groups == {
        "respect@respect": (NODES["respect@respect"], "Respektetaten", "Respektløkka"),
        "respect@index": (NODES["respect@index"], "Respektetaten", "Indeksåsen"),
        "index": ("Indeksgruppa", "Respektetaten", ""),
        "helps_most": ("Hjelpegruppa", "Indekskommunen", ""),
    }
    choices = {(row["unit"], row["name"], row["item"], row["item_name"]) for row in rows_of(report, "choices")}
    assert ("helps_most", "Hjelpegruppa", "helps_most", "Hva ville hjulpet mest?") in choices
    assert {row["code_name"] for row in rows_of(report, "choices") if row["code"] == "1"} == {"En fast møteplass"}


def test_parquet(report: Report) -> None:
    cells = pl.read_parquet(BytesIO(data.parquet(report)))
    assert dict(cells.select("target", "target_name").unique().iter_rows()) == NODES
    assert MEASURES.items() <= dict(cells.select("dimension", "dimension_name").unique().iter_rows()).items()


def test_sav(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "ties.sav"
    file.write_bytes(data.sav(report))
    frame, about = pyreadstat.read_sav(file, output_format="polars")
    labels = about.variable_value_labels["rater"]
    assert {key: labels[number] for number, key in frame.select("rater", "rater_key").iter_rows()} == NODES
    for key, name in MEASURES.items():
        assert about.column_names_to_labels[f"value_{key}"].startswith(f"{name}: ")


def test_graphml(report: Report, tmp_path: Path) -> None:
    file = tmp_path / "network.graphml"
    file.write_bytes(data.graphml(report))
    nodes = {node["unit"]: node for node in igraph.Graph.Read_GraphML(str(file)).vs}
    assert {key: node["name"] for key, node in nodes.items()} == NODES
    assert (nodes["respect@respect"]["organisations"], nodes["respect@respect"]["site"]) == ("Respektetaten", "Respektløkka")


def test_xlsx(report: Report) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(xlsx.render(report)))
    header, *groups = book.get_sheet_by_name(say("data.sheet.groups", Language.NB)).to_python()
    name, organisations = (header.index(say(f"data.column.{key}", Language.NB)) for key in ("name", "organisations"))
    assert {row[name] for row in groups} == set(NODES.values())
    assert {row[organisations] for row in groups} == set(OWNERS.values())
    cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert {*MEASURES.values(), *NODES.values(), "Hva ville hjulpet mest?", "En fast møteplass"} <= set(map(str, cells))


def test_charts(report: Report, made_up_instrument: Instrument) -> None:
    drawn = {title.text for chart in charts_of(report, Kind.MAP) for title in fromstring(chart.svg).iter(f"{SVG}title")}  # noqa: S314
    assert drawn == set(NODES.values())
    dimensions = [dimension.name.get_in(Language.NB) for dimension in made_up_instrument.dimensions.values()]
    for chart in (*charts_of(report, Kind.PROFILE), *charts_of(report, Kind.GROUP)):
        assert chart.table is not None
        assert [row[0].text for row in chart.table.rows] == dimensions


def test_pages(report: Report) -> None:
    page = html.render(report).decode()
    for name in (*NODES.values(), *OWNERS.values(), "Respekt"):
        assert f">{name}<" in page, name
