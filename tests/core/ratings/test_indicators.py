"""Indicators: what a file may hold, and every wrong row told with its row, column and remedy."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from samspill.design.model import Mapping
from samspill.design.read import read as read_mapping
from samspill.errors import FileError, Problem, RatingsError, SamspillError
from samspill.language import problem_text
from samspill.ratings import indicators
from samspill.ratings.indicators import Indicators, read_indicators
from samspill.tabular import delimited
from samspill.terms import Language

EXAMPLE = Path(__file__).parents[3] / "examples" / "oppvekst"
HEAD = "wave;site;organisation;indicator;value;count\n"
Told = list[tuple[str, int | None, str | None]]


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return read_mapping(EXAMPLE / "mapping.toml")


@pytest.fixture
def read(written: Callable[..., Path], mapping: Mapping) -> Callable[..., Indicators]:
    def run(source: str | bytes, name: str = "tall.csv", waves: tuple[int, ...] = (1, 2)) -> Indicators:
        return read_indicators(written(source, name), mapping, waves)

    return run


@pytest.fixture
def problems(
    read: Callable[..., Indicators], told: Callable[[SamspillError], list[Problem]]
) -> Callable[..., tuple[Told, list[Problem]]]:
    def run(source: str | bytes, **options: object) -> tuple[Told, list[Problem]]:
        with pytest.raises(SamspillError) as caught:
            read(source, **options)
        found = told(caught.value)
        return [
            (one.code.removeprefix("ratings.").removeprefix("tabular."), one.place.row, one.place.column) for one in found
        ], found

    return run


# ---- what is read ----------------------------------------------------------------------------------------------------------


def test_the_example_is_read(mapping: Mapping) -> None:
    found = read_indicators(EXAMPLE / "indicators.csv", mapping, (1, 2))

    assert found.source == "indicators.csv"
    assert found.frame.height == 12
    assert found.frame.row(0, named=True) == {
        "wave": 1,
        "site": "nordby",
        "organisation": "barnehage",
        "indicator": "Foreldre som svarer at de fikk fortelle én gang (%)",
        "value": 59.5,
        "count": 12,
    }


def test_names_do_for_keys_and_empty_places_for_all(read: Callable[..., Indicators]) -> None:
    rows = "1;Sørby;Grunnskolene i Eksempel kommune;A;1;\n1;;helse;A;−2,5;3\n1;Østby;;A;+3.5;4,0\n"
    frame = read(HEAD + rows).frame

    assert frame.select("site", "organisation", "value", "count").rows() == [
        ("", "helse", -2.5, 3),
        ("ostby", "", 3.5, 4),
        ("sorby", "skole", 1.0, None),
    ]


def test_wave_and_count_may_be_left_out_and_headings_be_in_capitals(read: Callable[..., Indicators]) -> None:
    frame = read("Indicator,SITE,Value\nA,nordby,1e-3\n", waves=(1,)).frame

    assert frame.row(0) == (1, "nordby", "", "A", 0.001, None)


def test_order_of_rows_and_columns_changes_nothing(read: Callable[..., Indicators]) -> None:
    lines = (EXAMPLE / "indicators.csv").read_text("utf-8-sig").splitlines()
    mixed = lines[1::2] + lines[-1:0:-2]
    turned = [";".join(reversed(line.split(";"))) for line in (lines[0], *mixed)]

    assert read("\n".join(turned)).frame.equals(read("\n".join(lines)).frame)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(read: Callable[..., Indicators], encoding: str) -> None:
    text = HEAD + "1;Sørby;skole;Fikk fortelle én gang, «ærlig»;59,5;1\n"
    assert read(text.encode(encoding)).frame["indicator"].item() == "Fikk fortelle én gang, «ærlig»"


def test_workbooks_and_parquet(tmp_path: Path, mapping: Mapping) -> None:
    rows = [(1, "nordby", "skole", "A", 59.5, 12), (2, "nordby", "skole", "A", 1e-7, 12)]
    frame = pl.DataFrame(rows, schema=["wave", "site", "organisation", "indicator", "value", "count"], orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("forside").write(0, 0, "Les meg")
        sheet = book.add_worksheet("tall")
        for at, row in enumerate((frame.columns, *rows)):
            sheet.write_row(at, 0, row)

    for name in ("a.parquet", "a.xlsx"):
        found = read_indicators(tmp_path / name, mapping, (1, 2))
        assert found.frame["value"].to_list() == [59.5, 1e-7]
    assert found.source == "a.xlsx [tall]"


# ---- what is wrong ---------------------------------------------------------------------------------------------------------


def test_every_wrong_row_is_told_at_once(problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    rows = (
        "3;nordby;skole;A;1;1\n"  # 2
        ";nordby;skole;A;1;1\n"
        "1;nordbi;skole;A;1;1\n"
        "1;nordby;skolen;A;1;1\n"
        "1;;;A;1;1\n"  # 6
        "1;nordby;helse;A;1;1\n"
        "1;nordby;skole;;1;1\n"
        "1;nordby;skole;A;;1\n"
        "1;sorby;skole;A;12 %;1\n"  # 10
        "1;ostby;skole;A;1;0\n"
        "2;ostby;skole;A;1;-4\n"
        "2;nordby;skole;A;1;1\n"
        "2;Nordby;skole;A;2;1\n"  # 14
        "2;sorby;skole;A;1;2,5\n"
    )
    places, found = problems(HEAD + rows)

    assert places == [
        ("indicator_wave", 2, "wave"),
        ("indicator_blank", 3, "wave"),
        ("unknown_site", 4, "site"),
        ("indicator_organisation", 5, "organisation"),
        ("indicator_nowhere", 6, "site"),
        ("indicator_no_group_of_both", 7, "site"),
        ("indicator_blank", 8, "indicator"),
        ("indicator_blank", 9, "value"),
        ("indicator_value", 10, "value"),
        ("indicator_count", 11, "count"),
        ("indicator_count", 12, "count"),
        ("indicator_twice", 13, "indicator"),
        ("indicator_count", 15, "count"),
    ]
    said = "\n".join(problem_text(one, Language.NB) for one in found)
    assert "Mente du «nordby»?" in said
    assert "Mente du «skole»?" in said
    assert "Det gjelder 2 rader: 13, 14." in said
    assert "en av 1 og 2" in said


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1;;ledig;A;1;1", "indicator_no_group_of_organisation"),
        ("1;tom;;A;1;1", "indicator_no_group_at_site"),
        ("1;tom;skole;A;1;1", "indicator_no_group_of_both"),
    ],
)
def test_a_place_without_groups(
    row: str, code: str, written: Callable[..., Path], mapping: Mapping, told: Callable[[SamspillError], list[Problem]]
) -> None:
    site, organisation = (next(iter(named.values())) for named in (mapping.sites, mapping.organisations))
    emptier = replace(
        mapping,
        sites={**mapping.sites, "tom": replace(site, key="tom")},
        organisations={**mapping.organisations, "ledig": replace(organisation, key="ledig")},
    )
    with pytest.raises(RatingsError) as caught:
        read_indicators(written(f"{HEAD}{row}\n"), emptier, (1,))
    assert [one.code for one in told(caught.value)] == [f"ratings.{code}"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("wave;site;organisation;indikator;value;count", [("missing_column", "indicator"), ("indicator_column", "indikator")]),
        ("wave;indicator;value;count", [("missing_column", "site")]),
        ("site;site;indicator;value", [("heading_twice", "site")]),
        ("site;indicator;value;note", [("indicator_column", "note")]),
        ("site;indicator;value;", [("indicator_column", "")]),
    ],
)
def test_columns(head: str, expected: Told, problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    row = {"site": "nordby", "value": "1", "wave": "1"}
    line = ";".join(row.get(name, "x") for name in head.split(";"))
    places, _ = problems(f"{head}\n{line}\n", waves=(1,))
    assert [(code, column) for code, _, column in places] == expected


def test_a_file_without_rows(problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    assert problems(HEAD)[0] == [("no_rows", 1, None)]


def test_many_wrong_values_are_counted(problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    rows = "".join(f"1;nordby;skole;A{at};x{at};1\n" for at in range(200))
    places, found = problems(HEAD + rows)
    assert len(places) == 51
    assert found[-1].code == "tabular.more_values"
    assert found[-1].data["n"] == 150


# ---- hostile files ---------------------------------------------------------------------------------------------------------


def test_a_formula_stays_text(read: Callable[..., Indicators], problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    formula = "=HYPERLINK(A1)"
    assert read(f"{HEAD}1;nordby;skole;{formula};1;1\n").frame["indicator"].item() == formula
    assert problems(f"{HEAD}1;nordby;skole;A;=1+1;=2\n")[0] == [
        ("indicator_count", 2, "count"),
        ("indicator_value", 2, "value"),
    ]


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x07", "\x9b", "\u202e", "\u2066"])
def test_signs_that_cannot_be_shown(
    sign: str, tmp_path: Path, mapping: Mapping, told: Callable[[SamspillError], list[Problem]]
) -> None:
    """Text files with controls are refused as a whole; other files may bring them in."""
    path = tmp_path / "a.parquet"
    pl.DataFrame({"site": ["nordby"], "indicator": [f"A{sign}B"], "value": [1]}).write_parquet(path)
    with pytest.raises(RatingsError) as caught:
        read_indicators(path, mapping, (1,))
    (found,) = told(caught.value)
    assert (found.code, found.place.row, found.place.column) == ("ratings.indicator_name", 2, "indicator")
    assert all(problem_text(found, language).isprintable() for language in Language)


def test_a_text_file_with_controls_is_refused(problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    assert problems(f"{HEAD}1;nordby;skole;A\x07;1;1\n")[0] == [("binary", None, None)]


def test_a_name_without_end(problems: Callable[..., tuple[Told, list[Problem]]]) -> None:
    assert problems(f"{HEAD}1;nordby;skole;{'A' * 201};1;1\n")[0] == [("indicator_name", 2, "indicator")]


def test_a_line_break_in_a_name_is_a_blank(read: Callable[..., Indicators]) -> None:
    assert read(f'{HEAD}1;nordby;skole;"A\n\tB";1;1\n').frame["indicator"].item() == "A B"


def test_a_huge_file_is_refused(written: Callable[..., Path], mapping: Mapping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_BYTES", 10)
    with pytest.raises(FileError) as caught:
        read_indicators(written(HEAD), mapping, (1,))
    assert caught.value.problems[0].code == "tabular.too_large"


@given(st.lists(st.tuples(*[st.text(max_size=6)] * 6), max_size=5))
def test_whatever_stands_in_the_cells_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, mapping: Mapping, rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.parquet"
    pl.DataFrame(rows, schema=dict.fromkeys(indicators.SCHEMA, pl.String), orient="row").write_parquet(path)
    with suppress(SamspillError):
        frame = read_indicators(path, mapping, (1, 2)).frame
        assert dict(frame.schema) == indicators.SCHEMA
        assert not frame.select(pl.exclude("count")).null_count().row(0).count(1)
