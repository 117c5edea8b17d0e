"""Opening a table's file by its ending, after a look at what it really is."""

from __future__ import annotations

from collections.abc import Sequence

from samspill.errors import FileError, Place, Problem
from samspill.tabular.delimited import read_delimited
from samspill.tabular.held import File, opened
from samspill.tabular.parquet import read_parquet
from samspill.tabular.sheet import Sheet
from samspill.tabular.workbook import Known, read_workbook

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
ENDINGS = (*TEXT_ENDINGS, ".xlsx", ".parquet")
# What the first bytes give away, whatever the file is called.
BEGINNINGS = {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}


def open_sheet(path: File, known: Known, endings: Sequence[str] = ENDINGS) -> Sheet:
    """Return the table in a file.

    Parameters
    ----------
    path : Path or Held
        A file ending in .csv, .tsv, .txt, .xlsx or .parquet.
    known : callable
        Tells whether a row of headings is one that we can read, to find the sheet of a workbook.
    endings : sequence of str
        Those that are taken here.

    Raises
    ------
    FileError
        ``tabular.missing``, ``tabular.unreadable``, ``tabular.ending`` (unknown), ``tabular.other_kind`` (the content
        belongs to another ending), ``tabular.empty``, and those of the three readers.
    """
    place = Place(file=path.name)
    ending = path.suffix.lower()
    if ending not in endings:
        raise FileError(Problem("tabular.ending", place, {"ending": ending or "–", "known": ", ".join(endings)}))
    try:
        _check_beginning(path, ending)
        if ending in TEXT_ENDINGS:
            return read_delimited(path)
        return read_workbook(path, known) if ending == ".xlsx" else read_parquet(path)
    except FileNotFoundError as error:
        raise FileError(Problem("tabular.missing", place)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileError(Problem("tabular.unreadable", place, {"reason": reason})) from error


def _check_beginning(path: File, ending: str) -> None:
    with opened(path) as file:
        head = file.read(4)
    if not head:
        raise FileError(Problem("tabular.empty", Place(file=path.name)))
    real = BEGINNINGS.get(head)
    if real is not None and real != ending:
        raise FileError(Problem("tabular.other_kind", Place(file=path.name), {"ending": ending, "real": real}))
