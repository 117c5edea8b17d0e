"""Whatever stands on the disk is read, or one clear error says why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.errors import FileError, Problem, SamspillError
from samspill.instrument.build import build
from samspill.instrument.toml_file import LARGEST, parse_toml, read_toml
from samspill.language import problem_text, say
from samspill.terms import Language


def told(path: Path) -> tuple[str, int | None]:
    with pytest.raises(FileError) as caught:
        read_toml(path)
    (problem,) = caught.value.problems
    assert problem.place.file == str(path)
    assert problem_text(problem, Language.DA)
    return problem.code.removeprefix("instrument.file_"), problem.place.row


def told_about(act: Callable[[], object]) -> tuple[Problem, ...]:
    """Return the problems of an act, none if it went well; any other exception is the test's failure."""
    try:
        act()
    except SamspillError as error:
        return error.problems
    return ()


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "bom.toml"
    file.write_bytes("\ufeffname = 'å'".encode())
    assert read_toml(file) == {"name": "å"}


def test_a_missing_file(tmp_path: Path) -> None:
    assert told(tmp_path / "none.toml") == ("missing", None)


def test_a_folder(tmp_path: Path) -> None:
    assert told(tmp_path) == ("kind", None)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert told(tmp_path / "pipe") == ("kind", None)


def test_a_name_that_no_disk_can_hold(tmp_path: Path) -> None:
    assert told(tmp_path / ("x" * 5000)) == ("unreadable", None)


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "huge.toml"
    with file.open("wb") as stream:
        stream.truncate(LARGEST * 10_000)
    assert told(file) == ("large", None)


@pytest.mark.parametrize(
    ("language", "kinds"),
    [
        (Language.NB, ("kartlegging", "instrument")),
        (Language.NN, ("kartlegging", "instrument")),
        (Language.DA, ("kortlægning", "instrument")),
        (Language.SV, ("kartläggning", "instrument")),
        (Language.EN, ("mapping", "instrument")),
    ],
)
def test_a_file_that_is_too_large_may_be_of_either_kind(language: Language, kinds: tuple[str, str]) -> None:
    text = say("instrument.file_large", language, largest=LARGEST / 1_000_000)
    assert all(kind in text for kind in kinds)
    assert "MB" in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a = 1\nb = 'bl\xe5'\n".encode("latin-1"), ("encoding", 2)),
        ("name = 'å'".encode("utf-16"), ("encoding", 1)),
        (b"a = 1\nb = \n", ("toml_line", 2)),
        (b"a = 1\na = 2\n", ("toml_line", 2)),
        (b"a = 'open", ("toml", None)),
        (b"a = " + b"[" * 100_000, ("toml", None)),
        (b"a = " + b"1" * 10_000, ("toml", None)),
        (b"a = 2027-13-45", ("toml_line", 1)),
        (b"\x00", ("toml_line", 1)),
    ],
)
def test_what_is_not_toml_is_told_with_its_row(tmp_path: Path, content: bytes, expected: tuple[str, int | None]) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(content)
    assert told(file) == expected


def test_a_long_line_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_bytes(b"a = b" + b"c" * 5000)
    with pytest.raises(FileError) as caught:
        read_toml(file)
    assert len(str(caught.value.problems[0].data["line"])) < 100


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_problem(content: bytes) -> None:
    problems = told_about(lambda: parse_toml(content, "my.toml"))
    assert all(problem_text(problem, Language.SV) for problem in problems)


@settings(deadline=None)
@given(cut=st.integers(min_value=0), byte=st.integers(0, 255))
def test_a_shipped_file_with_one_byte_changed_gives_an_instrument_or_a_problem(cut: int, byte: int) -> None:
    source = (files("samspill.instrument") / "catalogue/modules/conditions.toml").read_bytes()
    place = cut % len(source)
    changed = source[:place] + bytes([byte]) + source[place + 1 :]
    problems = told_about(lambda: build(parse_toml(changed, "my.toml"), "my.toml"))
    assert all(problem_text(problem, Language.NB) for problem in problems)
