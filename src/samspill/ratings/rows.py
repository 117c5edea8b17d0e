"""Ratings from rows in memory: the same checks as for a file, and no file anywhere."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from collections.abc import Sequence

import polars as pl

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.columns import long_draft
from samspill.ratings.draft import COLUMNS
from samspill.ratings.read import understood
from samspill.ratings.table import Ratings
from samspill.tabular.sheet import ROW, Sheet, stacked, tidy


def from_rows(rows: Sequence[Lookup[str, str]], mapping: Mapping, instrument: Instrument) -> Ratings:
    """Check ratings that were never in a file.

    Parameters
    ----------
    rows : sequence of mapping of str to str
        Each as a row of docs/reference/ratings-files.md; a column that a row lacks is empty in it. Every question of the
        instrument is a column, whether or not anybody answered it.
    mapping : Mapping
    instrument : Instrument

    Returns
    -------
    Ratings
        Sorted by its keys, so that the order of the rows changes nothing; ``source`` is "".

    Raises
    ------
    RatingsError
        ``ratings.no_rows``, and all problems of the rows, as for a file whose first row of ratings is row 1.

    Examples
    --------
    >>> from samspill.design.read import parse
    >>> from samspill.instrument.load import find
    >>> from pathlib import Path
    >>> mapping = parse('''
    ... mapping = { title = "T", core_task = "t", language = "nb" }
    ... organisation = [{ key = "o", name = "O" }]
    ... [[group]]
    ... key = "a"
    ... name = "A"
    ... organisation = "o"
    ... size = 9
    ... [[group]]
    ... key = "b"
    ... name = "B"
    ... organisation = "o"
    ... size = 9
    ... ''')
    >>> row = {"respondent": "1", "rater_group": "a", "target_group": "b", "respect": "4"}
    >>> from_rows([row], mapping, find("relational-capacity", Path())).frame["respect"].to_list()
    [4.0]
    """
    headings = (*COLUMNS, *instrument.items)
    cells = [[row.get(heading, "") for row in rows] for heading in headings]
    sheet = Sheet(
        "", headings, 0, tidy(stacked([(range(1, len(rows) + 1), cells)], len(headings))) if rows else _empty(headings)
    )
    draft, problems = long_draft(sheet, instrument)
    return understood(draft, problems, mapping, instrument)


def _empty(headings: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.UInt32, **{str(at): pl.String for at in range(len(headings))}})
