"""SVG elements as a tree, so that every text is escaped by the writer and never by hand."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from samspill.reporting.charts.lettering import printable
from samspill.reporting.charts.palette import FONT, INK, PAPER
from samspill.reporting.document import Chart, Table


def picture(width: float, height: float) -> Element:
    """Return an empty picture on paper."""
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "version": "1.1"})
    put(svg, width=width, height=height, viewBox=f"0 0 {_number(width)} {_number(height)}")
    shape(svg, "rect", width=width, height=height, fill=PAPER)
    return svg


def put(element: Element, **attributes: float | str | None) -> None:
    """Set attributes, numbers to two decimals; underscores in names are hyphens, None is left out."""
    for name, value in attributes.items():
        if value is not None:
            element.set(name.replace("_", "-"), value if isinstance(value, str) else _number(value))


def shape(parent: Element, tag: str, /, **attributes: float | str | None) -> Element:
    """Add a shape."""
    element = SubElement(parent, tag)
    put(element, **attributes)
    return element


def text(parent: Element, words: str, x: float, y: float, size: float, /, **attributes: float | str | None) -> Element:
    """Add a line of text whose baseline starts (or is anchored) at x, y."""
    element = shape(parent, "text", x=x, y=y, font_size=size, font_family=f"{FONT}, sans-serif")
    put(element, **{"fill": INK, **attributes})
    element.text = printable(words)
    return element


def chart_of(svg: Element, alt: str, caption: str, table: Table | None) -> Chart:
    """Return a picture with its words."""
    wide, high = (round(float(svg.attrib[name])) for name in ("width", "height"))
    return Chart(tostring(svg, encoding="unicode"), alt, caption, wide, high, table=table)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
