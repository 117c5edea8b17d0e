"""Where a file's bytes are: on the disk, or in memory, for files that are looked at before anybody keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path, PurePath
from typing import BinaryIO, TextIO


@dataclass(frozen=True, slots=True)
class Held:
    """A file in memory. It is never written anywhere by those who read it."""

    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """The ending of its name, with the dot."""
        return PurePath(self.name).suffix


File = Path | Held


def opened(file: File) -> BinaryIO:
    """Open a file for its bytes."""
    return BytesIO(file.content) if isinstance(file, Held) else file.open("rb")


def opened_text(file: File, encoding: str) -> TextIO:
    """Open a file for its text, line ends as they are."""
    if isinstance(file, Held):
        return TextIOWrapper(BytesIO(file.content), encoding=encoding, newline="")
    return file.open(encoding=encoding, newline="")


def size_of(file: File) -> int:
    """Return how many bytes a file has."""
    return len(file.content) if isinstance(file, Held) else file.stat().st_size
