"""The main job from the command line, on both worked mappings: from ratings to a release and finished reports."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from samspill.cli.main import run
from samspill.cli.publish import WRITERS
from samspill.cli.report import Format
from samspill.disclosure.release import Release
from samspill.disclosure.release_file import from_json
from samspill.errors import Problem, RenderError
from samspill.language import say
from samspill.render import pdf
from samspill.reporting.document import Report
from samspill.terms import Audience, Language

ROOT = Path(__file__).parents[3]
ENDINGS = tuple(WRITERS[kind].ending for kind in Format)
BEGINS = {"pdf": b"%PDF-", "html": b"<!doctype html>", "sav": b"$FL", "graphml": b"<?xml", "parquet": b"PAR1"}
"""What files of each kind begin with; the others are zip packages."""
TIES = (
    "wave,rater_group,rater_site,target_group,target_site,dimension,n,mean,sd,ci_low,ci_high,class,band,"
    "no_contact,dont_know,skipped"
)


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


def right(*arguments: object, language: Language = Language.NB) -> Done:
    """Run a command that must do."""
    done = samspill(*arguments, language=language)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    return done


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
    right("simulate", mapping, "--out", ratings, "--seed", "1")
    return Example(mapping, ratings, language)


@pytest.fixture(scope="module")
def hjemmepleje(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return example(
        tmp_path_factory.mktemp("da") / "hjemmepleje", "hjemmepleje", Language.DA, modules='["conditions", "we-know"]'
    )


@pytest.fixture(scope="module")
def oppvekst(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return example(tmp_path_factory.mktemp("nb") / "oppvekst", "oppvekst", Language.NB)


@pytest.fixture(scope="module", params=["hjemmepleje", "oppvekst"])
def either(request: pytest.FixtureRequest) -> Example:
    """Each of the two: one without sites, one with three schools and two waves."""
    found: Example = request.getfixturevalue(request.param)
    return found


EXACT = {"ties.csv", "groups.csv", "classes.csv", "gaps.csv", "reliability.json", "social_relations.json", "network.json"}


@pytest.fixture(scope="module")
def exact(either: Example, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with everything that ``score --unprotected`` writes."""
    folder = tmp_path_factory.mktemp("exact")
    done = right("score", *either.files, "--out", folder, "--unprotected", language=either.language)
    changes = ["changes.csv"] if len(release_in(folder).waves) > 1 else []
    statistics = ["reliability.json", "social_relations.json", "network.json"]
    told = ["ties.csv", "groups.csv", "classes.csv", "gaps.csv", *changes, *statistics]
    assert say("cli.unprotected", either.language, files=told) in done.err
    return folder


def release_in(folder: Path) -> Release:
    return from_json((folder / "release.json").read_text(encoding="utf-8"))


def names_in(folder: Path) -> list[str]:
    """Return the files of a folder, without the code book that stands beside data (test_codebook.py)."""
    return sorted(place.name for place in folder.iterdir() if not place.name.startswith("codebook-"))


# ---- check and score -------------------------------------------------------------------------------------------------------


def test_both_examples_are_ready_and_are_told_so_in_their_language(either: Example) -> None:
    done = right("check", either.mapping)
    assert say("design.view.ready", either.language) in done.out


def test_score_writes_the_protected_release_alone(either: Example, exact: Path, tmp_path: Path) -> None:
    done = right("score", *either.files, "--out", tmp_path / "out", language=either.language)
    assert names_in(tmp_path / "out") == ["release.json"]
    assert done.err.splitlines() == [say("cli.wrote", either.language, file=str(tmp_path / "out" / "release.json"))]
    assert (tmp_path / "out" / "release.json").read_bytes() == (exact / "release.json").read_bytes()
    release = release_in(tmp_path / "out")
    assert release.samspill == version("samspill")
    assert any(cell.published for wave in release.waves for cell in wave.cells)


