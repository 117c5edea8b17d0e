"""The empty deck: 16:9, one calm look, three layouts, no trace of the machine that made it."""

# python-pptx leaves the XML beneath it untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportMissingTypeStubs=false

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import SlideLayout
from pptx.util import Pt

from samspill.render.office_package import LOCALES, made_at, steady
from samspill.render.safe_text import one_line
from samspill.reporting.charts.palette import FONT, HALF, INK, MUTED, PAPER, PEOPLE, QUIET
from samspill.reporting.document import Report

# Everything in points; a slide is 960 × 540.
WIDE, HIGH = 960, 540
LEFT, ROOM = 60, 840
TITLE_TOP, TITLE_HIGH = 34, 88
BODY_TOP, BODY_END = 148, 494
FOOT_TOP, FOOT_HIGH = 502, 22
TITLE_SIZE, TEXT_SIZE, FOOT_SIZE = 36, 24, 12
TITLE_SLIDE, TEXT_SLIDE, FIGURE_SLIDE = 0, 1, 2
"""Layouts by place: the first slide, heading with text, heading with room for a table or picture."""

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
KEPT = ("Title Slide", "Title and Content", "Title Only")
LEVELS = 9
INDENT = 342900
"""Of each further level, in the format's own unit."""
COLOURS = {
    "dk1": INK,
    "lt1": PAPER,
    "dk2": MUTED,
    "lt2": QUIET,
    "accent1": INK,
    "accent2": HALF,
    "accent3": PEOPLE,
    "accent4": MUTED,
    "accent5": HALF,
    "accent6": QUIET,
    "hlink": INK,
    "folHlink": MUTED,
}
# Sans serif, upright, normal width: what PowerPoint looks for where Inter is not installed.
STAND_IN = f'<a:latin typeface="{FONT}" panose="020B0604020202020204" pitchFamily="34" charset="0"/>'


