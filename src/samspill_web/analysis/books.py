"""Code books of releases. Like reports they are made of what never changes, so a copy in memory is as good."""

from __future__ import annotations

from dataclasses import replace

from samspill.render.codebook import codebook_of, to_json
from samspill.render.formats import written
from samspill.render.kinds import Format
from samspill.reporting.codebook import Codebook
from samspill.reporting.document import Report
from samspill.terms import Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import RELEASE, made
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of

KINDS = (Format.PDF.value, Format.DOCX.value, RELEASE)
"""Files that a code book can be had as, beside its page: two to read, one for programmes."""


def book_of(row: Release, language: Language) -> tuple[Codebook, Report]:
    """Return the code book of a release, as data and as a report."""
    plan = plan_of(row.wave)
    book, report = codebook_of(understood(row.text), plan.mapping, plan.instrument, language)
    return book, replace(report, made_on=row.made.date())


def book_file(row: Release, language: Language, kind: str) -> bytes:
    """Return the code book of a release as a file of one of ``KINDS``."""
    key = ("codebook", row.pk, row.made, language, kind)
    found = made.find(key)
    if found is None:
        book, report = book_of(row, language)
        found = to_json(book).encode() if kind == RELEASE else written(Format(kind), report)
        made.keep(key, found)
    return found


def book_name(row: Release, language: Language, kind: str) -> str:
    """Return the name of the file."""
    return f"codebook-{row.wave.number}-{language.value}.{kind}"
