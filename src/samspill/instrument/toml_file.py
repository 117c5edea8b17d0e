"""A TOML file as a dictionary, or one clear error: missing, not a file, too large, not UTF-8, not TOML."""

from __future__ import annotations

import re
from pathlib import Path
from tomllib import loads

from samspill.errors import FileError, Place, Problem

LARGEST = 200_000
"""Bytes; about ten times the largest instrument that ships."""

MOST_STEPS = 4_000_000
"""Steps that the keys of a file may cost, about; the largest instrument that ships costs a thousand."""

WHERE = re.compile(r"\(at line (\d+), column \d+\)")
SHOWN = 60


def read_toml(path: Path) -> dict[str, object]:
    """Return the contents of a TOML file.

    Raises
    ------
    FileError
        ``instrument.file_…`` with the file, and with the row where TOML breaks off.
    """
    return parse_toml(_bytes(path), str(path))


def parse_toml(content: bytes, file: str) -> dict[str, object]:
    """Return TOML as a dictionary; a byte order mark is passed over.

    Raises
    ------
    FileError
        ``instrument.file_encoding``, ``instrument.file_deep`` or ``instrument.file_toml``.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise FileError(Problem("instrument.file_encoding", Place(file=file, row=row))) from error
    if _steps(text) > MOST_STEPS:
        raise FileError(Problem("instrument.file_deep", Place(file=file)))
    try:
        return loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError(_broken(text, file, str(error))) from error


def _steps(text: str) -> int:
    """Return what the dotted keys of a text may cost.

    Each part of a key is compared with all before it, and each row below a heading walks down to it: a small file with keys of
    thousands of parts would take hours and all memory. Dots inside texts count too, which no text comes near.
    """
    rows = text.split("\n")
    heading = max((row.count(".") for row in rows if row.lstrip().startswith("[")), default=0)
    return sum(row.count(".") ** 2 for row in rows) + heading * len(rows)


def _bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise FileError(Problem("instrument.file_missing", Place(file=str(path))))
        # A pipe or a device would be read for ever.
        if not path.is_file():
            raise FileError(Problem("instrument.file_kind", Place(file=str(path))))
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise FileError(Problem("instrument.file_unreadable", Place(file=str(path)))) from error
    if len(content) > LARGEST:
        raise FileError(Problem("instrument.file_large", Place(file=str(path)), {"largest": LARGEST / 1_000_000}))
    return content


def _broken(text: str, file: str, message: str) -> Problem:
    found = WHERE.search(message)
    if found is None:
        return Problem("instrument.file_toml", Place(file=file))
    row = int(found[1])
    line = text.split("\n")[row - 1].strip()
    shown = line if len(line) <= SHOWN else f"{line[:SHOWN]} …"
    return Problem("instrument.file_toml_line", Place(file=file, row=row), {"line": shown})
