"""Encodings that offices save text in."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.errors import FileError
from samspill.tabular.encoding import encoding_of

NORDIC = "respondent;gruppe\n1;Lærere på Østby – «SFO»\n2;Förskollärare, Åmål\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (NORDIC.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + NORDIC.encode("utf-8"), "utf-8-sig"),
        (NORDIC.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + NORDIC.encode("utf-16-be"), "utf-16"),
        (NORDIC.encode("utf-16-le"), "utf-16-le"),
        (NORDIC.encode("utf-16-be"), "utf-16-be"),
        (NORDIC.encode("utf-32"), "utf-32"),
        (NORDIC.encode("cp1252"), "cp1252"),
        (b"respondent;gruppe\n1;SFO\n", "utf-8"),
        ("a;Lærere\n".encode("cp1252"), "cp1252"),
        ("a;blåbærgrød\n".encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_is_found(written: Callable[..., Path], raw: bytes, expected: str) -> None:
    assert encoding_of(written(raw), "svar.csv") == expected
    assert raw.decode(expected).startswith(("respondent", "a;"))


def test_utf8_is_judged_by_the_whole_file(written: Callable[..., Path]) -> None:
    raw = b"a;b\n" + b"1;2\n" * 400_000 + "1;Lærere\n".encode("cp1252")
    assert encoding_of(written(raw), "svar.csv") == "cp1252"


def test_a_sign_cut_by_two_blocks_stays_whole(written: Callable[..., Path]) -> None:
    raw = b"x" * ((1 << 20) - 1) + "å".encode()
    assert encoding_of(written(raw), "svar.csv") == "utf-8"


def test_nul_is_named_with_its_row(written: Callable[..., Path]) -> None:
    with pytest.raises(FileError) as caught:
        encoding_of(written(b"a;b\n1;2\n1;\x002\n"), "svar.csv")
    assert [(problem.code, problem.place.row) for problem in caught.value.problems] == [("tabular.nul", 3)]


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03\x04\x05\x06" * 20, bytes(range(1, 32)) * 50]
)
def test_a_binary_file_is_not_text(written: Callable[..., Path], raw: bytes) -> None:
    with pytest.raises(FileError) as caught:
        encoding_of(written(raw), "svar.csv")
    assert [problem.code for problem in caught.value.problems] == ["tabular.binary"]


def test_mac_roman_is_guessed_where_windows_does_not_fit(written: Callable[..., Path]) -> None:
    text = "respondent;gruppe\n" + "1;lærere på skolen i Østby møter barnehagelærere og rådgivere\n" * 20
    raw = text.encode("mac_roman")
    found = encoding_of(written(raw), "svar.csv")
    assert raw.decode(found)
    assert not found.startswith("utf")
