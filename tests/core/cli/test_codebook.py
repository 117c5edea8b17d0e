"""``samspill codebook``, and the code book that stands beside data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from samspill.cli import codebook as cli
from samspill.cli import report
from samspill.cli.codebook import BookFormat
from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.disclosure.release_file import to_json
from samspill.errors import FileError, UsageError


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the mapping, ratings and release of the example."""
    from samspill.cli import example

    folder = tmp_path_factory.mktemp("example")
    app = Typer()
    app.command()(example.command)
    assert CliRunner().invoke(app, ["--out", str(folder), "--lang", "nb"]).exit_code == 0
    return folder


def run(command: object, *arguments: object) -> Result:
    app = Typer()
    app.command()(command)  # type: ignore[type-var]
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_it_is_written_in_every_format(files: Path, tmp_path: Path) -> None:
    formats = ",".join(BookFormat)
    done = run(
        cli.command, files / "mapping.toml", files / "release.json", "--out", tmp_path, "--format", formats, "--lang", "sv"
    )
    assert done.exit_code == 0, done.output
    assert {place.name for place in tmp_path.iterdir()} == {f"codebook-sv.{kind}" for kind in BookFormat}
    assert json.loads((tmp_path / "codebook-sv.json").read_text(encoding="utf-8"))["language"] == "sv"


def test_without_more_it_is_a_page_in_the_language_of_the_mapping(files: Path, tmp_path: Path) -> None:
    assert run(cli.command, files / "mapping.toml", files / "release.json", "--out", tmp_path).exit_code == 0
    assert [place.name for place in tmp_path.iterdir()] == ["codebook-nb.html"]


def test_what_cannot_be_read_is_told(files: Path, tmp_path: Path, made_up_release: Release, made_up_mapping: Mapping) -> None:
    del made_up_mapping
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    for release, error in ((tmp_path / "nowhere.json", FileError), (tmp_path, FileError), (wrong, FileError)):
        done = run(cli.command, files / "mapping.toml", release, "--out", tmp_path / "out")
        assert isinstance(done.exception, error), release
    wrong.write_text(to_json(made_up_release), encoding="utf-8")
    done = run(cli.command, files / "mapping.toml", wrong, "--out", tmp_path / "out", "--format", "xyz")
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "out").exists()


def test_it_stands_beside_data_and_not_beside_what_is_read(files: Path, tmp_path: Path) -> None:
    for formats, beside in (("csv", True), ("html", False), ("docx,sav", True)):
        folder = tmp_path / formats
        done = run(report.command, files / "mapping.toml", files / "ratings.csv", "--out", folder, "--format", formats)
        assert done.exit_code == 0, done.output
        assert (folder / "codebook-nb.html").exists() is beside