def test_unprotected_adds_exact_ties_and_groups(exact: Path) -> None:
    several = {"changes.csv"} if len(release_in(exact).waves) > 1 else set()
    assert set(names_in(exact)) - several == EXACT | {"release.json"}
    assert (exact / "ties.csv").read_text(encoding="utf-8").splitlines()[0] == TIES
    ties = pl.read_csv(exact / "ties.csv", infer_schema_length=None)
    assert {"index", "familiarity", "knows_tasks"} <= set(ties["dimension"])
    assert ties.filter(pl.col("dimension") == "index")["mean"].is_between(1, 5).sum() > 20
    assert pl.read_csv(exact / "groups.csv", infer_schema_length=None).height > 20


def test_reliability_is_told_for_every_wave_and_scope(exact: Path) -> None:
    waves = json.loads((exact / "reliability.json").read_text(encoding="utf-8"))["waves"]
    assert [wave["wave"] for wave in waves] == [wave.wave for wave in release_in(exact).waves]
    for wave in waves:
        assert {"all", "familiarity"} <= set(wave["scopes"])
        assert 0 < wave["scopes"]["all"]["alpha"] < 1
        assert wave["scopes"]["all"]["n"] > 25


def test_the_network_is_told_for_every_wave(exact: Path) -> None:
    waves = json.loads((exact / "network.json").read_text(encoding="utf-8"))["waves"]
    assert [wave["wave"] for wave in waves] == [wave.wave for wave in release_in(exact).waves]
    for wave in waves:
        assert 0 < wave["ties"]["needed"]["known"] <= wave["ties"]["needed"]["asked"]
        assert 0 < wave["density"] < 1
        assert all(node["response"] is None or 0 < node["response"] <= 1 for node in wave["nodes"])


def test_reciprocity_is_estimated_unless_it_is_off(hjemmepleje: Example, tmp_path: Path) -> None:
    told = {}
    for way in ("on", "off"):
        right("score", *hjemmepleje.files, "--out", tmp_path / way, "--unprotected", "--reciprocity", way)
        told[way] = json.loads((tmp_path / way / "social_relations.json").read_text(encoding="utf-8"))
        assert told[way]["reciprocity"] == way
    index = {way: record["waves"][0]["dimensions"]["index"] for way, record in told.items()}
    assert index["off"]["dyadic_reciprocity"] == index["off"]["generalized_reciprocity"] == 0
    assert index["on"]["dyadic_reciprocity"] != 0
    assert 1 < index["on"]["mean"] < 5


def people_with_an_index(example: Example, folder: Path, min_items: int) -> int:
    right("score", *example.files, "--out", folder, "--unprotected", "--min-items", min_items)
    ties = pl.read_csv(folder / "ties.csv", infer_schema_length=None)
    return int(ties.filter(pl.col("dimension") == "index")["n"].sum())


def test_min_items_decides_who_has_an_index(hjemmepleje: Example, tmp_path: Path) -> None:
    complete, default, any_answer = (people_with_an_index(hjemmepleje, tmp_path, needed) for needed in (7, 5, 1))
    assert complete < default <= any_answer


def test_min_items_never_changes_the_release(hjemmepleje: Example, tmp_path: Path) -> None:
    for folder, more in (("instrument", ()), ("complete", ("--unprotected", "--min-items", 7))):
        right("score", *hjemmepleje.files, "--out", tmp_path / folder, *more)
    alike, complete = ((tmp_path / folder / "release.json").read_bytes() for folder in ("instrument", "complete"))
    assert alike == complete


@pytest.mark.parametrize("language", Language)
def test_min_items_without_exact_files_is_usage(hjemmepleje: Example, tmp_path: Path, language: Language) -> None:
    done = samspill("score", *hjemmepleje.files, "--out", tmp_path / "out", "--min-items", 7, language=language)
    assert (done.code, say("cli.min_items_exact", language) in done.err) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("language", Language)
def test_more_items_than_there_are_is_usage(hjemmepleje: Example, tmp_path: Path, language: Language) -> None:
    done = samspill(
        "score", *hjemmepleje.files, "--out", tmp_path / "out", "--unprotected", "--min-items", 8, language=language
    )
    assert done.code == 2
    assert "--min-items" in done.err
    assert not (tmp_path / "out").exists()


