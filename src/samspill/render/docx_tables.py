"""Real tables in a document: header row repeated, first column as row headers, nothing merged."""

# python-docx leaves the XML beneath it untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell as DocxCell
from docx.table import _Row as DocxRow

from samspill.render.docx_styles import NAMESPACE, W
from samspill.render.safe_text import one_line
from samspill.render.table_layout import FILLS, flat, shared_out, shown
from samspill.render.table_parts import Row
from samspill.render.text_width import longest_word, width
from samspill.reporting.charts.palette import INK, QUIET
from samspill.reporting.document import Table, TableCell

SIZES = (10, 9, 8, 7)
POINTS = 72 / 25.4
"""To the millimetre."""
SIDE = 3.2
"""Air left and right in a cell, in millimetres."""
LONGEST_TEXT = 2_000
TALLEST_HEAD = 170


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to be written, its header the first row; ``heads`` are rows that head a group, widths in millimetres."""

    rows: tuple[Row, ...]
    heads: frozenset[int]
    matrix: bool
    size: float = SIZES[0]
    words: bool = True
    upright: bool = False
    widths: tuple[float, ...] = ()

    def text(self, cell: TableCell) -> str:
        """Return what a cell shows."""
        return shown(cell, words=self.words)

    def bold(self, at: int, place: int) -> bool:
        """Tell whether a cell is a heading of its row, column or group."""
        return at == 0 or place == 0 or at in self.heads


def add_table(document: Doc, table: Table, room: float) -> None:
    """Add a table as wide as ``room`` millimetres, its caption before it and its note after it."""
    grid = _fitted(_grid(table), room)
    if table.caption:
        document.add_paragraph(one_line(table.caption), style="Caption")
    target = document.add_table(len(grid.rows), len(grid.widths), style="Table Grid")
    target.autofit = False
    _describe(target, table)
    for place, points in enumerate(grid.widths):
        target.columns[place].width = Mm(points)
    for at, row in enumerate(target.rows):
        _keep(row, header=at == 0, high=_head_height(grid) if at == 0 and grid.upright else None)
        for place, cell in enumerate(row.cells):
            _fill(cell, grid, at, place)
    # A paragraph parts a table from what follows; without it two tables would grow together.
    document.add_paragraph(one_line(table.note), style="Body Text 3")


def _grid(table: Table) -> Grid:
    whole = flat(table, LONGEST_TEXT)
    return Grid((whole.header, *whole.rows), frozenset(at + 1 for at in whole.heads), table.matrix)


def _fitted(grid: Grid, room: float) -> Grid:
    """Return the table in the largest type in which no word is broken; a matrix may show its marks alone, its head upright."""
    looks = ((True, False), (False, False), (False, True)) if grid.matrix else ((True, False),)
    tries = [replace(grid, size=size, words=words, upright=upright) for words, upright in looks for size in SIZES]
    one = next((one for one in tries if sum(_widest(one, longest_word)) <= room), tries[-1])
    widths = shared_out(_widest(one, longest_word), _widest(one, width), room)
    return replace(one, widths=tuple(room * wide / sum(widths) for wide in widths))


def _widest(grid: Grid, measure: Callable[..., float]) -> list[float]:
    found = [SIDE] * len(grid.rows[0])
    for at, row in enumerate(grid.rows):
        for place, cell in enumerate(row):
            if place == 0 or not (at in grid.heads or (grid.upright and at == 0)):
                points = measure(grid.text(cell), grid.size, bold=grid.bold(at, place))
                found[place] = max(found[place], points / POINTS + SIDE)
    return found


def _describe(target: DocxTable, table: Table) -> None:
    properties = target._tbl.tblPr  # noqa: SLF001
    look = 'w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
    for old in properties.findall("{*}tblLook"):
        properties.remove(old)
    properties.append(parse_xml(f'<w:tblLook {W} w:val="06A0" {look}/>'))
    described = parse_xml(f"<w:tblDescription {W}/>")
    described.set(f"{{{NAMESPACE}}}val", one_line(table.caption))
    properties.append(described)


def _head_height(grid: Grid) -> float:
    """Return the height in points that the longest upright heading needs; programmes do not find it themselves."""
    return min(max(width(cell.text, grid.size, bold=True) for cell in grid.rows[0]) + SIDE * POINTS, TALLEST_HEAD)


def _keep(row: DocxRow, *, header: bool, high: float | None) -> None:
    """Keep a row on one page, and repeat the header row on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(parse_xml(f"<w:cantSplit {W}/>"))
    if header:
        properties.append(parse_xml(f"<w:tblHeader {W}/>"))
    if high:
        properties.append(parse_xml(f'<w:trHeight {W} w:val="{high * 20:.0f}" w:hRule="atLeast"/>'))


def _fill(target: DocxCell, grid: Grid, at: int, place: int) -> None:
    cell = grid.rows[at][place]
    element = target._tc  # noqa: SLF001
    element.replace(element.get_or_add_tcPr(), parse_xml(_properties(grid, at, place)))
    line = target.paragraphs[0]
    run = line.add_run(grid.text(cell))
    run.font.size = Pt(grid.size)
    run.font.bold = grid.bold(at, place)
    if grid.matrix and place > 0:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _properties(grid: Grid, at: int, place: int) -> str:
    """Return the look of a cell: width, frame of a needed tie, ground."""
    cell = grid.rows[at][place]
    colour = QUIET if at in grid.heads or (cell.quiet and not grid.matrix) else FILLS.get(cell.mark) if grid.matrix else None
    frame = f'w:val="single" w:sz="18" w:space="0" w:color="{INK[1:].upper()}"'
    borders = "".join(f"<w:{side} {frame}/>" for side in ("top", "left", "bottom", "right")) if cell.strong else ""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour[1:].upper()}"/>' if colour else ""
    wide = f'<w:tcW w:w="{grid.widths[place] * POINTS * 20:.0f}" w:type="dxa"/>'
    upright = '<w:textDirection w:val="btLr"/>' if grid.upright and at == 0 and place > 0 else ""
    anchor = f'<w:vAlign w:val="{"top" if at else "bottom"}"/>'
    return f"<w:tcPr {W}>{wide}<w:tcBorders>{borders}</w:tcBorders>{ground}{upright}{anchor}</w:tcPr>"
