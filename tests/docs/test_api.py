"""The page on the API names every address, code and limit, and the page on the code book every field."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from samspill.reporting.codebook import model
from samspill_web.analysis.tokens.services import LONGEST_DAYS, USUAL_DAYS
from samspill_web.reports.api.guard import OF_A_TOKEN, WRONG_TOKENS
from samspill_web.reports.api.operations import ROOT, api
from samspill_web.reports.api.problems import STATUS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
API, BOOK = ((REFERENCE / name).read_text(encoding="utf-8") for name in ("api.md", "codebook.md"))


def test_every_address_is_there_and_no_other() -> None:
    told = set(re.findall(r"^\| `(/api/[^`]+)` ", API, flags=re.MULTILINE))
    assert told == {f"{ROOT}openapi.json", *api.get_openapi_schema(path_prefix=ROOT)["paths"]}


def test_every_problem_is_there_with_its_status() -> None:
    told = re.findall(r"^\| (\d{3}) \| `(\w+)` ", API, flags=re.MULTILINE)
    assert {code: int(status) for status, code in told} == STATUS


def test_limits_are_those_of_the_programme() -> None:
    assert f"{USUAL_DAYS} unless you say otherwise, {LONGEST_DAYS} at most" in API
    assert (OF_A_TOKEN, WRONG_TOKENS) == ("120/m", "30/10m")
    assert "more than 120 requests a minute with a token, or more than 30 wrong tokens in ten minutes" in API


def test_every_field_of_the_code_book_is_there() -> None:
    told = set(re.findall(r"`(\w+)`", BOOK.partition("## JSON")[2]))
    assert {field.name for field in fields(model.Codebook)} <= told
    for kind in (
        model.Measure,
        model.Asked,
        model.Scale,
        model.Option,
        model.Code,
        model.Rung,
        model.Cut,
        model.Part,
        model.Variable,
    ):
        assert {field.name for field in fields(kind)} <= told, kind