def test_whom_a_finding_would_stop_is_scored_all_the_same_and_told(hjemmepleje: Example, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    text = hjemmepleje.mapping.read_text(encoding="utf-8")
    mapping.write_text("\n".join(line for line in text.splitlines() if "feedback_meeting" not in line), encoding="utf-8")
    assert samspill("check", mapping).code == 1

    done = right("score", mapping, hjemmepleje.ratings, "--out", tmp_path / "out", language=Language.DA)
    what = say("design.finding.no_feedback_meeting.what", Language.DA)
    assert say("cli.would_block", Language.DA, what=what) in done.err
    assert names_in(tmp_path / "out") == ["release.json"]


# ---- reports ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", [Audience.LEADERS, Audience.STAFF, Audience.PUBLIC])
def test_every_format_for_everybody(either: Example, tmp_path: Path, audience: Audience) -> None:
    done = right("report", *either.files, "--out", tmp_path, "--audience", audience, "--lang", either.language)
    stem = f"{audience}-{either.language}"
    assert_written(tmp_path, [stem], done, either.language)
    page = (tmp_path / f"{stem}.html").read_text(encoding="utf-8")
    assert ('id="group-1"' in page) == (audience is Audience.LEADERS)


def test_every_format_for_every_group(either: Example, exact: Path, tmp_path: Path) -> None:
    done = right("report", *either.files, "--out", tmp_path, "--audience", "group", "--lang", either.language)
    answered = [unit.id for unit in release_in(exact).waves[-1].groups if unit.state == "answered"]
    assert len(answered) > 3
    assert_written(tmp_path, [f"group-{unit}-{either.language}" for unit in answered], done, either.language)


def assert_written(folder: Path, stems: Sequence[str], done: Done, language: Language) -> None:
    """Check that each report is there in every format, whole, in its language, and told."""
    names = [f"{stem}.{ending}" for stem in stems for ending in ENDINGS]
    assert names_in(folder) == sorted(names)
    # Data has its code book beside it.
    told = [say("cli.wrote", language, file=str(folder / name)) for name in (*names, f"codebook-{language}.html")]
    assert done.err.splitlines() == told
    for name in names:
        content, ending = (folder / name).read_bytes(), name.split(".", 1)[1]
        assert content.startswith(BEGINS.get(ending, b"PK")), name
        assert len(content) > 1000, name
        if ending == "html":
            assert f'lang="{language}"'.encode() in content


@pytest.mark.parametrize("language", Language)
def test_one_group_alone_or_a_name_that_there_is_none_of(hjemmepleje: Example, tmp_path: Path, language: Language) -> None:
    asked = ("report", *hjemmepleje.files, "--out", tmp_path, "--audience", "group", "--format", "csv", "--group")
    right(*asked, "sygepleje", "--lang", language)
    assert names_in(tmp_path) == [f"group-sygepleje-{language}.csv.zip"]
    done = samspill(*asked, "sykepleie", language=language)
    assert done.code == 2
    assert "sygepleje" in done.err


def test_no_group_with_enough_answers_is_told(hjemmepleje: Example, tmp_path: Path) -> None:
    few = tmp_path / "few.csv"
    pl.read_csv(hjemmepleje.ratings, infer_schema_length=0).group_by("rater_group", maintain_order=True).head(7).write_csv(few)
    done = samspill("report", hjemmepleje.mapping, few, "--out", tmp_path / "out", "--audience", "group", language=Language.DA)
    assert (done.code, done.err.strip().splitlines()[-1]) == (1, say("cli.no_group_answered", Language.DA, k=5))
    assert not (tmp_path / "out").exists()


def test_a_format_that_fails_is_named_and_stops_no_other(
    hjemmepleje: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_report: Report) -> bytes:
        raise RenderError(Problem("render.pdf_failed", data={"reason": "…"}))

    monkeypatch.setattr(pdf, "render", failing)
    done = samspill("report", *hjemmepleje.files, "--out", tmp_path, "--format", "pdf,csv", "--audience", "group")
    assert done.code == 1
    units = done.err.count("csv.zip")
    assert units > 3
    assert names_in(tmp_path) == [name for name in names_in(tmp_path) if name.endswith(".csv.zip")]
    assert len([line for line in done.err.splitlines() if ".pdf: PDF-en ble ikke laget" in line]) == units


def test_tables_are_written_as_csv_and_parquet(hjemmepleje: Example, tmp_path: Path) -> None:
    done = samspill("report", *hjemmepleje.files, "--out", tmp_path, "--format", "csv,parquet", "--lang", "nb")
    assert done.code == 0, done.err
    assert names_in(tmp_path) == ["leaders-nb.csv.zip", "leaders-nb.parquet"]
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
    made = set(names_in(out))
    assert {place.name for place in (tmp_path / "a").rglob("*.parquet")} == made
    assert len(made) == done.err.count("parquet")
    assert (out / "group-_________ut-4-da.parquet").exists()


# ---- what goes wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("command", ["score", "report"])
def test_wrong_ratings_are_all_named_by_row_and_nothing_is_written(
    hjemmepleje: Example, tmp_path: Path, command: str, language: Language
) -> None:
    rows = [line.split(",") for line in hjemmepleje.ratings.read_text(encoding="utf-8").splitlines()]
    group, answer = rows[0].index("target_group"), rows[0].index("respect")
    rows[2][group], rows[4][answer], rows[7][answer] = "sygeplej", "6", "måske"
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("\n".join(map(",".join, rows)), encoding="utf-8")

    done = samspill(command, hjemmepleje.mapping, ratings, "--out", tmp_path / "out", language=language)
    assert done.code == 1
    told = done.err.splitlines()
    assert len(told) == 3
    for line, row in zip(told, (3, 5, 8), strict=True):
        assert line.startswith(f"{ratings.name}, {say('terms.row', language, row=row)}"), line
    assert "sygepleje" in told[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "simulate", "score", "report"])
