"""The page on ratings files: what it shows is read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samspill.design.read import read as read_mapping
from samspill.instrument.load import find
from samspill.ratings.column_map import read_column_map
from samspill.ratings.draft import COLUMNS
from samspill.ratings.read import read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "ratings-files.md").read_text(encoding="utf-8")
MAPPING = """
[mapping]
title = "T"
core_task = "t"
instrument = "relational-capacity"
modules = ["conditions"]
language = "nb"
[start]
[[organisation]]
key = "o"
name = "O"
{sites}
"""
GROUP = '[[group]]\nkey = "{key}"\nname = "{key}"\norganisation = "o"\nsize = {size}\n'
SITES = '[[site]]\nkey = "nordby"\nname = "Nordby"\n'


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.toml"
    groups = "".join(GROUP.format(key=key, size=9) for key in ("larere", "ppt", "sfo", "barnevern"))
    path.write_text(MAPPING.format(sites=SITES) + groups, encoding="utf-8")
    return path


def test_the_example_is_read(mapping: Path, tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text(block("text"), encoding="utf-8")
    design = read_mapping(mapping)
    found = read(file, design, find(design.instrument, tmp_path, modules=design.modules))
    assert dict(found.frame.select("target_group", "contact").rows()) == {"ppt": "yes", "sfo": "yes", "barnevern": "wanted"}
    assert found.own["code"].to_list() == [2, 6]


def test_the_column_map_is_valid(mapping: Path, tmp_path: Path) -> None:
    file = tmp_path / "columns.toml"
    file.write_text(block("toml"), encoding="utf-8")
    design = read_mapping(mapping)
    found = read_column_map(file, design, find(design.instrument, tmp_path, modules=design.modules))
    assert found.respondent == "Løpenr"


def test_every_column_is_documented() -> None:
    assert not [name for name in COLUMNS if f"| `{name}` |" not in PAGE]
