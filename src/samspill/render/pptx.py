"""Slides for the feedback meeting: editable text, native tables, pictures with words for those who cannot see them."""

# python-pptx leaves the XML beneath it untyped, and names types that it hands out as private.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false
# mypy: allow-untyped-calls

from __future__ import annotations

from copy import deepcopy
from io import BytesIO
from typing import cast

from pptx.presentation import Presentation as Deck
from pptx.shapes.placeholder import SlidePlaceholder
from pptx.slide import Slide
from pptx.text.text import _Paragraph
from pptx.util import Pt

from samspill.render.office_package import LOCALES
from samspill.render.picture_png import png
from samspill.render.pptx_deck import (
    BODY_END,
    BODY_TOP,
    FIGURE_SLIDE,
    FOOT_SIZE,
    LEFT,
    ROOM,
    TEXT_SIZE,
    TEXT_SLIDE,
    TITLE_SIZE,
    TITLE_SLIDE,
    TITLE_TOP,
    bare,
    empty_deck,
    finished,
    put,
)
from samspill.render.pptx_pages import GAP, LONGEST_HEADING, Page, pages
from samspill.render.pptx_table_drawing import draw
from samspill.render.pptx_tables import TablePart
from samspill.render.pptx_text import Line, write, write_run
from samspill.render.safe_text import one_line, safe
from samspill.render.text_width import height
from samspill.reporting.charts.palette import MUTED
from samspill.reporting.document import Chart, Masthead, Report, Section, Table

FEET = {"FOOTER", "SLIDE_NUMBER"}
LONGEST_FOOT = 100
# Whose it is, at the head of the first slide.
LOGO_TOP, LOGO_WIDE, LOGO_HIGH, BESIDE_LOGO = 36, 220, 60, 24
# Who made it, at its foot, in the largest type that fits.
MADE_TOP, MADE_HIGH, MADE_SIZES = 380, 110, (24, 20, 18, 16, 14)
LINE_TO_SPARE = 2


def render(report: Report) -> bytes:
    """Return a report as a PowerPoint deck, 16:9.

    One slide a section, more where it does not fit; a first slide with the title; tables of pictures last. Headings stand in
    title placeholders, facilitator's notes in the notes pane, and every run of text carries its language.

    Returns
    -------
    bytes
        The same for the same report; no author, no day.
    """
    deck = empty_deck(report)
    _first_slide(deck, report)
    for section in (*report.sections, *_tables_of_pictures(report)):
        for number, page in enumerate(pages(section)):
            _slide(deck, report, section, page, notes=number == 0)
    return finished(deck)


def _tables_of_pictures(report: Report) -> list[Section]:
    """Return what pictures show as tables, for those who cannot see them; last, so that a meeting is not held up."""
    return [
        Section(
            f"{section.id}-table-{number}",
            section.kind,
            f"{report.labels.table_of_chart}: {block.table.caption}",
            (block.table,),
        )
        for section in report.sections
        for number, block in enumerate(section.blocks)
        if isinstance(block, Chart) and isinstance(block.table, Table)
    ]


def _first_slide(deck: Deck, report: Report) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    locale = LOCALES[report.language]
    for place, text in enumerate((report.title, report.subtitle)):
        _plain(_placeholder(slide, place).text_frame.paragraphs[0], one_line(text, LONGEST_HEADING), locale)
    _masthead(slide, report.masthead, locale)
    made_by = safe(report.made_by)
    size = next((size for size in MADE_SIZES if height(made_by, ROOM, size) <= MADE_HIGH), MADE_SIZES[-1])
    box = slide.shapes.add_textbox(Pt(LEFT), Pt(MADE_TOP), Pt(ROOM), Pt(MADE_HIGH))
    box.text_frame.word_wrap = True
    bare(box, anchor="b")
    write(box.text_frame, [Line(made_by, size=size, colour=MUTED)], locale)


