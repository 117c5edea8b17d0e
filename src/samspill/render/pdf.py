"""A tagged PDF of A4 pages, one idea a page, PDF/A-2a and PDF/UA-1 at once; ``templates/report.typ`` lays it out."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from importlib.resources import as_file, files
from json import dumps
from typing import cast

import typst

from samspill.errors import Problem, RenderError
from samspill.render.outline import Part, outline
from samspill.render.paper_columns import columns
from samspill.render.paper_text import drawable
from samspill.render.table_parts import row_groups
from samspill.reporting.document import (
    Block,
    Bullets,
    Cards,
    Chart,
    KeyLine,
    KeyLines,
    Masthead,
    Paragraph,
    Questions,
    Report,
    Table,
    TableCell,
)

ARCHIVE: typst.PDFStandard = "a-2a"
ACCESSIBLE: typst.PDFStandard = "ua-1"
MOST_WITHOUT_CONTENTS = 12
"""Sections that a reader finds the way through without a list of them."""
LOGO_WIDE, LOGO_HIGH = 50.0, 11.0
"""Room for the mark of an organisation, in millimetres."""
Data = dict[str, object]


class Sheet(StrEnum):
    """Sizes of paper: upright A4, and A3 lying for what hangs on a wall."""

    A4 = "a4"
    A3 = "a3"


def render(report: Report, sheet: Sheet = Sheet.A4) -> bytes:
    """Return a report as PDF.

    Parameters
    ----------
    report : Report
    sheet : Sheet

    Returns
    -------
    bytes
        PDF 1.7, tagged, fonts embedded; the same report gives the same bytes. PDF/A demands a date, so that a report without
        ``made_on`` becomes PDF/UA-1 alone.

    Raises
    ------
    RenderError
        ``render.pdf_failed`` where the typesetter refuses, with its reason.
    """
    parts = outline(report)
    targets = {part.section.id for part in parts}
    data = {
        "language": report.language.value,
        "title": drawable(report.title),
        "subtitle": drawable(report.subtitle),
        "masthead": _masthead(report.masthead),
        "made_by": drawable(report.made_by),
        "date": [report.made_on.year, report.made_on.month, report.made_on.day] if report.made_on else None,
        "page": drawable(report.labels.page),
        "of": drawable(report.labels.of),
        "table_of_chart": drawable(report.labels.table_of_chart),
        "sheet": sheet.value,
        "contents": drawable(report.labels.contents) if len(parts) > MOST_WITHOUT_CONTENTS else None,
        "sections": [_section(part, targets) for part in parts],
    }
    return _compiled(dumps(data), [ARCHIVE, ACCESSIBLE] if report.made_on else [ACCESSIBLE])


def _masthead(masthead: Masthead | None) -> Data | None:
    if masthead is None:
        return None
    logo = masthead.logo
    if logo is None:
        return {"name": drawable(masthead.name), "logo": None}
    wide, high = logo.within(LOGO_WIDE, LOGO_HIGH)
    picture = {"png": list(logo.png), "alt": drawable(logo.alt), "wide": wide, "high": high}
    return {"name": drawable(masthead.name), "logo": picture}


def _compiled(data: str, standards: list[typst.PDFStandard]) -> bytes:
    """Run typst on the template. Texts go in as data, never as markup."""
    with as_file(files("samspill.render")) as folder:
        try:
            return typst.compile(
                folder / "templates" / "report.typ",
                root=folder,
                font_paths=[folder / "fonts"],
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"report": data},
                pdf_standards=standards,
            )
        except typst.TypstError as error:
            raise RenderError(Problem("render.pdf_failed", data={"reason": error.message})) from error


def _section(part: Part, targets: set[str]) -> Data:
    section = part.section
    return {
        "id": section.id,
        "kind": section.kind.value,
        "depth": part.depth,
        "heading": drawable(section.heading),
        "blocks": [_block(block, targets) for block in section.blocks],
    }


def _block(block: Block, targets: set[str]) -> Data:
    if isinstance(block, Chart):
        return _chart(block, targets)
    if isinstance(block, Table):
        return {"type": "Table", **_table(block, targets)}
    make = cast("Callable[[Block], Data]", MAKERS[type(block)])
    return {"type": type(block).__name__, **make(block)}


def _paragraph(block: Paragraph) -> Data:
    return {"text": drawable(block.text), "lead": block.lead, "small": block.small}


def _bullets(block: Bullets) -> Data:
    language = None if block.language is None else block.language.value
    return {"items": _texts(block.items), "heading": _text(block.heading), "numbered": block.numbered, "language": language}


def _questions(block: Questions | Cards) -> Data:
    return {"items": _texts(block.items), "heading": drawable(block.heading)}


def _key_lines(block: KeyLines) -> Data:
    return {"heading": drawable(block.heading), "lines": [_key_line(line) for line in block.lines]}


def _key_line(line: KeyLine) -> Data:
    return {"mark": line.mark.value, "text": drawable(line.text), "detail": _text(line.detail)}


def _table(table: Table, targets: set[str]) -> Data:
    return {
        "caption": drawable(table.caption),
        "header": _texts(table.header),
        "groups": [
            {"heading": _text(heading), "rows": [[_cell(cell, targets) for cell in row] for row in rows]}
            for heading, rows in row_groups(table)
        ],
        "matrix": table.matrix,
        "widths": columns(table),
        "note": _text(table.note),
    }


def _cell(cell: TableCell, targets: set[str]) -> Data:
    return {
        "mark": cell.mark.value,
        "text": drawable(cell.text),
        "strong": cell.strong,
        "quiet": cell.quiet,
        "number": cell.number is not None,
        "link": cell.link if cell.link in targets else None,
    }


def _chart(chart: Chart, targets: set[str]) -> Data:
    return {
        "type": "Chart",
        "svg": drawable(chart.svg),
        "alt": drawable(chart.alt),
        "caption": drawable(chart.caption),
        "tall": chart.height / chart.width,
        "table": _table(chart.table, targets) if chart.table else None,
        "table_at": chart.table_at if chart.table_at in targets else None,
    }


def _text(text: str | None) -> str | None:
    return None if text is None else drawable(text)


def _texts(texts: tuple[str, ...]) -> list[str]:
    return [drawable(text) for text in texts]


MAKERS: dict[type, object] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Questions: _questions,
    Cards: _questions,
    KeyLines: _key_lines,
}
