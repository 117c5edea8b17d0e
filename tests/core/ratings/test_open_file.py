"""Opening by ending, after a look at what the file really is."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.errors import FileError
from samspill.ratings.table import Ratings
from samspill.tabular import parquet
from samspill.tabular.open_file import open_sheet

Read = Callable[..., Ratings]
Places = Callable[..., list[tuple[str, int | None, str | None]]]


def parquet_of(frame: pl.DataFrame) -> bytes:
    target = BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


FRAME = pl.DataFrame(
    {
        "wave": [1.0, 1.0, 1.0],
        "respondent": [1, 2, 3],
        "rater_group": ["larere", "Lærere", "sfo"],
        "target_group": ["ppt", "ppt", "larere"],
        "respect": [4.0, None, 2.0],
    },
    schema_overrides={"target_group": pl.Categorical},
)


def test_parquet_reads_like_its_text_file(ratings_of: Read) -> None:
    text = "wave;respondent;rater_group;target_group;respect\n1;1;larere;ppt;4\n1;2;Lærere;ppt;\n1;3;sfo;larere;2\n"
    assert_frame_equal(ratings_of(parquet_of(FRAME), "svar.parquet").frame, ratings_of(text).frame)


def test_parquet_rows_are_numbered_as_in_a_text_file(places_of: Places) -> None:
    wrong = FRAME.with_columns(respect=pl.Series([4.0, 3.5, 2.0]))
    assert places_of(parquet_of(wrong), "svar.parquet") == [("code_outside", 3, "respect")]


def test_parquet_of_scores(ratings_of: Read) -> None:
    found = ratings_of(parquet_of(FRAME.with_columns(respect=pl.Series([4.0, 3.57, None]))), "svar.parquet", values="scored")
    assert found.frame["respect"].to_list() == [4.0, 3.57, None]


def test_nested_columns_are_named(places_of: Places) -> None:
    nested = FRAME.with_columns(respect=pl.Series([[1], [2], [3]]))
    assert places_of(parquet_of(nested), "svar.parquet") == [("nested", None, "respect")]


def test_a_table_of_a_billion_cells_is_refused_unread(places_of: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MOST_CELLS", 10)
    assert places_of(parquet_of(FRAME), "svar.parquet") == [("too_many_cells", None, None)]


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1" + bytes(50) + b"PAR1", b"nothing of the kind", b"PAR1\xff\xff\xff\x7fPAR1"]
)
def test_damaged_parquet(places_of: Places, content: bytes) -> None:
    assert places_of(content, "svar.parquet") == [("damaged", None, None)]


def test_parquet_cut_short(places_of: Places) -> None:
    whole = parquet_of(FRAME)
    assert places_of(whole[: len(whole) // 2] + whole[-8:], "svar.parquet") == [("damaged", None, None)]


@pytest.mark.parametrize("name", ["svar.doc", "svar.xls", "svar.ods", "svar", "svar.csv.zip", ".csv"])
def test_unknown_endings(places_of: Places, name: str) -> None:
    assert places_of("a;b\n1;2\n", name) == [("ending", None, None)]


@pytest.mark.parametrize("name", ["svar.csv", "svar.xlsx", "svar.parquet"])
def test_empty_files(places_of: Places, name: str) -> None:
    assert places_of(b"", name) == [("empty", None, None)]


def test_content_of_another_kind(places_of: Places) -> None:
    assert places_of(parquet_of(FRAME), "svar.csv") == [("other_kind", None, None)]
    assert places_of(parquet_of(FRAME), "svar.xlsx") == [("other_kind", None, None)]
    assert places_of(b"PK\x03\x04\x00\x00", "svar.csv") == [("other_kind", None, None)]


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "x.csv", "tabular.missing"), (tmp_path, "tabular.ending")):
        with pytest.raises(FileError) as caught:
            open_sheet(path, lambda _: True)
        assert caught.value.problems[0].code == code
    folder = tmp_path / "mappe.csv"
    folder.mkdir()
    with pytest.raises(FileError) as caught:
        open_sheet(folder, lambda _: True)
    assert caught.value.problems[0].code == "tabular.unreadable"
