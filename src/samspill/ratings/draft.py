"""A file's cells under the names of the ratings table, still text, each traceable to the heading it stood under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from samspill.errors import Problem
from samspill.ratings.table import ASKED, KEYS
from samspill.tabular.faults import Describe, by_value, of_rows
from samspill.tabular.sheet import ROW, Sheet

CONTACT, LEVEL = "contact", "level"
COLUMNS = (*KEYS, CONTACT, ASKED, LEVEL)
"""Columns that a file may have besides its items."""
REQUIRED = ("respondent", "rater_group", "target_group")
Headings = dict[tuple[str, str | None], str]
"""What a column of a draft is called in the file, by column and block."""
BLOCK = "file block"
"""Column that tells which columns of a wide file a line of the draft came from; null elsewhere."""


def cell_of(item: str) -> str:
    """Return the name of the column with an item's cells (an item may be called like any other column)."""
    return f"item {item}"


@dataclass(frozen=True, slots=True)
class Draft:
    """Respondent × target lines as they are being checked.

    Parameters
    ----------
    sheet : Sheet
    frame : polars.DataFrame
        ``ROW``, ``BLOCK``, ``COLUMNS`` and one column per item (``cell_of``), all text but ``ROW``; null = empty. Checks put
        understood values in the place of texts.
    headings : mapping of (column, block) to str
        What the column is called in the file. For a column that is the same for all blocks the block is None.
    items, own_items : tuple of str
        Tie items and items about the own situation that the file has, in the instrument's order.
    dont_know : frozenset of str
        Further words for "don't know", lower case.
    """

    sheet: Sheet
    frame: pl.DataFrame
    headings: Headings
    items: tuple[str, ...]
    own_items: tuple[str, ...]
    dont_know: frozenset[str] = frozenset()

    def with_frame(self, frame: pl.DataFrame) -> Draft:
        """Return the draft with other lines."""
        return replace(self, frame=frame)

    def heading(self, column: str, block: str | None = None) -> str:
        """Return what a column is called in the file, its own name where the file lacks it."""
        named = self.headings.get((column, block)) or self.headings.get((column, None))
        return named or column.removeprefix("item ")

    def values(self, column: str, wrong: pl.Expr, value: pl.Expr, describe: Describe) -> list[Problem]:
        """Return a problem for each different ``value`` of the lines that are ``wrong``."""
        return self._by_block(
            column, wrong, value.alias("value"), lambda heading, found: by_value(self.sheet, heading, found, describe)
        )

    def rows(self, column: str, wrong: pl.Expr, code: str, **data: object) -> list[Problem]:
        """Return one problem for all lines that are ``wrong`` in the same way."""
        return self._by_block(
            column, wrong, pl.lit("").alias("value"), lambda heading, found: of_rows(self.sheet, heading, found, code, data)
        )

    def _by_block(
        self, column: str, wrong: pl.Expr, value: pl.Expr, tell: Callable[[str, pl.DataFrame], list[Problem]]
    ) -> list[Problem]:
        found = self.frame.filter(wrong).select(ROW, BLOCK, value)
        blocks = found[BLOCK].unique().sort().to_list()
        # Where the heading is the same for every block, a row of the file is wrong once, not once for every block.
        if len({self.heading(column, block) for block in blocks}) == 1:
            return tell(self.heading(column, blocks[0]), found.unique([ROW, "value"]))
        parts = found.partition_by(BLOCK, as_dict=True, maintain_order=True)
        return [problem for (block,), part in parts.items() for problem in tell(self.heading(column, str(block)), part)]
