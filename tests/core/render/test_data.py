from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from io import BytesIO, StringIO
from math import isnan
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import igraph
import polars as pl
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.disclosure.release import Cell, Change, Published, Release, Shrunken, TieFacts, Unit, WaveRelease
from samspill.language import catalogue
from samspill.render import data
from samspill.render.data_columns import SCHEMAS
from samspill.render.data_tables import measures, table
from samspill.reporting.document import Glossary, Report
from samspill.terms import Bound, CellState, Direction, Language, Need, PeopleBand, TieClass

EXPORTS = Path(__file__).parents[3] / "docs/reference/exports.md"
ATTACKS = (
    "=cmd|'/C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://a.example")',
    "<a>",
    "a\x00\x07b",
    "🙂",
    "x" * 40_000,
    "key",
)


def files_of(report: Report) -> Mapping[str, list[dict[str, str]]]:
    with ZipFile(BytesIO(data.csv_zip(report))) as package:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(StringIO(package.read(name).decode())))
            for name in package.namelist()
        }


def sav_of(report: Report, folder: Path) -> tuple[pl.DataFrame, pyreadstat.metadata_container]:
    file = folder / "ties.sav"
    file.write_bytes(data.sav(report))
    return pyreadstat.read_sav(file, user_missing=True, output_format="polars")


def graph_of(report: Report, folder: Path) -> igraph.Graph:
    file = folder / "network.graphml"
    file.write_bytes(data.graphml(report))
    return igraph.Graph.Read_GraphML(str(file))


def numbers_in_release(release: Release) -> set[float]:
    found: set[float] = {float(release.policy.k)}
    for wave in release.waves:
        means = [mean for unit in wave.groups for mean in (*unit.received.values(), *unit.given.values())]
        for number in (*(cell.published for cell in wave.cells), *means):
            if number:
                found |= {number.value, *(number.interval or ()), *([float(number.n)] if number.n else [])}
        found |= {mean.value for mean in wave.overall} | set(wave.reliability.values()) | {float(wave.wave)}
        found |= {float(choice.code) for choice in wave.choices}
        found |= {change.difference for change in wave.changes if change.difference is not None}
        found |= {float(change.since) for change in wave.changes}
        found |= {number for tie in wave.shrunken for number in (tie.value, *tie.interval)}
    return found


@pytest.fixture
def two_waves(plain_report: Report) -> Report:
    first = plain_report.release.waves[0]
    changes = (
        Change("larere", "ppt", "index", 1, Direction.HIGHER, 0.3),
        Change("ppt", "larere", "index", 1, None, None, "groups_changed"),
    )
    shrunken = (Shrunken("larere", "ppt", 3.31, (2.57, 4.13), PeopleBand.FEW),)
    second = replace(first, wave=2, changes=changes, cells=first.cells[9:], shrunken=shrunken)
    return replace(plain_report, release=replace(plain_report.release, waves=(first, second)))


@pytest.fixture
def attacked(plain_report: Report) -> Report:
    kinds = {field.name: getattr(plain_report.names, field.name) for field in fields(Glossary)}
    names = {kind: dict(zip(named, ATTACKS * len(named), strict=False)) for kind, named in kinds.items()}
    return replace(plain_report, title=ATTACKS[0], names=Glossary(**names))


# --- every number is in the release, and every number of the release is there


def test_no_number_outside_the_release_is_in_any_table(two_waves: Report) -> None:
    allowed = numbers_in_release(two_waves.release)

    for name in SCHEMAS:
        frame = table(two_waves, name)
        for column in frame.select(pl.selectors.numeric()).iter_columns():
            assert set(column.drop_nulls().cast(pl.Float64)) <= allowed, (name, column.name)


def test_no_number_outside_the_release_is_in_sav_or_graphml(two_waves: Report, tmp_path: Path) -> None:
    allowed = numbers_in_release(two_waves.release)
    numbered = ("value_", "lower_", "upper_", "n_")
    frame, _ = sav_of(two_waves, tmp_path)
    graph = graph_of(two_waves, tmp_path)

    in_sav = {value for name in frame.columns if name.startswith(numbered) for value in frame[name].drop_nulls()}
    in_graph = {value for name in graph.es.attributes() if name.startswith(numbered) for value in graph.es[name]}
    assert in_sav - {-99.0, -98.0, -97.0, -96.0} <= allowed
    assert {value for value in in_graph if not isnan(value)} <= allowed
    assert len(in_graph) > 5


