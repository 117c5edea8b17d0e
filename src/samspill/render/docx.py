"""An editable document for the council's case: real headings, lists and tables, pictures with words, A4."""

# python-docx leaves the XML beneath it untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# mypy: allow-untyped-calls

from __future__ import annotations

from io import BytesIO
from typing import cast

from docx.document import Document as Doc
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as Line

from samspill.render.docx_styles import HIGH, MARGIN, WIDE, W, add_numbered_list, empty_document, finished
from samspill.render.docx_tables import add_table
from samspill.render.picture_png import png
from samspill.render.safe_text import one_line, safe
from samspill.reporting.document import (
    Block,
    Bullets,
    Cards,
    Chart,
    KeyLine,
    KeyLines,
    Mark,
    Masthead,
    Paragraph,
    Questions,
    Report,
    Table,
)

ROOM = WIDE - 2 * MARGIN
"""Width of the text, in millimetres."""
TALLEST = (HIGH - 2 * MARGIN) * 0.6
DEEPEST = 3
LONGEST_FOOT = 90
LOGO_WIDE, LOGO_HIGH = 50.0, 11.0
"""Room for the mark of an organisation, in millimetres."""


def render(report: Report) -> bytes:
    """Return a report as a Word document on A4.

    Sections become headings, blocks paragraphs, lists, tables (header row repeated, nothing merged) and pictures with their
    words. Everything can be edited; styles bear the names that Word knows, so that an organisation's own look fits on them.

    Returns
    -------
    bytes
        The same for the same report; no author, and no other day than the report's own.
    """
    document = empty_document(report)
    _add_masthead(document, report.masthead)
    _add(document, "Title", one_line(report.title))
    _add(document, "Subtitle", one_line(report.subtitle))
    _add(document, "Body Text 3", safe(report.made_by))
    for section in report.sections:
        level = 2 if section.parent else 1
        _add(document, f"Heading {level}", one_line(section.heading))
        for block in section.blocks:
            _add_block(document, block, level + 1)
    _foot(document, report)
    return finished(document)


def _add(document: Doc, style: str, text: str) -> Line:
    """Add a paragraph; its line breaks stay."""
    line = document.add_paragraph(style=style)
    line.add_run(text)
    return line


def _add_masthead(document: Doc, masthead: Masthead | None) -> None:
    if masthead is None:
        return
    if masthead.logo:
        wide, high = masthead.logo.within(LOGO_WIDE, LOGO_HIGH)
        shape = document.add_paragraph(style="Normal").add_run().add_picture(BytesIO(masthead.logo.png), Mm(wide), Mm(high))
        shape._inline.docPr.set("descr", safe(masthead.logo.alt))  # noqa: SLF001
    _add(document, "Normal", one_line(masthead.name))


def _add_block(document: Doc, block: Block, level: int) -> None:
    match block:
        case Paragraph():
            _add(document, "Body Text" if block.lead else "Body Text 3" if block.small else "Normal", safe(block.text))
        case Bullets():
            _head(document, block.heading, level)
            _add_list(document, block.items, numbered=block.numbered)
        case Questions() | Cards():
            _head(document, block.heading, level)
            _add_list(document, block.items)
        case KeyLines():
            _head(document, block.heading, level)
            for line in block.lines:
                _add_key_line(document, line)
        case Table():
            add_table(document, block, ROOM)
        case Chart():
            _add_picture(document, block)


def _head(document: Doc, heading: str | None, level: int) -> None:
    if heading:
        _add(document, f"Heading {min(level, DEEPEST)}", one_line(heading))


def _add_list(document: Doc, items: tuple[str, ...], *, numbered: bool = False) -> None:
    number = add_numbered_list(document) if numbered and items else None
    for text in items:
        line = _add(document, "List Number" if numbered else "List Bullet", safe(text))
        if number:
            properties = line._p.get_or_add_pPr()  # noqa: SLF001
            properties.get_or_add_numPr().get_or_add_numId().val = number
            properties.get_or_add_numPr().get_or_add_ilvl().val = 0


def _add_key_line(document: Doc, line: KeyLine) -> None:
    if line.mark is Mark.NONE:
        told = _add(document, "List Bullet", safe(line.text))
    else:
        told = _add(document, "List Paragraph", f"{line.mark}\t{safe(line.text)}")
    if line.detail:
        told.paragraph_format.keep_with_next = True
        _add(document, "List Continue", safe(line.detail))


def _add_picture(document: Doc, chart: Chart) -> None:
    scale = min(ROOM / chart.width, TALLEST / chart.height)
    line = document.add_paragraph(style="Normal")
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(BytesIO(png(chart)), Mm(chart.width * scale), Mm(chart.height * scale))
    shape._inline.docPr.set("descr", safe(chart.alt))  # noqa: SLF001
    _add(document, "Caption", one_line(chart.caption)).paragraph_format.keep_with_next = False
    if chart.table:
        add_table(document, chart.table, ROOM)


def _foot(document: Doc, report: Report) -> None:
    """Write the title of the mapping and the page's number at the foot of every page."""
    line = document.sections[0].footer.paragraphs[0]
    line.style = cast("ParagraphStyle", document.styles["Footer"])
    line.add_run(f"{one_line(report.title, LONGEST_FOOT)}\t{report.labels.page} ")
    _field(line, "PAGE")
    line.add_run(f" {report.labels.of} ")
    _field(line, "NUMPAGES")


def _field(line: Line, name: str) -> None:
    line._p.append(parse_xml(f'<w:fldSimple {W} w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))  # noqa: SLF001
