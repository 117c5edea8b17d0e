"""What tests of ratings files need: a file written and read, and problems that can be said in all five languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.design.model import Mapping
from samspill.errors import Problem, SamspillError
from samspill.instrument.model import Instrument
from samspill.language import problem_text
from samspill.ratings.read import read
from samspill.ratings.table import Ratings
from samspill.terms import Language

WITH_BRACES = {"ratings.map_pattern", "ratings.looks_wide", "ratings.wide_no_items"}
Told = tuple[str, int | None, str | None]


def content(source: str | bytes) -> bytes:
    return source if isinstance(source, bytes) else source.encode()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and return its path."""

    def write(source: str | bytes, name: str = "svar.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content(source))
        return path

    return write


@pytest.fixture
def ratings_of(
    written: Callable[..., Path], made_up_mapping: Mapping, made_up_instrument: Instrument
) -> Callable[..., Ratings]:
    """Read ratings from content."""

    def run(
        source: str | bytes,
        name: str = "svar.csv",
        *,
        mapping: Mapping = made_up_mapping,
        instrument: Instrument = made_up_instrument,
        **options: object,
    ) -> Ratings:
        return read(written(source, name), mapping, instrument, **options)

    return run


@pytest.fixture
def told() -> Callable[[SamspillError], list[Problem]]:
    """Return the problems of an error after saying each in every language, which must not fail or leave a blank."""

    def check(error: SamspillError) -> list[Problem]:
        for problem in error.problems:
            for language in Language:
                text = problem_text(problem, language)
                assert text.strip()
                assert "Text(" not in text
                assert "{" not in text or problem.code in WITH_BRACES
        return list(error.problems)

    return check


@pytest.fixture
def problems_of(
    ratings_of: Callable[..., Ratings], told: Callable[[SamspillError], list[Problem]]
) -> Callable[..., list[Problem]]:
    """Read content that is wrong and return its problems."""

    def run(source: str | bytes, name: str = "svar.csv", **options: object) -> list[Problem]:
        with pytest.raises(SamspillError) as caught:
            ratings_of(source, name, **options)
        return told(caught.value)

    return run


@pytest.fixture
def places_of(problems_of: Callable[..., list[Problem]]) -> Callable[..., list[Told]]:
    """Read content that is wrong and return code, row and column of each problem."""

    def run(source: str | bytes, name: str = "svar.csv", **options: object) -> list[Told]:
        found = problems_of(source, name, **options)
        return [
            (problem.code.removeprefix("ratings.").removeprefix("tabular."), problem.place.row, problem.place.column)
            for problem in found
        ]

    return run