def test_the_published_cells_come_back_from_csv_as_they_are(two_waves: Report) -> None:
    rows = files_of(two_waves)["cells"]
    cells = [(wave.wave, cell) for wave in two_waves.release.waves for cell in wave.cells]

    assert len(rows) == len(cells)
    for row, (wave, cell) in zip(rows, cells, strict=True):
        assert (int(row["wave"]), row["rater"], row["target"], row["dimension"]) == (
            wave,
            cell.rater,
            cell.target,
            cell.dimension,
        )
        assert row["state"] == cell.state
        assert row["value"] == ("" if cell.published is None else str(cell.published.value))
        assert row["bound"] == ((cell.published and cell.published.bound) or "")


def test_shrunken_ties_stand_in_a_table_of_their_own_and_not_as_values(two_waves: Report) -> None:
    (row,) = files_of(two_waves)["shrunken"]

    assert (row["wave"], row["rater"], row["target"], row["rater_name"]) == ("2", "larere", "ppt", "Lærere")
    assert (row["shrunken"], row["lower"], row["upper"], row["people"]) == ("3.31", "2.57", "4.13", "5-9")
    # Who checks a file for cells reads columns of that name.
    assert "value" not in row


def test_parquet_holds_the_table_of_cells(two_waves: Report) -> None:
    assert pl.read_parquet(BytesIO(data.parquet(two_waves))).equals(table(two_waves, "cells"))


def test_a_missing_number_is_empty_and_never_a_zero(plain_report: Report) -> None:
    rows = files_of(plain_report)["cells"]
    without = [row for row in rows if row["state"] != "shown"]

    assert {row["state"] for row in without} == {"hidden", "no_data", "no_contact", "no_tie"}
    assert all(row[column] == "" for row in without for column in ("value", "lower", "upper", "n", "people", "class"))


def test_a_value_beside_another_state_than_shown_is_not_written(plain_report: Report, tmp_path: Path) -> None:
    number = Published(4.5, None, None, PeopleBand.FEW, 7, TieClass.HOLDS, None)
    wave = plain_report.release.waves[0]
    wrong = replace(wave, cells=(Cell("larere", "ppt", "index", CellState.HIDDEN, number),), overall=(), groups=())
    report = replace(plain_report, release=replace(plain_report.release, waves=(wrong,)))

    assert table(report, "cells")["value"].to_list() == [None]
    assert sav_of(report, tmp_path)[0]["value_index"].drop_nulls().to_list() == [-96.0]
    assert "value_index" not in graph_of(report, tmp_path).es.attributes()


# --- texts


def test_formulas_in_csv_are_inert_and_numbers_stay_numbers(attacked: Report) -> None:
    files = files_of(attacked)

    fields = [field for rows in files.values() for row in rows for field in row.values()]
    assert any(field.startswith("'=cmd") for field in fields)
    assert not [field for field in fields if field.startswith(("=", "+", "@"))]
    assert not [field for field in fields if field.startswith("-") and not re.fullmatch(r"-[0-9.]+", field)]


def test_a_negative_number_stays_a_number(two_waves: Report) -> None:
    first, second = two_waves.release.waves
    lower = replace(second, changes=(Change("larere", "ppt", "index", 1, Direction.LOWER, -0.3),))
    report = replace(two_waves, release=replace(two_waves.release, waves=(first, lower)))

    assert files_of(report)["changes"][0]["difference"] == "-0.3"


@pytest.mark.parametrize("kind", ["csv_zip", "parquet", "sav", "graphml"])
def test_the_same_report_gives_the_same_bytes(made_up_report: Report, kind: str) -> None:
    render = getattr(data, kind)

    assert render(made_up_report) == render(made_up_report)


def report_with(report: Report, text: str) -> Report:
    """Put one text wherever a release or its names can hold a text."""
    number = Published(3.5, Bound.AT_LEAST, (3.0, 4.0), PeopleBand.FEW, 12, TieClass.ON_THE_WAY, "weak")
    wave = WaveRelease(
        1,
        (Cell(text, "ppt", text, CellState.SHOWN, number, text), Cell("ppt", text, "index", CellState.HIDDEN)),
        (TieFacts(text, "ppt", Need.HIGH, own=False, state=CellState.SHOWN, no_contact=None, wanted=None, dont_know=None),),
        (Unit(text, (text, text), True, True, (text,), text, "pooled", text, None, None, {text: number}, {}),),  # noqa: FBT003
        (),
        {text: 0.5},
        (),
        (Change(text, text, text, 1, None, None, text),),
        None,
    )
    release = replace(report.release, waves=(wave,), dimensions=(text,), instrument=text, k_reason=text)
    return replace(report, title=text, release=release, names=Glossary({text: text, "ppt": text}, {text: text, "index": text}))


