"""Panics of readers become errors of the file, and nothing of them reaches the user."""

from __future__ import annotations

import os
from typing import NoReturn

import polars as pl
import pytest

from samspill.errors import FileError, Place
from samspill.tabular.panics import damaged_if_it_panics


def panic() -> NoReturn:
    os.write(2, b"thread panicked at somewhere\n")
    raise pl.exceptions.PanicException("somewhere")


def test_a_panic_is_a_damaged_file_told_by_us_alone(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileError) as caught, damaged_if_it_panics(Place(file="svar.parquet")):
        panic()
    assert [(problem.code, problem.place.file) for problem in caught.value.problems] == [("tabular.damaged", "svar.parquet")]
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, FileError([])])
def test_other_errors_pass(error: type[BaseException] | BaseException, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(error if isinstance(error, type) else type(error)), damaged_if_it_panics(Place()):
        raise error
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"
