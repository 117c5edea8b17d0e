"""Every text that a page or a module of the workspace asks for is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import samspill_web
import samspill_web.texts
from samspill.language import areas, catalogue, has
from samspill.terms import Language
from samspill_web.kernel.speech import told

SOURCE = Path(samspill_web.__file__).parent
SAID = re.compile(r"\{%\s*say\s+(?P<first>\"[^\"]*\"|'[^']*'|[\w.]+)(?P<added>(?:\|add:(?:\"[^\"]*\"|'[^']*'|[\w.]+))*)")
WEB = sorted(file.stem for file in Path(samspill_web.texts.__file__).parent.glob("*.toml"))
ASKING = {"told", "say", "Problem"}


def literal(part: str) -> str | None:
    return part[1:-1] if part[:1] in "\"'" else None


def patterns_in(template: str) -> Iterator[str]:
    """Yield what a template asks for; where a part is known only when the page is made, any text does."""
    for found in SAID.finditer(template):
        parts = [found["first"], *re.findall(r"\|add:(\"[^\"]*\"|'[^']*'|[\w.]+)", found["added"])]
        whole = "".join(".+" if literal(part) is None else re.escape(literal(part) or "") for part in parts)
        if whole != ".+":
            yield whole


def patterns_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return None


def asked() -> Iterator[tuple[str, str]]:
    """Yield (file, pattern) of all that the workspace asks for."""
    for file in sorted(SOURCE.rglob("*.html")):
        for pattern in patterns_in(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(SOURCE)), pattern
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            asks = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ASKING and node.args
            if asks and (pattern := patterns_of(node.args[0])):
                yield str(file.relative_to(SOURCE)), pattern


@pytest.mark.parametrize(
    "app", sorted(folder.name for folder in SOURCE.iterdir() if [*folder.rglob("*.py"), *folder.rglob("*.html")])
)
def test_every_text_that_is_asked_for_is_there(app: str) -> None:
    known = [f"{area}.{name}" for area in areas() for name in catalogue(area)]
    lacking = [
        (file, pattern)
        for file, pattern in dict.fromkeys(asked())
        if file.startswith(f"{app}/") and not any(re.fullmatch(pattern, code) for code in known)
    ]
    assert lacking == []


def test_the_search_finds_literal_and_added_codes() -> None:
    found = set(asked())
    assert ("templates/base.html", re.escape("kernel.page.skip")) in found
    assert ("projects/templates/projects/page.html", r"projects\.page\..+\.title") in found
    assert ("kernel/templates/kernel/error.html", r".+\.title") in found
    assert any(file == "projects/conflicts.py" for file, _ in found)
    assert list(patterns_in('{% say \'a.b\' n=3 %}{% say code %}{% say "a."|add:b.c|add:".d" %}')) == ["a\\.b", "a\\..+\\.d"]


@pytest.mark.parametrize("area", WEB)
def test_every_area_of_the_workspace_is_among_those_that_are_checked(area: str) -> None:
    # tests/core/language asks each of areas() for five full languages, the same fields and the right quotation marks.
    assert area in areas()
    assert catalogue(area)


@pytest.mark.parametrize("area", areas())
def test_no_line_begins_as_if_something_stood_before_it(area: str) -> None:
    said = [
        (code, form)
        for code, tongues in catalogue(area).items()
        for text in tongues.values()
        for form in ([text] if isinstance(text, str) else text.values())
    ]
    assert [code for code, form in said if form.startswith(("…", "..."))] == []


@pytest.mark.parametrize("language", Language)
def test_told_speaks_the_readers_language(language: Language) -> None:
    with translation.override(language.value):
        assert told("kernel.page.log_in") == catalogue("kernel")["page.log_in"][language]
    assert has("kernel.page.log_in")
