"""Native tables on slides: editable cells, hairlines, a frame around what is needed."""

# python-pptx leaves the XML beneath it untyped, and names types that it hands out as private.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# mypy: allow-untyped-calls

from __future__ import annotations

from pptx.oxml import parse_xml
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Pt

from samspill.render.pptx_deck import LEFT, NAMESPACES, ROOM
from samspill.render.pptx_tables import ABOVE, NOTE_SIZE, SIDE, TablePart
from samspill.render.pptx_text import EMU, Line, write, write_run
from samspill.render.safe_text import one_line
from samspill.render.table_layout import FILLS
from samspill.reporting.charts.palette import HAIR, INK, PAPER, QUIET

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The built-in table style without colours and lines; each cell brings its own."""


def draw(slide: Slide, part: TablePart, top: float, locale: str) -> None:
    """Draw a part of a table on a slide, ``top`` points from above, its note beneath."""
    heights = part.heights
    shape = (len(heights), len(part.widths))
    frame = slide.shapes.add_table(*shape, Pt(LEFT), Pt(top), Pt(sum(part.widths)), Pt(sum(heights)))
    _describe(frame, part)
    for place, points in enumerate(part.widths):
        frame.table.columns[place].width = Pt(points)
    for at, points in enumerate(heights):
        frame.table.rows[at].height = Pt(points)
        for place in range(len(part.widths)):
            _fill(frame.table.cell(at, place), part, at, place, locale)
    if part.note:
        box = slide.shapes.add_textbox(Pt(LEFT), Pt(top + sum(heights) + ABOVE), Pt(ROOM), Pt(part.high - sum(heights)))
        box.text_frame.word_wrap = True
        for side in ("left", "top", "right", "bottom"):
            setattr(box.text_frame, f"margin_{side}", 0)
        write(box.text_frame, [Line(text, size=NOTE_SIZE, air=0) for text in part.note.split("\n")], locale)


def _describe(frame: GraphicFrame, part: TablePart) -> None:
    table = frame.table
    table.first_row = table.first_col = True
    table.horz_banding = False
    frame.element.find(".//{*}tableStyleId").text = NO_STYLE
    frame.element.find("{*}nvGraphicFramePr/{*}cNvPr").set("descr", one_line(part.table.caption))


def _fill(target: _Cell, part: TablePart, at: int, place: int, locale: str) -> None:
    row = part.rows[at - 1] if at else part.header
    cell = row[place]
    heading = at == 0 or place == 0 or at - 1 in part.heads
    centred = part.table.matrix and place > 0
    align = "center" if centred and not (part.upright and at == 0) else "right" if place in part.figures else ""
    paragraph = target.text_frame.paragraphs[0]
    write_run(paragraph, part.text(cell), locale, size=part.size_of(cell), bold=heading, colour=INK, align=align)
    properties = target._tc.get_or_add_tcPr()  # noqa: SLF001
    target._tc.replace(properties, parse_xml(_properties(part, at, place)))  # noqa: SLF001


def _properties(part: TablePart, at: int, place: int) -> str:
    """Return the look of a cell: its air, its lines, its ground."""
    upright = ' vert="vert270"' if part.upright and at == 0 and place > 0 else ""
    anchor = "b" if at == 0 and not upright else "ctr"
    air = " ".join(
        f'{side}="{points * EMU}"'
        for side, points in zip(("marL", "marR", "marT", "marB"), (SIDE, SIDE, ABOVE, ABOVE), strict=True)
    )
    lines = "".join(_line(side, *_edge(part, at, place, side)) for side in "LRTB")
    colour = _ground(part, at, place)
    fill = f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>' if colour else "<a:noFill/>"
    return f'<a:tcPr {NAMESPACES} {air} anchor="{anchor}"{upright}>{lines}{fill}</a:tcPr>'


def _line(side: str, points: float, colour: str) -> str:
    if not points:
        return f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>'
    fill = f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'
    return f'<a:ln{side} w="{points * EMU:.0f}" cap="flat" cmpd="sng">{fill}<a:prstDash val="solid"/></a:ln{side}>'


STEPS = {"L": (0, -1), "R": (0, 1), "T": (-1, 0), "B": (1, 0)}


def _edge(part: TablePart, at: int, place: int, side: str) -> tuple[float, str]:
    """Return thickness and colour of an edge: a frame where the tie on either side of it is needed, else a hairline."""
    down, along = STEPS[side]
    if _strong(part, at, place) or _strong(part, at + down, place + along):
        return 2.25, INK
    if (at, side) in {(0, "B"), (1, "T")}:
        return 1.5, INK
    if part.table.matrix and at > 0 and place > 0:
        return 0.5, HAIR
    return (0.5, HAIR) if side == "B" and at > 0 else (0, PAPER)


def _strong(part: TablePart, at: int, place: int) -> bool:
    return 0 < at <= len(part.rows) and 0 <= place < len(part.widths) and part.rows[at - 1][place].strong


def _ground(part: TablePart, at: int, place: int) -> str | None:
    if at == 0:
        return None
    cell = part.rows[at - 1][place]
    if at - 1 in part.heads:
        return QUIET
    if part.table.matrix:
        return FILLS.get(cell.mark)
    return QUIET if cell.quiet else None
