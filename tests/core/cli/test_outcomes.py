"""``samspill score --indicators``: the worked mapping end to end, fifteen schools, and files that are wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from samspill.cli.main import app_for
from samspill.errors import RatingsError, SamspillError, UsageError
from samspill.language import problem_text, say
from samspill.terms import Language

EXAMPLE = Path(__file__).parents[3] / "examples" / "oppvekst"
SCHOOLS = [f"s{number:02}" for number in range(1, 16)]
MAPPING = """
[mapping]
title = "Femten skoler"
core_task = "trygg overgang"
instrument = "relational-capacity"
language = "nb"
[start]
[[organisation]]
key = "skole"
name = "Skolene"
[[organisation]]
key = "barnehage"
name = "Barnehagene"
[[wave]]
number = 2
"""
SITE = '[[site]]\nkey = "{key}"\nname = "Skole {key}"\n'
GROUP = '[[group]]\nkey = "{key}"\nname = "{key}"\norganisation = "{organisation}"\neach_site = true\nsize = {size}\n'


def samspill(*arguments: object) -> str:
    """Run a command and return what it says beside its output; its error is raised."""
    given = [str(argument) for argument in arguments]
    done = CliRunner().invoke(app_for(given), given)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stderr


@dataclass(frozen=True)
class World:
    mapping: Path
    ratings: Path

    def score(self, out: Path, indicators: Path, *more: object, language: str = "nb") -> str:
        return samspill(
            "score", self.mapping, self.ratings, "--out", out, "--indicators", indicators, "--lang", language, *more
        )

    def outcomes(self, out: Path, indicators: Path) -> dict[str, Any]:
        self.score(out, indicators, "--unprotected")
        found: dict[str, Any] = json.loads((out / "outcomes.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(scope="module")
def oppvekst(tmp_path_factory: pytest.TempPathFactory) -> World:
    ratings = tmp_path_factory.mktemp("oppvekst") / "ratings.csv"
    samspill("simulate", EXAMPLE / "mapping.toml", "--out", ratings, "--seed", "1")
    return World(EXAMPLE / "mapping.toml", ratings)


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("schools")
    mapping, ratings = folder / "mapping.toml", folder / "ratings.csv"
    sizes = "{ " + ", ".join(f"{key} = 9" for key in SCHOOLS) + " }"
    groups = (("larere", "skole"), ("barnehagelarere", "barnehage"))
    text = MAPPING + "".join(SITE.format(key=key) for key in SCHOOLS)
    text += "".join(GROUP.format(key=key, organisation=organisation, size=sizes) for key, organisation in groups)
    mapping.write_text(text, encoding="utf-8")
    samspill("simulate", mapping, "--out", ratings, "--seed", "2")
    return World(mapping, ratings)


def test_the_example_of_three_schools_is_too_few(oppvekst: World, tmp_path: Path) -> None:
    said = oppvekst.score(tmp_path, EXAMPLE / "indicators.csv", "--unprotected")
    found = json.loads((tmp_path / "outcomes.json").read_text(encoding="utf-8"))
    names = [
        "Andel barn med felles plan innen 1. mai (%)",
        "Foreldre som svarer at de fikk fortelle én gang (%)",
    ]

    assert [told["indicator"] for told in found["indicators"]] == names
    for told in found["indicators"]:
        assert (told["units"], told["waves"], told["unit_kind"]) == (3, [1, 2], "site_organisation")
        assert told["verdict"] == "scoring.verdict.outcomes.too_few"
        assert "scoring.limit.few_places" in told["limits"]
        assert (told["rank"]["estimate"], told["rank"]["p"], told["multilevel"]["between"]) == (None, None, None)
        assert set(told["reasons"].values()) == {"scoring.outcomes.few_units"}
        assert all(1 <= point["capacity"] <= 5 and point["ties"] > 5 for point in told["points"])
        assert say("cli.outcome", Language.NB, indicator=told["indicator"], said=say(told["verdict"], Language.NB)) in said
    assert re.search(r"outcomes\.json.*har eksakte tall", said)


def written(folder: Path, rows: list[tuple[Any, ...]], name: str = "tall.csv") -> Path:
    path = folder / name
    columns = ("wave", "site", "organisation", "indicator", "value", "count")
    pl.DataFrame(rows, schema=columns, orient="row").write_csv(path, separator=";")
    return path


def test_fifteen_schools(schools: World, tmp_path: Path) -> None:
    """One indicator follows the capacity of each school, one is the number of its place in the list."""
    blank = written(tmp_path, [(wave, site, "", "A", at, 9) for wave in (1, 2) for at, site in enumerate(SCHOOLS)])
    (first,) = schools.outcomes(tmp_path / "first", blank)["indicators"]
    rows = [
        (point["wave"], point["site"], "", name, value, 20)
        for at, point in enumerate(first["points"])
        for name, value in (("Følger", 20 * point["capacity"] + at % 7 / 9), ("Plass", at % 15))
    ]
    follows, other = schools.outcomes(tmp_path / "second", written(tmp_path, rows))["indicators"]

    assert follows["units"] == follows["rank"]["n"] == 15
    assert follows["verdict"] == "scoring.verdict.outcomes.higher"
    assert "scoring.limit.few_places" not in follows["limits"]
    assert follows["rank"]["low"] > 0.5
    assert follows["rank"]["p"] <= follows["rank"]["q"] < 0.001
    assert follows["multilevel"]["converged"]
    assert follows["multilevel"]["between"] == pytest.approx(20, abs=1)
    assert follows["multilevel"]["within"] == pytest.approx(20, abs=1)
    assert (follows["multilevel"]["between_df"], follows["multilevel"]["within_df"]) == (13, 13)
    assert follows["change"]["estimate"] > 0.5
    assert follows["reasons"] == {}
    assert other["rank"] == pytest.approx(first["rank"] | {"q": other["rank"]["q"]})
    assert other["rank"]["low"] < other["rank"]["estimate"] < other["rank"]["high"]


@pytest.mark.parametrize("language", Language)
def test_without_exact_files_it_is_usage(oppvekst: World, tmp_path: Path, language: Language) -> None:
    with pytest.raises(UsageError) as caught:
        oppvekst.score(tmp_path / "out", EXAMPLE / "indicators.csv")
    assert problem_text(caught.value.problems[0], language).endswith(say("cli.indicators_exact", language))
    assert not (tmp_path / "out").exists()


def test_wrong_rows_stop_everything(oppvekst: World, tmp_path: Path) -> None:
    file = written(tmp_path, [(9, "nordby", "skole", "A", 1, 1), (1, "nordbi", "skole", "A", "=1+1", 1)])
    with pytest.raises(RatingsError) as caught:
        oppvekst.score(tmp_path / "out", file, "--unprotected")
    assert [(one.code, one.place.row) for one in caught.value.problems] == [
        ("ratings.indicator_wave", 2),
        ("ratings.unknown_site", 3),
        ("ratings.indicator_value", 3),
    ]
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_told(oppvekst: World, tmp_path: Path) -> None:
    with pytest.raises(SamspillError) as caught:
        oppvekst.score(tmp_path / "out", tmp_path / "none.csv", "--unprotected")
    assert caught.value.problems[0].code == "tabular.missing"