@pytest.mark.parametrize("language", Language)
def test_a_broken_mapping_is_told_with_its_place(
    hjemmepleje: Example, tmp_path: Path, command: str, language: Language
) -> None:
    mapping, out = tmp_path / "mapping.toml", tmp_path / "out"
    others = () if command == "check" else ("--out", out) if command == "simulate" else (hjemmepleje.ratings, "--out", out)
    mapping.write_text("[mapping]\ntitle = \n", encoding="utf-8")
    done = samspill(command, mapping, *others, language=language)
    assert done.code == 1
    assert done.err.startswith(f"{mapping}, {say('terms.row', language, row=2)}"), done.err

    text = hjemmepleje.mapping.read_text(encoding="utf-8").replace('target = "sygepleje"', 'target = "sygeplej"')
    mapping.write_text(text.replace("core_task", "core_tsk"), encoding="utf-8")
    done = samspill(command, mapping, *others, language=language)
    assert done.code == 1
    assert "mapping.core_tsk" in done.err
    assert "sygepleje" in done.err
    assert not out.exists()


@pytest.mark.parametrize("command", ["simulate", "score", "report"])
@pytest.mark.parametrize("language", Language)
def test_a_folder_that_cannot_be_written_is_told(
    hjemmepleje: Example, tmp_path: Path, command: str, language: Language
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("x", encoding="utf-8")
    ratings = () if command == "simulate" else (hjemmepleje.ratings,)
    out = taken / "ratings.csv" if command == "simulate" else taken
    formats = ("--format", "csv") if command == "report" else ()
    done = samspill(command, hjemmepleje.mapping, *ratings, "--out", out, *formats, language=language)
    assert done.code == 1
    assert done.err.startswith(f"{taken}: ")
    assert done.err.rstrip().endswith(say("cli.cannot_write", language, reason="").rsplit(". ", 1)[1])
    assert taken.read_text(encoding="utf-8") == "x"


def test_the_module_runs_where_the_command_is_not_on_the_path(hjemmepleje: Example, tmp_path: Path) -> None:
    def module(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "samspill.cli", *map(str, arguments)]
        environment = {"PYTHONWARNINGS": "error", "LANG": "da_DK.UTF-8"}
        return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", env=environment)

    assert module("--version").stdout.strip() == version("samspill")
    scored = module("score", *hjemmepleje.files, "--out", tmp_path)
    assert (scored.returncode, scored.stdout) == (0, "")
    assert scored.stderr == f"Skrev {tmp_path / 'release.json'}\n"


# ---- modules ---------------------------------------------------------------------------------------------------------------


def test_what_we_know_of_others_goes_all_the_way(hjemmepleje: Example, tmp_path: Path) -> None:
    right("check", hjemmepleje.mapping)
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
