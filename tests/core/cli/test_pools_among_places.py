"""Groups that serve all places and answer in one pool, and places whose groups are all pooled, get reports like others."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samspill.cli.main import app_for

HEAD = """
[mapping]
title = "Steder"
core_task = "å prøve"
instrument = "relational-capacity"
language = "nb"
[start]
ambitions = ["a"]
resources = ["b"]
goals = ["c"]
agreed = [{ who = "Rektor", on = 2026-01-01 }]
feedback_meeting = 2026-02-02
follow_up = "Rektor"
[[organisation]]
key = "o"
name = "Org"
"""
SITES = "".join(f'[[site]]\nkey = "{key}"\nname = "Sted {key}"\n' for key in "xyz")
GROUP = '[[group]]\nkey = "{key}"\nname = "Gruppe {key}"\norganisation = "o"\nsize = {size}\nfallback = "{fallback}"\n'


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("pooled")
    groups = [
        GROUP.format(key="larere", size="{ x = 20, y = 20, z = 20 }", fallback="sfo") + 'sites = ["x", "y", "z"]\n',
        GROUP.format(key="sfo", size="{ x = 5, y = 5, z = 5 }", fallback="larere") + 'sites = ["x", "y", "z"]\n',
        GROUP.format(key="ppt", size="12", fallback="familie"),
        GROUP.format(key="familie", size="5", fallback="ppt"),
    ]
    need = '[[tie]]\nrater = "larere"\ntarget = "ppt"\nneed = "high"\n'
    mapping, ratings = folder / "mapping.toml", folder / "ratings.csv"
    mapping.write_text(HEAD + SITES + "".join(groups) + need, encoding="utf-8")
    answers = [
        f"r-{group}-{place}-{number},{group},{place},{target},{at},4,4,3,4,3,4,4"
        for group, place, people in [("larere", "x", 15), ("larere", "y", 15), ("larere", "z", 15), ("ppt", "", 10)]
        + [("sfo", place, 2) for place in "xyz"]
        + [("familie", "", 3)]
        for number in range(people)
        for target, at in [("ppt", ""), ("familie", "")] + ([("larere", place), ("sfo", place)] if place else [("sfo", "x")])
    ]
    columns = "respondent,rater_group,rater_site,target_group,target_site"
    items = "knows_tasks,knows_competence,information,respect,problem_solving,new_solutions,shared_direction"
    ratings.write_text("\n".join([f"{columns},{items}", *answers]) + "\n", encoding="utf-8")
    return mapping, ratings


@pytest.mark.parametrize("audience", ["leaders", "group", "staff", "public"])
def test_every_audience_gets_its_report(pooled: tuple[Path, Path], tmp_path: Path, audience: str) -> None:
    asked = ["report", *map(str, pooled), "--out", str(tmp_path), "--audience", audience, "--format", "html,docx,pptx"]
    result = CliRunner().invoke(app_for(asked), asked)
    assert result.exit_code == 0, result.exception
    pages = "".join(page.read_text(encoding="utf-8") for page in tmp_path.glob("*.html"))
    assert "Gruppe ppt" in pages
    if audience == "leaders":
        assert "Svarene står sammen: Gruppe ppt og Gruppe familie" in pages
        assert "Svarene står sammen med svarene fra en annen gruppe på hvert sted" in pages
