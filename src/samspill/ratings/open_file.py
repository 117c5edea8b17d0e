"""Opening a ratings file by its ending, after a look at what it really is."""

from __future__ import annotations

from pathlib import Path

from samspill.errors import FileError, Place, Problem
from samspill.ratings.delimited import read_delimited
from samspill.ratings.parquet import read_parquet
from samspill.ratings.sheet import Sheet
from samspill.ratings.workbook import Known, read_workbook

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
ENDINGS = (*TEXT_ENDINGS, ".xlsx", ".parquet")
# What the first bytes give away, whatever the file is called.
BEGINNINGS = {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}


def open_sheet(path: Path, known: Known) -> Sheet:
    """Return the table in a file.

    Parameters
    ----------
    path : Path
        A file ending in .csv, .tsv, .txt, .xlsx or .parquet.
    known : callable
        Tells whether a row of headings is one that we can read, to find the sheet of a workbook.

    Raises
    ------
    FileError
        ``ratings.missing``, ``ratings.unreadable``, ``ratings.ending`` (unknown), ``ratings.other_kind`` (the content
        belongs to another ending), ``ratings.empty``, and those of the three readers.
    """
    place = Place(file=path.name)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FileError(Problem("ratings.ending", place, {"ending": ending or "–", "known": ", ".join(ENDINGS)}))
    try:
        _check_beginning(path, ending)
        if ending in TEXT_ENDINGS:
            return read_delimited(path)
        return read_workbook(path, known) if ending == ".xlsx" else read_parquet(path)
    except FileNotFoundError as error:
        raise FileError(Problem("ratings.missing", place)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileError(Problem("ratings.unreadable", place, {"reason": reason})) from error


def _check_beginning(path: Path, ending: str) -> None:
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise FileError(Problem("ratings.empty", Place(file=path.name)))
    real = BEGINNINGS.get(head)
    if real is not None and real != ending:
        raise FileError(Problem("ratings.other_kind", Place(file=path.name), {"ending": ending, "real": real}))
