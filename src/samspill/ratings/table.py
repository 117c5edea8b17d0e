"""The ratings table: one row = respondent × target group. Open to scoring, disclosure, cli and analysis alone."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KEYS = ("wave", "respondent", "rater_group", "rater_site", "target_group", "target_site")
"""Who rates whom. Sites are "" for groups that serve all sites; nothing here is ever null."""


def dont_know_column(item: str) -> str:
    """Return the name of the boolean column that marks "don't know" for an item."""
    return f"{item}:dont_know"


@dataclass(frozen=True, slots=True)
class Ratings:
    """Validated ratings.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns ``wave`` (Int32), ``respondent``, ``rater_group``, ``rater_site``, ``target_group``, ``target_site`` (String),
        ``contact`` (Enum yes/no/wanted; yes where the file says nothing and an answer stands in the row; null where neither
        contact nor any answer was given), ``level`` (Enum leader/staff or null), one Float64 column per tie item holding the
        *score* (already recoded; null = not answered), and one Boolean column ``<item>:dont_know`` per tie item. An item
        that is null and not "don't know" was *skipped* where contact is yes; where contact is no or wanted nothing was asked.
    own : polars.DataFrame
        Answers about the own situation: ``wave``, ``respondent``, ``rater_group``, ``rater_site``, ``item``, ``code`` (Int32),
        one row per chosen option.
    items : tuple of str
        Tie items that the file had, in the instrument's order; ``frame`` has the columns of these.
    source : str
        The file, and its sheet where it has several, that the ratings were read from.
    """

    frame: pl.DataFrame
    own: pl.DataFrame
    items: tuple[str, ...]
    source: str = ""
