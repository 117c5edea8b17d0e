"""The ratings table: one row = respondent × target group. Open to scoring, disclosure, cli and analysis alone."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from samspill.terms import Contact

KEYS = ("wave", "respondent", "rater_group", "rater_site", "target_group", "target_site")
"""Who rates whom. Sites are "" for groups that serve all sites; nothing here is ever null."""


ASKED = "asked"
"""Whether somebody was asked about a group; not asked by design is neither skipped nor "don't know" nor without contact."""

RATED = (pl.col("contact") == Contact.YES.value) & pl.col(ASKED)
"""Whether a row may hold answers: the person works with the group, and was asked about it."""


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
        contact nor any answer was given), ``asked`` (Boolean, never null; false where the mapping asks about some groups only
        and the lot fell on others), ``level`` (Enum leader/staff or null), one Float64 column per tie item holding the *score*
        (already recoded; null = not answered), and one Boolean column ``<item>:dont_know`` per tie item. An item that is null
        and not "don't know" was *skipped* where contact is yes and the person was asked; where contact is no or wanted nothing
        was asked. A frame without ``asked`` is given one that is true throughout.
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

    def __post_init__(self) -> None:
        if ASKED not in self.frame.columns:
            object.__setattr__(self, "frame", self.frame.with_columns(pl.lit(value=True).alias(ASKED)))

    @property
    def rated(self) -> pl.DataFrame:
        """The rows that may hold answers (``RATED``)."""
        return self.frame.filter(RATED)