@given(st.text(st.characters(codec=None, categories=None, exclude_categories=()), min_size=1) | st.sampled_from(ATTACKS))
@settings(max_examples=60, deadline=None)
def test_any_text_leaves_every_format_readable(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    report = report_with(base_report(), text)

    assert len(files_of(report)["cells"]) == 2
    assert pl.read_parquet(BytesIO(data.parquet(report))).height == 2
    frame, _ = sav_of(report, folder)
    assert frame.height == 2 or text == "ppt"
    graph = graph_of(report, folder)
    assert graph.is_directed()
    assert 3.5 in [value for name in graph.es.attributes() if name.startswith("value_") for value in graph.es[name]]


def base_report() -> Report:
    from samspill.reporting.document import Labels
    from samspill.terms import POLICIES, Audience, PolicyName

    release = Release("0.1.0", "i 1", POLICIES[PolicyName.STRICT], None, (), {}, ())
    return Report("t", "s", Language.NB, Audience.LEADERS, "m", (), Labels("", "", "", "", "", "", ""), release)


def test_an_empty_release_gives_empty_tables(tmp_path: Path) -> None:
    empty = WaveRelease(1, (), (), (), (), {}, (), (), None)
    report = replace(base_report(), release=replace(base_report().release, waves=(empty,)))

    assert files_of(report)["cells"] == []
    assert sav_of(report, tmp_path)[0].height == 0
    assert graph_of(report, tmp_path).vcount() == 0


# --- SPSS


def test_sav_says_why_a_value_is_missing(plain_report: Report, tmp_path: Path) -> None:
    frame, about = sav_of(plain_report, tmp_path)
    row = frame.filter(pl.col("rater_key") == "familie", pl.col("target_key") == "ppt").row(0, named=True)

    assert row["value_index"] == -96
    assert about.variable_value_labels["value_index"][-96] == "skjult, for få"
    assert about.missing_ranges["value_index"] == [{"lo": -99.0, "hi": -96.0}]
    assert set(frame["value_index"].unique()) & {-99.0, -98.0, -97.0, -96.0} == {-99.0, -98.0, -97.0, -96.0}


def test_sav_hides_missing_values_from_statistics(plain_report: Report, tmp_path: Path) -> None:
    file = tmp_path / "ties.sav"
    file.write_bytes(data.sav(plain_report))
    frame, _ = pyreadstat.read_sav(file, output_format="polars")

    shown = [c.published.value for w in plain_report.release.waves for c in w.cells if c.dimension == "index" and c.published]
    assert frame["value_index"].drop_nulls().to_list() == shown


def test_sav_has_labels_levels_and_names_in_the_language_of_the_report(plain_report: Report, tmp_path: Path) -> None:
    frame, about = sav_of(replace(plain_report, language=Language.EN), tmp_path)

    assert about.file_label == plain_report.title
    assert about.column_names_to_labels["value_familiarity"] == "Kjennskap: value"
    assert about.variable_value_labels["need"] == {0: "not needed", 1: "some", 2: "high"}
    number = frame.filter(pl.col("rater_key") == "sfo")["rater"][0]
    assert about.variable_value_labels["rater"][number] == "SFO"
    assert about.variable_measure["value_index"] == "scale"
    assert about.variable_measure["need"] == "ordinal"
    assert all(about.column_names_to_labels.values())


def test_sav_carries_no_day(plain_report: Report, tmp_path: Path) -> None:
    _, about = sav_of(plain_report, tmp_path)

    assert (about.creation_time.year, about.creation_time.hour) == (1980, 0)


def test_keys_that_differ_in_case_or_signs_alone_stay_apart(plain_report: Report, tmp_path: Path) -> None:
    wave = plain_report.release.waves[0]
    number = Published(3.5, None, None, PeopleBand.FEW, None, TieClass.ON_THE_WAY, None)
    keys = ("møte", "m_te", "M_TE", "m-te", "x" * 80, "x" * 81)
    cells = tuple(Cell("larere", "ppt", key, CellState.SHOWN, number) for key in keys)
    report = replace(plain_report, release=replace(plain_report.release, waves=(replace(wave, cells=cells),)))

    frame, _ = sav_of(report, tmp_path)
    values = [name for name in frame.columns if name.startswith("value_")]
    assert len({name.lower() for name in values}) == len(keys)
    assert all(len(name) <= 64 for name in frame.columns)


# --- GraphML


def test_graphml_is_the_directed_network_of_the_latest_wave(two_waves: Report, tmp_path: Path) -> None:
    graph = graph_of(two_waves, tmp_path)

    assert graph.is_directed()
    assert graph["wave"] == 2
    assert not graph.has_multiple()
    nodes = {node["unit"]: node.index for node in graph.vs}
    edge = graph.es[graph.get_eid(nodes["larere"], nodes["ppt"])]
    cell = next(c for c in two_waves.release.waves[1].cells if (c.rater, c.target, c.dimension) == ("larere", "ppt", "index"))
    assert cell.published is not None
    assert (edge["value_index"], edge["need"], edge["class_index"]) == (cell.published.value, "high", cell.published.tie_class)
    assert graph.vs[nodes["larere"]]["people"] == "10-24"


def test_graphml_gives_an_earlier_wave_when_asked(two_waves: Report) -> None:
    assert b'<data key="g_wave">1</data>' in data.graphml(two_waves, wave=1)


def test_graphml_leaves_out_what_is_not_published(plain_report: Report) -> None:
    root = ET.fromstring(data.graphml(plain_report))  # noqa: S314 (made a moment ago)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    hidden = [edge for edge in root.iter(f"{space}edge") if any(d.text == "hidden" for d in edge)]

    assert hidden
    assert not [d for edge in hidden for d in edge if d.get("key", "").startswith(("e_value", "e_lower", "e_upper", "e_n_"))]


# --- documentation, words and speed


def test_every_column_of_every_format_is_documented(two_waves: Report, tmp_path: Path) -> None:
    exact = [
        Cell(
            "larere",
            "larere",
            "index",
            CellState.SHOWN,
            Published(3.5, None, None, PeopleBand.SOME, 12, TieClass.HOLDS, "weak"),
        )
    ]
    wave = two_waves.release.waves[1]
    report = replace(two_waves, release=replace(two_waves.release, waves=(replace(wave, cells=(*exact, *wave.cells)),)))
    documented = set(re.findall(r"`([a-z_…]+)`", EXPORTS.read_text(encoding="utf-8")))
    graph = graph_of(report, tmp_path)
    columns = {
        *(column for schema in SCHEMAS.values() for column in schema),
        *data.codebook(report).columns,
        *sav_of(report, tmp_path)[0].columns,
        *graph.attributes(),
        *graph.vs.attributes(),
        *graph.es.attributes(),
    } - {"id"}
    ends = tuple(f"_{key}" for key in measures(report.release))
    general = {next((column.removesuffix(end) + "_…" for end in ends if column.endswith(end)), column) for column in columns}

    assert {"value_…", "n_…", "band_…"} <= general
    assert general <= documented


def test_each_table_has_its_own_chapter_in_the_documentation() -> None:
    text = EXPORTS.read_text(encoding="utf-8")

    for name, schema in SCHEMAS.items():
        chapter = text.split(f"### `{name}`")[1].split("\n#")[0]
        assert set(re.findall(r"`([a-z_]+)`", chapter)) >= set(schema), name


def test_the_codebook_explains_every_code_that_occurs(two_waves: Report) -> None:
    files = files_of(two_waves)
    explained = {(row["file"].removesuffix(".csv"), row["column"], row["code"]) for row in files["codebook"]}

    for name, column in (("cells", "state"), ("cells", "class"), ("cells", "bound"), ("ties", "need"), ("groups", "answered")):
        for row in files[name]:
            assert not row[column] or (name, column, row[column]) in explained
    for name, column in (("groups", "response"), ("ties", "no_contact"), ("cells", "people"), ("overall", "weighting")):
        assert {(name, column, row[column]) for row in files[name] if row[column]} <= explained


@pytest.mark.parametrize("language", Language)
def test_words_exist_in_every_language(two_waves: Report, language: Language) -> None:
    report = replace(two_waves, language=language)

    assert data.csv_zip(report)
    assert data.sav(report)
    assert all(entry[language] for entry in catalogue("data").values())


def test_an_organisation_or_a_site_is_not_called_after_a_group_of_the_same_key(plain_report: Report) -> None:
    wave = plain_report.release.waves[0]
    unit = replace(wave.groups[0], organisations=("barnehage",), site="sfo")
    release = replace(plain_report.release, waves=(replace(wave, groups=(unit,)),))

    row = files_of(replace(plain_report, release=release))["groups"][0]
    assert (row["organisations"], row["site"]) == ("barnehage", "sfo")
    names = replace(plain_report.names, organisations={"barnehage": "Barnehagene"}, sites={"sfo": "Nordby"})
    row = files_of(replace(plain_report, release=release, names=names))["groups"][0]
    assert (row["organisations"], row["site"]) == ("Barnehagene", "Nordby")


def test_the_lowest_band_begins_at_the_least_number_of_people(plain_report: Report) -> None:
    release = replace(plain_report.release, policy=plain_report.release.policy.with_k(4))

    meanings = {
        (row["column"], row["code"]): row["meaning"] for row in files_of(replace(plain_report, release=release))["codebook"]
    }
    assert meanings["people", "5-9"] == "4–9"
