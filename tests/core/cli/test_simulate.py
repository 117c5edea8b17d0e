"""The command ``samspill simulate``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from samspill.cli.simulate import command
from samspill.design.read import read as read_mapping
from samspill.errors import FileError, UsageError
from samspill.instrument.load import find
from samspill.ratings.read import read

MAPPING = """
[mapping]
title = "Trygg overgang"
core_task = "trygg overgang"
instrument = "{instrument}"
language = "nb"
[start]
ambitions = ["En"]
resources = ["To"]
goals = ["Tre"]
agreed = [{{ who = "Leder", on = 2026-09-01 }}]
feedback_meeting = 2027-03-12
follow_up = "Veileder"
[[organisation]]
key = "skole"
name = "Skolen"
[[group]]
key = "larere"
name = "Lærere"
in_text = "lærerne"
organisation = "skole"
size = 24
[[group]]
key = "ppt"
name = "PPT"
in_text = "PPT"
organisation = "skole"
size = 9
fallback = "larere"
[[wave]]
number = 2
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING.format(instrument="relational-capacity"), encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    app = Typer()
    app.command()(command)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_what_it_writes_is_read(mapping: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"svar.{ending}"
    said = run(mapping, "--out", out, "--seed", 3, "--lang", "nb", "--levels")
    design = read_mapping(mapping)
    ratings = read(out, design, find(design.instrument, tmp_path))
    people = ratings.frame.select("wave", "respondent").n_unique()
    assert f"{ratings.frame.height} rader fra {people} respondenter i 2 grupper, runde 1 og 2" in said
    assert set(ratings.frame["level"]) == {"leader", "staff"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mapping.toml", out.name]


def test_a_seed_gives_the_same_file(mapping: Path, tmp_path: Path) -> None:
    for name, seed in (("a.csv", 1), ("b.csv", 1), ("c.csv", 2)):
        run(mapping, "--out", tmp_path / name, "--seed", seed, "--response", 0.75, "--waves", 1)
    first, same, other = ((tmp_path / name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert first == same != other
    assert b"\n2," not in first


@pytest.mark.parametrize("instrument", ["relational-coordination", "relational-capacity"])
def test_instruments_that_ship(tmp_path: Path, instrument: str) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING.format(instrument=instrument), encoding="utf-8")
    run(mapping, "--out", tmp_path / "svar.csv")
    design = read_mapping(mapping)
    assert read(tmp_path / "svar.csv", design, find(design.instrument, tmp_path)).frame.height > 20


def test_nothing_is_written_where_something_is_wrong(mapping: Path, tmp_path: Path) -> None:
    for arguments in (("--out", tmp_path / "svar.doc"), ("--out", tmp_path / "svar.csv", "--waves", 5)):
        with pytest.raises(UsageError):
            run(mapping, *arguments)
    with pytest.raises(FileError):
        run(mapping, "--out", mapping / "svar.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["mapping.toml"]


def test_a_file_that_exists_is_replaced_whole(mapping: Path, tmp_path: Path) -> None:
    out = tmp_path / "svar.csv"
    out.write_text("gammelt")
    run(mapping, "--out", out)
    assert out.read_text(encoding="utf-8").startswith("wave,respondent,")
