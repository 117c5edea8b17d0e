"""Writing ratings: numbers as numbers, texts inert, the same bytes for the same ratings."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

from samspill.errors import UsageError
from samspill.ratings.write import to_bytes

FRAME = pl.DataFrame(
    {"wave": [1, 1], "respondent": ["=1+1", "https://example.org"], "respect": ["4", "?"], "own": ["1;2", None]}
)


def test_a_workbook_has_numbers_and_inert_texts() -> None:
    book = to_bytes(FRAME, Path("svar.xlsx"))
    with ZipFile(BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
        assert not any("hyperlink" in archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert "<f>" not in sheet
    assert '<c r="C2"><v>4</v></c>' in sheet
    assert "=1+1" in strings


@pytest.mark.parametrize("name", ["svar.csv", "svar.xlsx", "svar.parquet"])
def test_the_same_ratings_give_the_same_bytes(name: str) -> None:
    assert to_bytes(FRAME, Path(name)) == to_bytes(FRAME.clone(), Path(name))


def test_another_ending_is_wrong_usage() -> None:
    with pytest.raises(UsageError) as caught:
        to_bytes(FRAME, Path("svar.ods"))
    assert caught.value.problems[0].code == "tabular.ending"
