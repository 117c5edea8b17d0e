"""Which encoding a text file is in: by its mark, else UTF-8, else what Nordic offices write, else a careful guess."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from samspill.errors import FileError, Place, Problem
from samspill.tabular.held import File, opened

BLOCK = 1 << 20
SAMPLE = 1 << 16
# The longer mark first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Signs outside ASCII that texts of Nordic offices hold. A guess is only asked for where others occur.
EXPECTED = frozenset("æøåäöéüèêëáíóúýðþñçôòàâÆØÅÄÖÉÜÈÊËÁÍÓÚÝÐÞÑÇ–—’‘“”„»«…€§°½´·•\xa0")
# Control characters that no text file has: all but tab, line feed, form feed, carriage return and Ctrl-Z at the end.
CONTROLS = bytes(set(range(1, 32)) - {9, 10, 12, 13, 26})
FEW_CONTROLS = 0.01
FEW_NULS = 0.1


def encoding_of(path: File, name: str) -> str:
    """Return the name of a text file's encoding, as ``open`` takes it.

    A byte-order mark decides; without one UTF-8 wherever the whole file is valid UTF-8, then UTF-16 by its zero bytes, then
    Windows-1252 where every sign outside ASCII is one that Nordic texts have, and only then a guess by charset-normalizer.

    Raises
    ------
    FileError
        ``tabular.binary`` for a file that is no text, ``tabular.nul`` for a text with NUL bytes (first one's row),
        ``tabular.encoding`` where nothing fits.
    """
    with opened(path) as file:
        head = file.read(SAMPLE)
    if (marked := next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)) is not None:
        return marked
    nul_at, utf8, foreign = _scan(path)
    if nul_at is not None:
        if (wide := _unmarked_utf16(head)) is not None:
            return wide
        raise FileError(_nul_problem(head, nul_at, name))
    if _share(head, CONTROLS) > FEW_CONTROLS:
        raise FileError(Problem("tabular.binary", Place(file=name)))
    if utf8:
        return "utf-8"
    return _eight_bit(foreign, head, name)


def _scan(path: File) -> tuple[int | None, bool, bytes]:
    """Read a file once: the row of its first NUL byte, whether it is UTF-8, and which bytes outside ASCII it has."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    utf8, rows, nul_row, foreign = True, 1, None, set[int]()
    ascii_bytes = bytes(range(128))
    with opened(path) as file:
        while block := file.read(BLOCK):
            if nul_row is None and (at := block.find(b"\0")) >= 0:
                nul_row = rows + block.count(b"\n", 0, at)
            rows += block.count(b"\n")
            foreign.update(block.translate(None, ascii_bytes))
            utf8 = utf8 and _decodes(decoder, block, final=False)
    return nul_row, utf8 and _decodes(decoder, b"", final=True), bytes(sorted(foreign))


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf16(head: bytes) -> str | None:
    """Tell the byte order of UTF-16 without a mark: mostly Latin text has a zero in every second byte."""
    pairs = len(head) // 2
    if pairs == 0:
        return None
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    mostly, rarely = 0.9, 0.05
    if odd > mostly and even < rarely:
        return "utf-16-le"
    if even > mostly and odd < rarely:
        return "utf-16-be"
    return None


def _nul_problem(head: bytes, row: int, name: str) -> Problem:
    """Part a text that was damaged from a file that never was text."""
    if _share(head, CONTROLS) > FEW_CONTROLS or _share(head, b"\0") > FEW_NULS:
        return Problem("tabular.binary", Place(file=name))
    return Problem("tabular.nul", Place(file=name, row=row))


def _share(text: bytes, signs: bytes) -> float:
    return 1 - len(text.translate(None, signs)) / max(1, len(text))


def _eight_bit(foreign: bytes, head: bytes, name: str) -> str:
    """Choose among the encodings of one byte a sign."""
    try:
        nordic = set(foreign.decode("cp1252")) <= EXPECTED
    except UnicodeDecodeError:
        nordic = False
    if nordic:
        return "cp1252"
    guess = from_bytes(head).best()
    for encoding in ("" if guess is None else guess.encoding, "cp1252"):
        if encoding and not encoding.startswith("utf"):
            try:
                foreign.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
            return encoding
    raise FileError(Problem("tabular.encoding", Place(file=name)))
