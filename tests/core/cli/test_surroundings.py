from __future__ import annotations

from pathlib import Path

import pytest

from samspill.cli.surroundings import language_of, write_whole
from samspill.errors import FileError
from samspill.terms import Language


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--lang", "da"], {"LANG": "nb_NO.UTF-8"}, Language.DA),
        (["check", "--lang=sv"], {}, Language.SV),
        ([], {"SAMSPILL_LANG": "nn", "LANG": "da_DK.UTF-8"}, Language.NN),
        ([], {"LANG": "no_NO.UTF-8"}, Language.NB),
        ([], {"LANG": "C.UTF-8"}, Language.EN),
        (["--lang"], {"LANG": "sv_SE"}, Language.SV),
    ],
)
def test_language_is_asked_for_then_set_then_guessed(
    arguments: list[str], environment: dict[str, str], expected: Language
) -> None:
    assert language_of(arguments, environment) is expected


def test_files_are_written_whole_and_nothing_is_left_beside(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", {"a.txt": b"1", "sub/b.txt": b"2"})
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"1"
    assert sorted(place.name for place in (tmp_path / "new").iterdir()) == ["a.txt", "sub"]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    with pytest.raises(FileError) as error:
        write_whole(tmp_path, {"a.txt": b"new", "b" * 300: b"x"})
    assert error.value.problems[0].code == "cli.cannot_write"
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(FileError, match=r"cli\.cannot_write"):
        write_whole(tmp_path / "taken", {"a.txt": b"1"})