def empty_deck(report: Report) -> Deck:
    """Return a deck without slides: theme, master, layouts and properties set for a report."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    deck.element.sldSz.attrib.pop("type", None)  # the template is 4:3
    _forget_the_template(deck)
    _theme(deck)
    _master(deck)
    for layout in list(deck.slide_layouts):
        if layout.name not in KEPT:
            deck.slide_layouts.remove(layout)
    for layout in deck.slide_layouts:
        _without_day(layout)
    _layouts(deck)
    _properties(deck, report)
    return deck


def finished(deck: Deck) -> bytes:
    """Return the bytes of a deck, the same for the same slides."""
    target = BytesIO()
    deck.save(target)
    return steady(target.getvalue())


def _forget_the_template(deck: Deck) -> None:
    """Drop the printer, the picture and the counts of the file that the deck begins from."""
    for owner, kinds in ((deck.part, (RT.PRINTER_SETTINGS,)), (deck.part.package, (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES))):
        relations: Any = owner._rels  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] (there is no public way)
        for key in [key for key, relation in relations.items() if relation.reltype in kinds]:
            relations.pop(key)


def _theme(deck: Deck) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    text = part.blob.decode()
    for name, colour in COLOURS.items():
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour[1:].upper()}"/></a:{name}>', text)
    text = re.sub(r"<a:latin typeface=\"Calibri\"/>", STAND_IN, text)
    part.blob = text.replace('name="Office Theme"', 'name="Samspill"').encode()


def _master(deck: Deck) -> None:
    master = deck.slide_master
    styles = master.element.find("{*}txStyles")
    for kind, style in (("titleStyle", _title_style()), ("bodyStyle", _body_style())):
        styles.replace(styles.find(f"{{*}}{kind}"), parse_xml(style))
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        place = {"TITLE": (LEFT, TITLE_TOP, ROOM, TITLE_HIGH), "BODY": (LEFT, BODY_TOP, ROOM, BODY_END - BODY_TOP)}
        place |= {
            "FOOTER": (LEFT, FOOT_TOP, ROOM - 120, FOOT_HIGH),
            "SLIDE_NUMBER": (LEFT + ROOM - 100, FOOT_TOP, 100, FOOT_HIGH),
        }
        if kind.name in place:
            put(shape, *place[kind.name])
            bare(shape, anchor="t" if kind.name == "TITLE" else None)
        else:
            shape.element.getparent().remove(shape.element)
    for name, align in (("FOOTER", "l"), ("SLIDE_NUMBER", "r")):
        shape = next(shape for shape in master.placeholders if shape.placeholder_format.type.name == name)
        style = shape.element.find("{*}txBody/{*}lstStyle")
        style.getparent().replace(style, parse_xml(_foot_style(align)))


def put(shape: BaseShape, left: float, top: float, width: float, height: float) -> None:
    """Place a shape, in points."""
    shape.left, shape.top, shape.width, shape.height = Pt(left), Pt(top), Pt(width), Pt(height)


def bare(shape: BaseShape, *, anchor: str | None = None) -> None:
    """Take the inner margins from a shape, so that all left edges meet."""
    body = shape.element.find("{*}txBody/{*}bodyPr")
    for side in ("lIns", "tIns", "rIns", "bIns"):
        body.set(side, "0")
    if anchor:
        body.set("anchor", anchor)


def _layouts(deck: Deck) -> None:
    for shape in _placeholders(deck.slide_layouts[TITLE_SLIDE]):
        if shape.placeholder_format.idx == 0:
            put(shape, LEFT, 120, ROOM, 150)
            bare(shape, anchor="b")
            _style_first_level(shape, 44, INK, bold=True)
        elif shape.placeholder_format.idx == 1:
            put(shape, LEFT, 290, ROOM, 70)
            bare(shape)
            _style_first_level(shape, 28, MUTED, bold=False)


def _style_first_level(shape: BaseShape, size: float, colour: str, *, bold: bool) -> None:
    style = shape.element.find("{*}txBody/{*}lstStyle")
    level = f'<a:lvl1pPr algn="l" marL="0" indent="0"><a:buNone/>{_run(size, colour, bold=bold)}</a:lvl1pPr>'
    style.getparent().replace(style, parse_xml(f"<a:lstStyle {NAMESPACES}>{level}</a:lstStyle>"))


def _without_day(layout: SlideLayout) -> None:
    for shape in _placeholders(layout):
        if shape.placeholder_format.type.name == "DATE":
            shape.element.getparent().remove(shape.element)


def _placeholders(layout: SlideLayout) -> list[BaseShape]:
    return [shape for shape in layout.shapes if shape.is_placeholder]


def _run(size: float, colour: str, *, bold: bool, font: str = "+mn-lt") -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'
    return f'<a:defRPr sz="{size * 100:.0f}" b="{int(bold)}" kern="1200">{fill}<a:latin typeface="{font}"/></a:defRPr>'


def _title_style() -> str:
    run = _run(TITLE_SIZE, INK, bold=True, font="+mj-lt")
    return f'<p:titleStyle {NAMESPACES}><a:lvl1pPr algn="l"><a:buNone/>{run}</a:lvl1pPr></p:titleStyle>'


def _body_style() -> str:
    """Plain paragraphs on the first level, bullets on those below it, for those who go on writing."""
    run = _run(TEXT_SIZE, INK, bold=False)
    look = f'<a:spcBef><a:spcPts val="800"/></a:spcBef>{{}}{run}'
    first = f'<a:lvl1pPr marL="0" indent="0" algn="l">{look.format("<a:buNone/>")}</a:lvl1pPr>'
    bullet = look.format('<a:buChar char="•"/>')
    further = "".join(
        f'<a:lvl{level}pPr marL="{(level - 1) * INDENT}" indent="-{INDENT}" algn="l">{bullet}</a:lvl{level}pPr>'
        for level in range(2, LEVELS + 1)
    )
    return f"<p:bodyStyle {NAMESPACES}>{first}{further}</p:bodyStyle>"


def _foot_style(align: str) -> str:
    run = _run(FOOT_SIZE, MUTED, bold=False)
    return f'<a:lstStyle {NAMESPACES}><a:lvl1pPr algn="{align}">{run}</a:lvl1pPr></a:lstStyle>'


def _properties(deck: Deck, report: Report) -> None:
    core = deck.core_properties
    core.title, core.subject = one_line(report.title, 250), one_line(report.subtitle, 250)
    core.language = LOCALES[report.language]
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.created = core.modified = made_at(report)
    core.revision = 1
    defaults = deck.element.find("{*}defaultTextStyle/{*}defPPr/{*}defRPr")
    defaults.set("lang", LOCALES[report.language])
