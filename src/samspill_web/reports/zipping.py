"""A zip that is sent while it is written: the same files give the same bytes, and no file has a day or an hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Of every file: a zip must have a time, and this one tells nothing."""

UNIX = 3
READABLE = 0o100644 << 16


class _Pipe:
    """What is written here is taken out again; nobody can go back in it."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._kept.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        content = b"".join(self._kept)
        self._kept.clear()
        return content


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield a zip of files (name, content), in their order; no more than one of them is in memory."""
    pipe = _Pipe()
    with ZipFile(pipe, "w") as file:  # type: ignore[call-overload]
        for name, content in files:
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, UNIX, READABLE
            file.writestr(entry, content)
            yield pipe.taken()
    yield pipe.taken()
