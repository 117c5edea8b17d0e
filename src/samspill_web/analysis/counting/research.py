"""Raw answers of those who said yes to research, as a file: made while the answers are open, and of that moment alone."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from secrets import randbits
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import polars as pl

from samspill.design.plan import Plan
from samspill.disclosure.research import research_rows
from samspill.ratings.table import Ratings
from samspill.terms import Language, PolicyName
from samspill_web.analysis.counting.sheets import Sheet

BOM = "\ufeff"
"""Spreadsheets take a file for UTF-8 where it begins with this."""


def research_file(ratings: Ratings, sheets: Sequence[Sheet], plan: Plan) -> bytes | None:
    """Return the answers as a zip of two tables and what they are; None under any other policy.

    The numbers of people are drawn anew and the rows are shuffled: nothing leads back to the order of the sheets.
    """
    if plan.mapping.policy.name is not PolicyName.RESEARCH:
        return None
    consents = {str(number): sheet.answers.research is True for number, sheet in enumerate(sheets, 1)}
    rng = np.random.default_rng(randbits(128))
    rows = research_rows(ratings, consents, plan.mapping, plan.instrument, wave=plan.wave, rng=rng)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        label = "\n\n".join(rows.label.get_in(language) for language in Language)
        file.writestr("READ-ME.txt", BOM + label + "\n")
        file.writestr("ratings.csv", _csv(rows.ratings))
        file.writestr("own.csv", _csv(rows.own))
    return content.getvalue()


def _csv(table: pl.DataFrame) -> str:
    return BOM + table.write_csv()