def _masthead(slide: Slide, masthead: Masthead | None, locale: str) -> None:
    """Put the mark and the name of whose deck it is above the title."""
    if masthead is None:
        return
    left = float(LEFT)
    if masthead.logo:
        wide, high = masthead.logo.within(LOGO_WIDE, LOGO_HIGH)
        at = Pt(LEFT), Pt(LOGO_TOP + (LOGO_HIGH - high) / 2)
        picture = slide.shapes.add_picture(BytesIO(masthead.logo.png), *at, Pt(wide), Pt(high))
        picture.element.find("{*}nvPicPr/{*}cNvPr").set("descr", safe(masthead.logo.alt))
        left += wide + BESIDE_LOGO
    box = slide.shapes.add_textbox(Pt(left), Pt(LOGO_TOP), Pt(LEFT + ROOM - left), Pt(LOGO_HIGH))
    box.text_frame.word_wrap = True
    bare(box, anchor="ctr")
    write(box.text_frame, [Line(one_line(masthead.name, LONGEST_FOOT), size=TEXT_SIZE)], locale)


def _slide(deck: Deck, report: Report, section: Section, page: Page, *, notes: bool) -> None:
    layout = deck.slide_layouts[TEXT_SLIDE if page.lines else FIGURE_SLIDE]
    slide = deck.slides.add_slide(layout)
    locale = LOCALES[report.language]
    title = _placeholder(slide, 0)
    if page.title_size != TITLE_SIZE or page.top != BODY_TOP:
        put(title, LEFT, TITLE_TOP, ROOM, page.top - TITLE_TOP - LINE_TO_SPARE)
        title.text_frame.paragraphs[0].font.size = Pt(page.title_size)
    _plain(
        title.text_frame.paragraphs[0], page.heading, locale, size=page.title_size if page.title_size != TITLE_SIZE else None
    )
    if page.lines:
        body = _placeholder(slide, 1)
        put(body, LEFT, page.top, ROOM, page.used + LINE_TO_SPARE if page.figure else BODY_END - page.top)
        write(body.text_frame, page.lines, locale)
    _figure(slide, page, locale)
    _foot(slide, one_line(report.title, LONGEST_FOOT), locale)
    if notes and (text := _notes(section, page)):
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            for number, line in enumerate(text.split("\n")):
                _plain(frame.paragraphs[0] if number == 0 else frame.add_paragraph(), line, locale)


def _placeholder(slide: Slide, place: int) -> SlidePlaceholder:
    return cast("SlidePlaceholder", slide.placeholders[place])


def _notes(section: Section, page: Page) -> str:
    """Return the facilitator's notes, after the whole heading where the slide has only the beginning of it."""
    whole = one_line(section.heading)
    notes = safe(section.notes).strip()
    return notes if page.heading.startswith(whole) else f"{whole}\n{notes}".strip()


def _plain(paragraph: _Paragraph, text: str, locale: str, size: float | None = None) -> None:
    """Write a text that looks as its placeholder says, and names its language."""
    run = paragraph.add_run()
    run.text = text.replace("\t", " ")
    if size is not None:
        run.font.size = Pt(size)
    run.font._rPr.set("lang", locale)  # noqa: SLF001


def _figure(slide: Slide, page: Page, locale: str) -> None:
    top = page.top + page.used + (GAP if page.lines else 0)
    if isinstance(page.figure, TablePart):
        draw(slide, page.figure, top, locale)
    elif page.figure:
        chart, room = page.figure, page.for_figure
        scale = min(ROOM / chart.width, room / chart.height)
        wide, high = chart.width * scale, chart.height * scale
        at = Pt(LEFT + (ROOM - wide) / 2), Pt(top + (room - high) / 2)
        picture = slide.shapes.add_picture(BytesIO(png(chart)), *at, Pt(wide), Pt(high))
        picture.name = one_line(chart.caption, LONGEST_HEADING)
        picture.element.find("{*}nvPicPr/{*}cNvPr").set("descr", safe(chart.alt))


def _foot(slide: Slide, title: str, locale: str) -> None:
    """Give a slide its number and the title of the mapping, in the placeholders that its layout has for them."""
    for shape in slide.slide_layout.shapes:
        if not shape.is_placeholder or shape.placeholder_format.type.name not in FEET:
            continue
        element = deepcopy(shape.element)
        slide.shapes._spTree.append(element)  # noqa: SLF001
        element.find("{*}nvSpPr/{*}cNvPr").set("id", str(1 + max(other.shape_id for other in slide.shapes)))
        for run in element.iter("{*}rPr", "{*}endParaRPr"):
            run.set("lang", locale)
            run.attrib.pop("smtClean", None)
        if shape.placeholder_format.type.name == "FOOTER":
            write_run(
                cast("SlidePlaceholder", slide.shapes[-1]).text_frame.paragraphs[0], title, locale, size=FOOT_SIZE, colour=MUTED
            )
