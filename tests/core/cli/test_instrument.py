"""The command ``samspill instrument``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from samspill.cli.instrument import command
from samspill.errors import FileError, InstrumentError
from samspill.instrument.load import module_keys, shipped_keys
from samspill.terms import Language

MINE = """
[instrument]
key = "mine"
name = { nb = "Vårt skjema" }
[[scale]]
key = "degree"
options = [{ code = 1, score = 1, label = { nb = "Lite" } }, { code = 2, score = 2, label = { nb = "Mye" } }]
[[dimension]]
key = "trust"
name = { nb = "Tillit" }
[[item]]
key = "trust"
dimension = "trust"
scale = "degree"
text = { nb = "Stoler du på {group}?", da = "Stoler du på {group}?" }
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(MINE, encoding="utf-8")
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def right(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("language", Language)
def test_list_names_everything_that_ships(language: Language) -> None:
    output = right("list", "--lang", language)
    assert all(f"  {key}: " in output for key in (*shipped_keys(), *module_keys()))


@pytest.mark.parametrize("key", [*shipped_keys(), *module_keys()])
@pytest.mark.parametrize("language", Language)
def test_show_prints_every_shipped_questionnaire(key: str, language: Language) -> None:
    output = right("show", key, "--lang", language)
    assert output.startswith(f"{key}: ")
    assert "{" not in output


def test_show_takes_a_file_and_the_language_it_has(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPILL_LANG", "sv")
    assert "Stoler du på lærerne?" in right("show", mine)


def test_show_refuses_a_language_with_gaps_and_names_them(mine: Path) -> None:
    error = run("show", mine, "--lang", "da").exception
    assert isinstance(error, InstrumentError)
    assert error.exit_code == 1
    assert error.problems[0].data["paths"] == ("scale[degree].options[1]", "scale[degree].options[2]")


def test_check_tells_what_is_good_and_what_is_unfinished(mine: Path) -> None:
    output = right("check", mine, "--lang", "nb")
    assert output.startswith("Vårt skjema: i orden, 1 spørsmål.\nSpråk: norsk bokmål\n")
    assert "Kan ikke brukes på dansk ennå. Disse tekstene mangler: scale[degree].options[1] og" in output


def test_check_tells_that_a_file_is_a_module(tmp_path: Path) -> None:
    file = tmp_path / "module.toml"
    file.write_text(
        MINE.split("[[dimension]]", maxsplit=1)[0] + '[[item]]\nkey = "q"\nabout = "self"\nscale = "degree"\ntext = "Hva?"\n',
        encoding="utf-8",
    )
    assert "The file is a module" in right("check", file, "--lang", "en")


def test_check_raises_every_problem(mine: Path) -> None:
    mine.write_text(
        MINE.replace('key = "trust"\ndimension', 'kye = "trust"\ndimension').replace("[[scale]]", "[[scales]]"),
        encoding="utf-8",
    )
    error = run("check", mine).exception
    assert isinstance(error, InstrumentError)
    assert len(error.problems) >= 3


def test_a_missing_file_is_an_error_of_the_file() -> None:
    assert isinstance(run("check", "none.toml").exception, FileError)
    assert isinstance(run("show", "none.toml").exception, InstrumentError)


def test_show_fills_in_the_groups_of_a_mapping(tmp_path: Path) -> None:
    file = tmp_path / "mapping.toml"
    file.write_text(
        """
        [mapping]
        title = "Overgang"
        core_task = "trygg overgang"
        people = "elevene"
        instrument = "relational-capacity"
        language = "nb"
        [[organisation]]
        key = "skole"
        name = "Skolen"
        [[group]]
        key = "larere"
        name = "Lærere"
        in_text = "lærerne"
        organisation = "skole"
        size = 20
        [[group]]
        key = "ppt"
        name = "PPT"
        organisation = "skole"
        size = 9
        """,
        encoding="utf-8",
    )
    output = right("show", "relational-capacity", "--lang", "nb", "--mapping", file)
    assert "arbeidet med «trygg overgang»" in output
    assert "«Lærere» om PPT." in output
    assert "«PPT» om lærerne." in output
    assert "til beste for elevene?" in output
