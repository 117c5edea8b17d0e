"""Files packed in a zip, and what must be true of one before anything is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.tabular.zip_guard import MOST_BYTES, MOST_PARTS, MOST_RATIO, RATIO_FROM

ENCRYPTED = 1
DAMAGED = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError, OSError)


def parts_of(archive: ZipFile) -> list[ZipInfo]:
    """Return the files of a zip that may be unpacked: no more is read of each than it claims to hold.

    Raises
    ------
    UnreadableError
        Where they claim too much, or are locked.
    """
    parts = [part for part in archive.infolist() if not part.is_dir()]
    steep = any(part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts)
    large = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES
    if steep or large or any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableError
    return parts


def unpacked(source: Source, opened: ExitStack) -> Iterator[Source]:
    """Unpack a zip into a folder that is deleted with ``opened``, under names of our own.

    Raises
    ------
    UnreadableError
        Where it is damaged, locked, or made to use up memory.
    """
    try:
        with ZipFile(source.path) as archive:
            yield from laid_out(source, ((part.filename, archive.read(part)) for part in parts_of(archive)), opened)
    except DAMAGED as error:
        raise UnreadableError from error


def laid_out(source: Source, inside: Iterable[tuple[str, bytes]], opened: ExitStack) -> Iterator[Source]:
    """Lay files from inside another one out on disk, under names of our own."""
    folder: Path | None = None
    for number, (name, content) in enumerate(inside):
        folder = folder or Path(opened.enter_context(TemporaryDirectory(prefix="samspill-")))
        path = folder / f"{number}{Path(name).suffix.lower()}"
        path.write_bytes(content)
        yield Source(f"{source.name}/{name}", path)
