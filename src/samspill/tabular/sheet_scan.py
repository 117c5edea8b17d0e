"""A look at the bytes of a workbook's part, before a reader reserves memory for what they claim."""

from __future__ import annotations

import re

from samspill.errors import FileError, Place, Problem

LONGEST_TAG = 2_000_000

PREFIX = rb"(?:[^\s<>/:]{1,40}:)?"
TAG = re.compile(
    rb"<" + PREFIX + rb"""(row|c)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["'])?[^<>]*?(/?)>"""
)
ERROR_CELL = re.compile(rb"<" + PREFIX + rb"""c\s[^<>]{0,200}?\bt\s*=\s*["']e["'][^<>]{0,200}>""")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["']""")
SHARED_TEXT = re.compile(rb"<" + PREFIX + rb"si(?=[\s/>])")
DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


class SheetScan:
    """Look through one part of a workbook, block by block.

    Two cells at opposite corners of a sheet weigh nothing in the file and terabytes in memory; so the references of filled
    cells are read, and where some have none, their number is added. One long text that many cells share is copied for each of
    them; so filled cells are counted and shared texts measured. Document types could define entities and are refused.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._tail: bytes | None = None
        self._columns, self._rows, self._row_references = set[bytes](), set[bytes](), set[bytes]()
        self.filled = 0
        """Filled cells so far."""
        self.longest_text = 0
        """Bytes of the longest text that cells share, formatting included."""
        self._text: int | None = None
        self._unplaced, self._unplaced_rows, self._run, self._longest_run = 0, 0, 0, 0

    def take(self, block: bytes) -> None:
        """Look at the next block.

        Raises
        ------
        FileError
            ``tabular.damaged`` (document type, encoding that hides the tags, endless tag), ``tabular.cell_error``.
        """
        if self._tail is None and block.startswith(WIDE_TEXT):
            raise FileError(Problem("tabular.damaged", self._place))
        # What stands after the last "<" may be cut in two: it waits for the next block, and no tag counts twice.
        whole, opened, rest = ((self._tail or b"") + block).rpartition(b"<")
        self._tail = opened + rest
        if len(self._tail) > LONGEST_TAG:
            raise FileError(Problem("tabular.damaged", self._place))
        self._look(whole)

    def cells(self) -> int:
        """Return how many cells the rectangle from A1 to the last filled cell has, after the last block."""
        self._look(self._tail or b"")
        columns = max(map(_column_number, self._columns), default=0)
        rows = max(map(int, self._rows), default=0)
        if self._unplaced:
            columns += self._longest_run
            rows = max(rows, *map(int, self._row_references), 0) + self._unplaced_rows
        return columns * rows

    def _look(self, text: bytes) -> None:
        if DOCUMENT_TYPE.search(text):
            raise FileError(Problem("tabular.damaged", self._place))
        if (wrong := ERROR_CELL.search(text)) is not None:
            found = REFERENCE.search(wrong.group())
            cell = "?" if found is None else found.group(1).decode("ascii")
            raise FileError(Problem("tabular.cell_error", self._place, {"cell": cell}))
        self._measure_texts(text)
        tags = TAG.findall(text)
        self.filled += sum(name == b"c" and not closed for name, _, _, closed in tags)
        filled = [(letters, digits) for name, letters, digits, closed in tags if name == b"c" and letters and not closed]
        self._columns.update(letters for letters, _ in filled)
        self._rows.update(digits for _, digits in filled)
        self._row_references.update(digits for name, _, digits, _ in tags if name == b"row" and digits)
        self._unplaced_rows += sum(name == b"row" and not digits for name, _, digits, _ in tags)
        self._count_unplaced(tags)

    def _measure_texts(self, text: bytes) -> None:
        rest, *texts = map(len, SHARED_TEXT.split(text))
        if self._text is not None:
            self._text += rest
        for length in texts:
            self.longest_text = max(self.longest_text, self._text or 0)
            self._text = length
        self.longest_text = max(self.longest_text, self._text or 0)

    def _count_unplaced(self, tags: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
        """Count cells that follow the one before them without a reference, and the longest run of them in a row."""
        unplaced = sum(name == b"c" and not letters for name, letters, _, _ in tags)
        self._unplaced += unplaced
        if not unplaced and not self._run:
            return
        marks = b"".join(b"|" if name == b"row" else b"" if letters else b"c" for name, letters, _, _ in tags)
        first, *others = marks.split(b"|")
        runs = [self._run + len(first), *map(len, others)]
        self._longest_run, self._run = max(self._longest_run, *runs), runs[-1]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
