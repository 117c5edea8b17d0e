"""A picture inside a page: only drawing, named for people who cannot see it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

from markupsafe import Markup

from samspill.render.safe_text import safe
from samspill.reporting.document import Chart

DRAWING = frozenset(
    {
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "defs",
        "clipPath",
    }
)


def inline_svg(chart: Chart, key: str) -> Markup:
    """Return a picture as an SVG element of an HTML page, with title and description.

    Elements and attributes that are not drawing (scripts, links, event handlers, styles) are left out.

    Parameters
    ----------
    chart : Chart
    key : str
        Beginning of the ids in the picture, one of a kind on the page.
    """
    svg = _drawing(fromstring(chart.svg))  # noqa: S314 - our own picture; expat does not fetch anything
    svg.attrib.pop("width", None)
    svg.attrib.pop("height", None)
    svg.attrib.setdefault("viewBox", f"0 0 {chart.width} {chart.height}")
    svg.attrib.update({"role": "img", "aria-labelledby": f"{key}-title {key}-text", "focusable": "false"})
    for place, (tag, words) in enumerate((("title", chart.caption), ("desc", chart.alt))):
        element = Element(tag, {"id": f"{key}-{'text' if place else 'title'}"})
        element.text = safe(words)
        svg.insert(place, element)
    return Markup(tostring(svg, encoding="unicode", short_empty_elements=False))  # noqa: S704 - escaped by the writer


def _drawing(element: Element) -> Element:
    """Return a copy with local names, as HTML has them, and drawing alone."""
    copy = Element(_local(element.tag), {name: value for name, value in element.attrib.items() if _harmless(name)})
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_drawing(child) for child in element if _local(child.tag) in DRAWING)
    return copy


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _harmless(name: str) -> bool:
    return not (name.startswith(("{", "on", "aria")) or name in {"href", "style", "class", "id"})
