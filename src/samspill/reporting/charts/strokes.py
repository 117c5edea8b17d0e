"""How the line of each look is drawn: full, half and empty, as its mark; broken where there is no value."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np

from samspill.reporting.charts.curves import Curve
from samspill.reporting.charts.drawing import shape
from samspill.reporting.charts.palette import HAIR, HALF, INK, MUTED, PAPER
from samspill.reporting.charts.ties import Look

ARROW = 13.0
"""Length of an arrow's head."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Colour and breadth of a line, the breadth of the empty core inside it, its dashes, half the breadth of its arrow."""

    colour: str
    breadth: float
    core: float = 0.0
    dashes: str | None = None
    arrow: float = 0.0


STROKES = {
    Look.LESS_NEEDED: Stroke(HAIR, 0.8),
    Look.HOLDS: Stroke(INK, 7.0, arrow=9.0),
    Look.ON_THE_WAY: Stroke(HALF, 5.0, arrow=8.0),
    Look.NEEDS_TALK: Stroke(INK, 4.4, core=1.8, arrow=7.5),
    Look.HIDDEN: Stroke(MUTED, 2.0, dashes="7 5", arrow=5.5),
    Look.NO_DATA: Stroke(MUTED, 2.0, dashes="16 5 2 5", arrow=5.5),
    Look.NO_CONTACT: Stroke(MUTED, 2.4, dashes="0.1 5", arrow=5.5),
}


def draw_arrow(svg: Element, curve: Curve, look: Look) -> None:
    """Draw one direction of a tie."""
    stroke = STROKES[look]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve.points
    path = f"M{ax:.1f},{ay:.1f}C{bx:.1f},{by:.1f} {cx:.1f},{cy:.1f} {dx:.1f},{dy:.1f}"
    head = _head(curve, stroke.arrow)
    if stroke.arrow:
        # A rim of paper keeps crossing lines apart, in grey print too.
        _line(svg, path, PAPER, stroke.breadth + 3)
        shape(svg, "path", d=head, fill=PAPER, stroke=PAPER, stroke_width=3, stroke_linejoin="round")
    _line(svg, path, stroke.colour, stroke.breadth, stroke.dashes)
    if stroke.arrow:
        hollow = bool(stroke.core)
        fill = PAPER if hollow else stroke.colour
        rim = stroke.colour if hollow else None
        shape(svg, "path", d=head, fill=fill, stroke=rim, stroke_width=1.3 if hollow else None, stroke_linejoin="round")
    if stroke.core:
        _line(svg, path, PAPER, stroke.core)


def _line(svg: Element, path: str, colour: str, breadth: float, dashes: str | None = None) -> None:
    cap = "round" if dashes and dashes.startswith("0.1") else None
    shape(svg, "path", d=path, fill="none", stroke=colour, stroke_width=breadth, stroke_dasharray=dashes, stroke_linecap=cap)


def _head(curve: Curve, half: float) -> str:
    base, tip = curve.points[3], curve.tip
    across = np.array([-curve.along[1], curve.along[0]]) * half
    left, right = base + across, base - across
    return f"M{left[0]:.1f},{left[1]:.1f}L{tip[0]:.1f},{tip[1]:.1f}L{right[0]:.1f},{right[1]:.1f}Z"
