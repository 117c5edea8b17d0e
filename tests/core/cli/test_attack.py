"""``samspill attack``: what it says of finished files, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samspill.cli import simulate
from samspill.cli.main import app_for
from samspill.cli.pipeline import prepare
from samspill.disclosure.release_file import to_json
from samspill.errors import FileError, UsageError
from samspill.terms import Language

EXAMPLE = Path(__file__).parents[3] / "examples" / "hjemmepleje" / "mapping.toml"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app_for(["attack"]), ["attack", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the release of an example with drawn ratings, as JSON."""
    ratings = tmp_path_factory.mktemp("drawn") / "ratings.csv"
    simulate.command(EXAMPLE, ratings, seed=1, lang=Language.EN)
    return to_json(prepare(EXAMPLE, ratings, Language.EN).release)


@pytest.fixture
def published(release: str, tmp_path: Path) -> Path:
    (tmp_path / "release.json").write_text(release, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", Language)
def test_a_release_gives_nothing_away_and_is_told_how_close_it_came(published: Path, language: Language) -> None:
    result = run(published, "--lang", language.value)
    assert result.exit_code == 0
    assert [line[0] for line in result.stdout.splitlines() if line[:1].isdigit()] == ["1", "2", "3", "4"]
    assert "{" not in result.stdout


@pytest.mark.parametrize("language", Language)
def test_what_was_found_is_named_with_its_place(published: Path, language: Language) -> None:
    (published / "numbers.csv").write_text("rater;target;dimension;n;mean\nppt;nav;respect;3;3,67\n", encoding="utf-8")
    result = run(published, "--lang", language.value)
    assert result.exit_code == 1
    assert "numbers.csv" in result.stdout
    assert "ppt" in result.stdout
    assert "{" not in result.stdout


def test_rows_of_single_people_are_found(published: Path) -> None:
    (published / "ratings.csv").write_text(
        "respondent,rater_group,target_group,respect\np1,a,b,4\np2,a,b,5\n", encoding="utf-8"
    )
    result = run(published, "--lang", "en")
    assert result.exit_code == 1
    assert "lie open" in result.stdout


def test_exact_numbers_for_the_holder_of_the_data_are_found(tmp_path: Path) -> None:
    """Seven people whose mean and spread leave one set of answers: nobody else should get such a file."""
    (tmp_path / "ties.csv").write_text(
        "wave,rater_group,target_group,dimension,n,mean,sd\n1,a,b,respect,5,3.6,1.673320053\n", encoding="utf-8"
    )
    result = run(tmp_path, "--lang", "en")
    assert result.exit_code == 1
    assert "one set of answers" in result.stdout


def test_another_scale_is_told_to_it(tmp_path: Path) -> None:
    rows = "rater,target,dimension,n,mean\na,b,respect,8,57.1\n"
    (tmp_path / "numbers.csv").write_text(rows, encoding="utf-8")
    assert "--scale" in run(tmp_path, "--lang", "en").stdout
    told = run(tmp_path, "--scale", "0,25,50,75,100", "--lang", "en")
    assert "--scale" not in told.stdout
    assert told.exit_code == 0


def test_files_that_cannot_be_read_are_listed_and_stop_nothing(published: Path) -> None:
    (published / "photo.tiff").write_bytes(b"II*")
    result = run(published, "--lang", "en")
    assert result.exit_code == 0
    assert "photo.tiff" in result.stdout


def test_findings_beyond_thirty_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"a{number},b,respect,3,3.5\n" for number in range(40))
    (tmp_path / "numbers.csv").write_text(f"rater,target,dimension,n,mean\n{rows}", encoding="utf-8")
    result = run(tmp_path, "--lang", "en")
    assert "And 10 more." in result.stdout
    assert "40 findings" in result.stdout


@pytest.mark.parametrize(("folder", "code"), [("missing", "attack.no_such_folder"), (".", "attack.nothing_to_read")])
def test_a_folder_without_numbers_is_an_error_of_the_file(tmp_path: Path, folder: str, code: str) -> None:
    with pytest.raises(FileError, match=code):
        run(tmp_path / folder)


@pytest.mark.parametrize("scale", ["", "1", "a,b", "1,inf", "nan,1"])
def test_a_scale_that_is_none_is_usage(published: Path, scale: str) -> None:
    with pytest.raises(UsageError, match=r"attack\.no_such_scale"):
        run(published, "--scale", scale)


def test_a_release_of_policy_standard_says_what_that_costs(published: Path) -> None:
    file = published / "release.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["policy"] |= {"name": "standard", "steps": {"5-9": 0.1, "10-24": 0.1, "25+": 0.1}}
    file.write_text(json.dumps(told), encoding="utf-8")
    assert "common practice" in run(published, "--lang", "en").stdout
