"""The pages on methods: their examples run, and what an estimate names as its method has a page."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from samspill.scoring.tie import METHOD

PAGES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("*.md"))
WITH_EXAMPLE = (
    "agreement",
    "anova-and-icc",
    "classes-and-bands",
    "cube",
    "intervals",
    "network",
    "outcomes",
    "precision",
    "reliability",
    "scores",
    "social-relations",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_give_what_the_page_says(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert not failed
    assert tried or page.stem not in WITH_EXAMPLE


def test_the_method_of_an_estimate_has_a_page() -> None:
    assert METHOD in {page.stem for page in PAGES}
