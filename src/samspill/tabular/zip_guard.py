"""What must be true of a workbook before anything reads it: real sizes, no document types, cells close together."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from samspill.errors import FileError, Place, Problem
from samspill.tabular.held import File, opened
from samspill.tabular.sheet_scan import SheetScan

MOST_BYTES = 200_000_000
"""Unpacked, all parts together."""
MOST_RATIO = 200
"""Unpacked to packed; a sheet of one number only reaches 60."""
RATIO_FROM = 10_000_000
"""Unpacked bytes from which the ratio counts: small parts may be as even as they like."""
MOST_PARTS = 2_000
MOST_CELLS = 5_000_000
"""In the rectangles from the first cell of each sheet to its last: a reader reserves memory for all of them."""
MOST_TEXT = 1_000_000_000
"""Filled cells times the longest text that they could share: a reader makes a copy for each cell."""
BLOCK = 1 << 20
LOCAL_HEADER = struct.Struct("<26xHH")
ENCRYPTED = 1


def guard(path: File, name: str) -> None:
    """Refuse a workbook that would use up memory or time, that is damaged, or whose cells hold errors instead of values.

    Declared sizes are added up first, so that most bombs cost nothing. Then every part is unpacked block by block and counted,
    because a declared size can lie, and looked through (see ``SheetScan``). Nothing is kept.

    Raises
    ------
    FileError
        ``tabular.bomb``, ``tabular.too_many_cells``, ``tabular.long_texts``, ``tabular.damaged``, ``tabular.locked``,
        ``tabular.cell_error``.
    """
    place = Place(file=name)
    try:
        with opened(path) as file, ZipFile(file) as archive:
            parts = archive.infolist()
        _check_declared(parts, place)
        with opened(path) as file:
            _check_real(file, parts, place)
    except (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError) as error:
        raise FileError(Problem("tabular.damaged", place)) from error


def _bomb(place: Place) -> FileError:
    return FileError(Problem("tabular.bomb", place, {"size": MOST_BYTES // 1_000_000}))


def _check_declared(parts: list[ZipInfo], place: Place) -> None:
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise FileError(Problem("tabular.locked", place))
    # Only the one kind of workbook is let through: others have repeat counts, which are bombs of their own.
    if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
        raise FileError(Problem("tabular.damaged", place))
    steep = any(_too_steep(part.file_size, part) for part in parts)
    if steep or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _bomb(place)


def _too_steep(size: int, part: ZipInfo) -> bool:
    return size > RATIO_FROM and size > MOST_RATIO * max(1, part.compress_size)


def _check_real(file: BinaryIO, parts: list[ZipInfo], place: Place) -> None:
    total, cells, filled, longest = 0, 0, 0, 0
    for part in parts:
        size, scan = 0, SheetScan(place)
        for block in _unpacked(file, part):
            size += len(block)
            if total + size > MOST_BYTES or _too_steep(size, part):
                raise _bomb(place)
            scan.take(block)
        total, cells = total + size, cells + scan.cells()
        filled, longest = filled + scan.filled, max(longest, scan.longest_text)
        if cells > MOST_CELLS:
            raise FileError(Problem("tabular.too_many_cells", place, {"cells": MOST_CELLS // 1_000_000}))
        if filled * longest > MOST_TEXT:
            raise FileError(Problem("tabular.long_texts", place))


def _unpacked(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """Unpack a part in blocks, whatever size it claims to have."""
    if part.header_offset < 0:
        raise BadZipFile
    file.seek(part.header_offset)
    name_length, extra_length = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    file.seek(name_length + extra_length, 1)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadZipFile  # no office programme packs in another way
    inflate, left = zlib.decompressobj(-zlib.MAX_WBITS), part.compress_size
    while left > 0 and (packed := file.read(min(BLOCK, left))):
        left -= len(packed)
        if part.compress_type == ZIP_STORED:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, BLOCK)
            packed = inflate.unconsumed_tail
