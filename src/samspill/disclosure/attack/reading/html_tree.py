"""HTML as a tree, from whatever a browser would take."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
SILENT = frozenset({"script", "style", "template"})
ENDED_BY = {
    "p": frozenset({"p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "section"}),
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "tr": frozenset({"tr", "tbody", "tfoot"}),
    "thead": frozenset({"tbody", "tfoot"}),
    "tbody": frozenset({"tbody", "tfoot"}),
    "option": frozenset({"option"}),
}
"""Elements whose end may be left out, and what ends them."""
DEEPEST = 500


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while len(self.open) > 1 and tag in ENDED_BY.get(self.open[-1].tag, ()):
            self.open.pop()
        element = SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        places = [at for at, element in enumerate(self.open) if element.tag == tag and at]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        within = self.open[-1]
        if within.tag in SILENT and "json" not in within.get("type", ""):
            return
        if len(within):
            within[-1].tail = (within[-1].tail or "") + data
        else:
            within.text = (within.text or "") + data


def tree_of(text: str) -> Element:
    """Return the root of a page."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
