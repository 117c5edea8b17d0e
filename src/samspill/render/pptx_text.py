"""Text on slides: blocks as paragraphs that are measured before they are written."""

# python-pptx leaves the XML beneath it untyped, and names types that it hands out as private.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Pt

from samspill.render.pptx_deck import NAMESPACES, ROOM, TEXT_SIZE
from samspill.render.safe_text import one_line, safe
from samspill.render.text_width import height, lines, longest_word
from samspill.reporting.charts.palette import HALF, INK, MUTED
from samspill.reporting.document import Block, Bullets, Cards, KeyLine, KeyLines, Mark, Paragraph, Questions

LEAD_SIZE = 28
SURE_OF = 0.96
"""How much of a line words count on: letters are wider where another font stands in for Inter."""
INDENT = 36
AIR, MORE_AIR = 8, 20
"""Space before a line and before a new thought, in points."""
BULLETS = {
    "": ("<a:buNone {}/>",),
    "•": ('<a:buFont {} typeface="Arial"/>', '<a:buChar {} char="•"/>'),
    "1": ('<a:buAutoNum {} type="arabicPeriod" startAt="{}"/>',),
}
EMU = 12_700
"""The format's own unit, to the point."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. ``sign`` hangs before it: a mark, a bullet, or ``1`` for the programme's own numbers from ``start`` on."""

    text: str
    size: float = TEXT_SIZE
    bold: bool = False
    colour: str = INK
    sign: str = ""
    hanging: bool = False
    air: float = AIR
    start: int = 1

    @property
    def room(self) -> float:
        """Width that its words can count on, in points."""
        return SURE_OF * (ROOM - (INDENT if self.hanging or self.sign else 0))

    @property
    def high(self) -> float:
        """Height with the air before it, in points."""
        # A word that is wider than the slide begins below its mark.
        alone = bool(self.sign) and longest_word(self.text, self.size, bold=self.bold) > self.room
        return self.air + height(f"x\n{self.text}" if alone else self.text, self.room, self.size, bold=self.bold)

    def cut(self, points: float) -> tuple[Line, Line]:
        """Return as much of it as fits into a height, and the rest."""
        fitting = max(int((points - self.air) / height("x", self.room, self.size)), 1)
        low, high = 1, len(self.text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._lines(middle) <= fitting else (low, middle - 1)
        # At the end of a word, unless a single word is longer than the slide.
        at = max(self.text.rfind(" ", 0, low), 0) or low
        return replace(self, text=self.text[:at]), replace(self, text=self.text[at:].strip(), sign="", hanging=bool(self.sign))

    def _lines(self, length: int) -> int:
        return lines(self.text[:length], self.room, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Thought:
    """The lines of a block. ``parts`` stay whole; ``head`` stands before the first, and again on a slide that goes on."""

    parts: tuple[tuple[Line, ...], ...]
    head: Line | None = None

    @property
    def high(self) -> float:
        """Height of all of it, in points."""
        return sum(line.high for part in self.parts for line in part) + (self.head.high if self.head else 0)


def thought(block: Block, scale: float = 1) -> Thought:
    """Return the text of a block, its type ``scale`` times as large; nothing for tables and pictures."""
    told = _thought(block)
    head = replace(told.head, size=told.head.size * scale) if told.head else None
    return Thought(tuple(tuple(replace(line, size=line.size * scale) for line in part) for part in told.parts), head)


def _thought(block: Block) -> Thought:
    match block:
        case Paragraph():
            return Thought(((_paragraph(block),),))
        case Bullets():
            sign = "1" if block.numbered else "•"
            lines = [(Line(_flat(text), sign=sign, start=start),) for start, text in enumerate(block.items, start=1)]
            return Thought(tuple(lines), _head(block.heading))
        case Questions() | Cards():
            return Thought(tuple((Line(_flat(text), size=LEAD_SIZE),) for text in block.items), _head(block.heading))
        case KeyLines():
            return Thought(tuple(_key_line(line) for line in block.lines), _head(block.heading))
        case _:
            return Thought(())


def _flat(text: str | None) -> str:
    return safe(text).replace("\t", " ")


def _paragraph(block: Paragraph) -> Line:
    size, colour = LEAD_SIZE if block.lead else TEXT_SIZE, MUTED if block.small else INK
    return Line(_flat(block.text), size=size, colour=colour, air=MORE_AIR)


def _key_line(line: KeyLine) -> tuple[Line, ...]:
    told = Line(_flat(line.text), sign=line.mark, hanging=line.mark is not Mark.NONE)
    if not line.detail:
        return (told,)
    return told, Line(_flat(line.detail), colour=MUTED, hanging=told.hanging, air=0)


def _head(heading: str | None) -> Line | None:
    return Line(one_line(heading), bold=True, colour=HALF, air=MORE_AIR) if heading else None


def write(frame: TextFrame, text: Iterable[Line], locale: str) -> None:
    """Fill a text frame with lines, each a paragraph of its own."""
    for number, line in enumerate(text):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _write_line(paragraph, replace(line, air=0) if number == 0 else line, locale)


def _write_line(paragraph: _Paragraph, line: Line, locale: str) -> None:
    paragraph.space_before = Pt(line.air)
    hangs = bool(line.sign) or line.hanging
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.set("marL", str(INDENT * EMU if hangs else 0))
    properties.set("indent", str(-INDENT * EMU if line.sign else 0))
    for bullet in BULLETS.get(line.sign, BULLETS[""]):
        properties.append(parse_xml(bullet.format(NAMESPACES, line.start)))
    # A mark is text, not a bullet: it can be read, searched and copied.
    text = line.text if line.sign in BULLETS else f"{line.sign}\t{line.text}"
    write_run(paragraph, text, locale, size=line.size, bold=line.bold, colour=line.colour)


def write_run(
    paragraph: _Paragraph, text: str, locale: str, *, size: float, bold: bool = False, colour: str = INK, align: str = ""
) -> None:
    """Write a text into a paragraph, its language and look set; line breaks stay."""
    if align:
        paragraph.alignment = {"right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}[align]
    for number, part in enumerate(text.split("\n")):
        if number:
            paragraph.add_line_break()
        run = paragraph.add_run()
        run.text = part
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour[1:].upper())
        run.font._rPr.set("lang", locale)  # noqa: SLF001
