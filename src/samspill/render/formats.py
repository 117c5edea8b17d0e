"""Which edition of a report each format carries, and what writes it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

from samspill.render.kinds import Format
from samspill.reporting.compose import Edition
from samspill.reporting.document import Report


class Writer(NamedTuple):
    """What writes a format: the edition it carries, the function of a module of ``samspill.render``, the ending of its file."""

    edition: Edition
    module: str
    function: str
    ending: str


# A report to read, slides for the meeting, two pages for the council; data formats write the release of the report.
WRITERS: dict[Format, Writer] = {
    Format.PDF: Writer(Edition.REPORT, "pdf", "render", "pdf"),
    Format.HTML: Writer(Edition.REPORT, "html", "render", "html"),
    Format.PPTX: Writer(Edition.SLIDES, "pptx", "render", "pptx"),
    Format.DOCX: Writer(Edition.BRIEF, "docx", "render", "docx"),
    Format.XLSX: Writer(Edition.REPORT, "xlsx", "render", "xlsx"),
    Format.SAV: Writer(Edition.REPORT, "data", "sav", "sav"),
    Format.GRAPHML: Writer(Edition.REPORT, "data", "graphml", "graphml"),
    Format.CSV: Writer(Edition.REPORT, "data", "csv_zip", "csv.zip"),
    Format.PARQUET: Writer(Edition.REPORT, "data", "parquet", "parquet"),
}


def written(kind: Format, report: Report) -> bytes:
    """Return a report in a format. The report must be of the edition that the format carries.

    Raises
    ------
    RenderError
        The format cannot hold what the report says.
    """
    writer = WRITERS[kind]
    module = import_module(f"samspill.render.{writer.module}")
    return cast("Callable[[Report], bytes]", getattr(module, writer.function))(report)
