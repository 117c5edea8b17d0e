"""The legend inside the map, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

import numpy as np

from samspill.language import say
from samspill.reporting.charts.curves import Curve
from samspill.reporting.charts.drawing import shape, text
from samspill.reporting.charts.layout import MARGIN, WIDTH
from samspill.reporting.charts.lettering import width, wrap
from samspill.reporting.charts.palette import HAIR, INK, MUTED, PAPER, PEOPLE
from samspill.reporting.charts.strokes import ARROW, draw_arrow
from samspill.reporting.charts.ties import Look
from samspill.reporting.charts.words import MARKS, look_word
from samspill.terms import Language

SIZE = 16.5
ROW = 28.0
SAMPLE = 46.0
GAP = 26.0

Sample = Callable[[Element, float, float], None]


def draw_legend(svg: Element, top: float, looks: Sequence[Look], language: Language, *, silent: bool, joined: bool) -> float:
    """Draw the legend below ``top``; return where it ends."""
    shape(svg, "line", x1=MARGIN, y1=top, x2=WIDTH - MARGIN, y2=top, stroke=HAIR, stroke_width=0.8)
    entries = list(_entries(looks, language, silent=silent, joined=joined))
    x, y = MARGIN, top + ROW
    for draw, words in entries:
        room = SAMPLE + 8 + width(words, SIZE)
        if x > MARGIN and x + room > WIDTH - MARGIN:
            x, y = MARGIN, y + ROW
        draw(svg, x, y)
        text(svg, words, x + SAMPLE + 8, y + SIZE * 0.36, SIZE)
        x += room + GAP
    note = " ".join(say(f"charts.{key}", language) for key in ("direction", "area"))
    for line in wrap(note, SIZE, WIDTH - 2 * MARGIN, 3):
        y += ROW if line == note else ROW - 3
        text(svg, line, MARGIN, y + SIZE * 0.36, SIZE, fill=MUTED)
    return y + ROW


def _entries(looks: Sequence[Look], language: Language, *, silent: bool, joined: bool) -> Iterator[tuple[Sample, str]]:
    # The classes in the order in which they are read everywhere, not in that of drawing.
    for look in (*MARKS, Look.LESS_NEEDED):
        if look in looks:
            yield _line_sample(look), look_word(look, language)
    if silent:
        yield _silent_sample, say("charts.silent", language)
    if joined:
        yield _joint_sample, say("charts.joined", language)


def _line_sample(look: Look) -> Sample:
    def draw(svg: Element, x: float, y: float) -> None:
        end = x + SAMPLE - (0 if look is Look.LESS_NEEDED else ARROW)
        points = np.array([[x, y], [x + (end - x) / 3, y], [x + (end - x) * 2 / 3, y], [end, y]])
        draw_arrow(svg, Curve(points, np.array([x + SAMPLE, y]), np.array([1.0, 0.0])), look)

    return draw


def _silent_sample(svg: Element, x: float, y: float) -> None:
    shape(svg, "circle", cx=x + SAMPLE / 2, cy=y, r=10, fill=PAPER, stroke=INK, stroke_width=1.5, stroke_dasharray="4 3")


def _joint_sample(svg: Element, x: float, y: float) -> None:
    shape(svg, "line", x1=x, y1=y, x2=x + SAMPLE, y2=y, stroke=PEOPLE, stroke_width=9, stroke_linecap="round")
    shape(svg, "circle", cx=x + SAMPLE / 2, cy=y, r=5, fill=INK)
