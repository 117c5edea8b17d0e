"""The main job from the command line, on both worked mappings: from ratings to a release and finished reports."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from samspill.cli.main import run
from samspill.language import say
from samspill.terms import Language

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, and what it said."""

    code: int
    out: str
    err: str


def samspill(*arguments: object, language: Language = Language.NB) -> Done:
    """Run the command as the shell would, in this process: what is imported once is there for the next."""
    out, err, code = StringIO(), StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["samspill", *map(str, arguments)])
        patch.setenv("SAMSPILL_LANG", language.value)
        try:
            run()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Example:
    """A worked mapping in a folder of its own, with ratings drawn for it."""

    mapping: Path
    ratings: Path
    language: Language

    @property
    def files(self) -> tuple[Path, Path]:
        """Return the mapping and its ratings, as commands want them."""
        return self.mapping, self.ratings


def example(folder: Path, name: str, language: Language, *, modules: str = "") -> Example:
    shutil.copytree(ROOT / "examples" / name, folder)
    mapping, ratings = folder / "mapping.toml", folder / "ratings.csv"
    if modules:
        text = mapping.read_text(encoding="utf-8")
        mapping.write_text(text.replace("\nlanguage =", f"\nmodules = {modules}\nlanguage =", 1), encoding="utf-8")
    assert samspill("simulate", mapping, "--out", ratings, "--seed", "1").code == 0
    return Example(mapping, ratings, language)


@pytest.fixture(scope="module")
def hjemmepleje(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return example(
        tmp_path_factory.mktemp("da") / "hjemmepleje", "hjemmepleje", Language.DA, modules='["conditions", "we-know"]'
    )


# ---- reports ---------------------------------------------------------------------------------------------------------------


def test_tables_are_written_as_csv_and_parquet(hjemmepleje: Example, tmp_path: Path) -> None:
    done = samspill("report", *hjemmepleje.files, "--out", tmp_path, "--format", "csv,parquet", "--lang", "nb")
    assert done.code == 0, done.err
    assert sorted(place.name for place in tmp_path.iterdir()) == ["leaders-nb.csv.zip", "leaders-nb.parquet"]
    assert all(str(tmp_path / name) in done.err for name in ("leaders-nb.csv.zip", "leaders-nb.parquet"))
    with ZipFile(tmp_path / "leaders-nb.csv.zip") as package:
        assert {"codebook.csv", "cells.csv", "ties.csv", "groups.csv"} <= set(package.namelist())
        cells = pl.read_csv(package.read("cells.csv"), infer_schema_length=None)
    assert cells.select("rater", "target", "value").equals(
        pl.read_parquet(tmp_path / "leaders-nb.parquet").select("rater", "target", "value")
    )


def test_no_key_of_a_group_leads_out_of_the_folder(hjemmepleje: Example, tmp_path: Path) -> None:
    keys = {"visitation": "../../../ut", "sygepleje": "æ" * 200, "aflastning": "æ" * 300}
    mapping, ratings = tmp_path / "mapping.toml", tmp_path / "ratings.csv"
    text, rows = (file.read_text(encoding="utf-8") for file in hjemmepleje.files)
    for old, new in keys.items():
        text, rows = text.replace(f'"{old}"', f'"{new}"'), rows.replace(old, new)
    mapping.write_text(text, encoding="utf-8")
    ratings.write_text(rows, encoding="utf-8")
    out = tmp_path / "a" / "b" / "out"
    done = samspill("report", mapping, ratings, "--out", out, "--audience", "group", "--format", "parquet")
    assert done.code == 0, done.err
    assert {place.name for place in (tmp_path / "a").rglob("*.parquet")} == {place.name for place in out.iterdir()}
    assert len(list(out.iterdir())) == done.err.count("parquet")
    assert (out / "group-_________ut-4-da.parquet").exists()


# ---- modules ---------------------------------------------------------------------------------------------------------------


def test_what_we_know_of_others_goes_all_the_way(hjemmepleje: Example, tmp_path: Path) -> None:
    checked = samspill("check", hjemmepleje.mapping)
    assert checked.code == 0, checked.err
    assert "we_know" in hjemmepleje.ratings.read_text(encoding="utf-8").splitlines()[0].split(",")

    scored = samspill("score", *hjemmepleje.files, "--out", tmp_path, "--unprotected")
    assert scored.code == 0, scored.err
    release = json.loads((tmp_path / "release.json").read_text(encoding="utf-8"))
    assert release["outside"] == ["we_know"]
    shown = [cell for cell in release["waves"][0]["cells"] if cell["dimension"] == "we_know" and cell["state"] == "shown"]
    assert len(shown) > 10
    assert "we_know" in set(pl.read_csv(tmp_path / "ties.csv")["dimension"])

    reported = samspill("report", *hjemmepleje.files, "--out", tmp_path, "--format", "html,xlsx", "--lang", "da")
    assert reported.code == 0, reported.err
    sheet = CalamineWorkbook.from_path(tmp_path / "leaders-da.xlsx").get_sheet_by_name(say("data.sheet.ties", Language.DA))
    header, *rows = sheet.to_python()
    names = {row[-1]: row[header.index(say("data.column.dimension", Language.DA))] for row in rows}
    assert names["we_know"] == "I hvilken grad ved du, hvad … kan bidrage med?"
