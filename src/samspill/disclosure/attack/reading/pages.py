"""HTML pages and pictures in SVG: their tables, texts, labels for screen readers and alternative texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from samspill.disclosure.attack.reading import html_tree, xml_tree
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import Content, Table, squared
from samspill.disclosure.attack.reading.words import plain
from samspill.tabular.encoding import encoding_of

MOST_BYTES = 50_000_000
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = frozenset({"p", "li", "dt", "dd", "figcaption", "title", "desc", "summary", "text", *HEADINGS})
BREAKS = frozenset({"br", "p", "div", "li", "tr"})
SPOKEN = ("aria-label", "alt", "title", "aria-description")
MOST_SPANNED = 1_000


def read_page(source: Source) -> Content:
    """Read an HTML page, the pictures inside it too."""
    if source.path.stat().st_size > MOST_BYTES:
        raise UnreadableError
    root = html_tree.tree_of(source.path.read_text(encoding=encoding_of(source.path, source.name)))
    tables, texts, above = list[Table](), list[str](), ""
    for element in root.iter():
        if element.tag in HEADINGS:
            above = _said(element)
        if element.tag == "table" and (table := _table(element, len(tables) + 1, above)):
            tables.append(table)
        elif element.tag in BLOCKS:
            texts.append(_said(element))
    scripts = [script.text.encode() for script in root.iter("script") if script.text]
    data = tuple((f"data {number}.json", script) for number, script in enumerate(scripts, start=1))
    return Content(source.name, (*tables, *labelled(_spoken(root))), tuple(text for text in texts if text), data)


def read_picture(source: Source) -> Content:
    """Read an SVG picture."""
    root = xml_tree.tree_of(source.path.read_bytes())
    texts = [_said(element) for element in root.iter() if xml_tree.local(element) in BLOCKS]
    return Content(source.name, tuple(labelled(_spoken(root))), tuple(text for text in texts if text))


def _spoken(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield from (plain(element.attrib[name]) for name in SPOKEN if name in element.attrib)


def labelled(labels: Iterable[str]) -> Iterator[Table]:
    """Yield the labels that charts give their marks ("Group: Nurses; Mean: 3.5") as a table for each set of names in them."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for label in labels:
        parts = [part.partition(":") for part in label.split(";")]
        if len(parts) > 1 and all(colon for _, colon, _ in parts):
            header = tuple(name.strip() for name, _, _ in parts)
            found.setdefault(header, []).append(tuple(value.strip() for _, _, value in parts))
    for header, rows in found.items():
        yield Table("label", header, tuple(rows), first=1)


def _table(element: Element, number: int, above: str) -> Table | None:
    caption = next((_said(one) for one in element.iter("caption")), "")
    return squared(f"table {number}", _spanned(_rows(element)), title=caption, above=above, first=0)


def _rows(element: Element) -> Iterator[Element]:
    """Yield the rows of a table, those of tables inside it left out."""
    for part in element:
        if part.tag == "tr":
            yield part
        elif part.tag != "table":
            yield from _rows(part)


def _spanned(rows: Iterable[Element]) -> list[list[str]]:
    """Return cells by place: one over several rows stands in each, one over several columns in the first."""
    found, waiting = list[list[str]](), dict[int, tuple[int, str]]()
    for row in rows:
        line = list[str]()
        for cell in (part for part in row if part.tag in {"td", "th"}):
            _fill(line, waiting)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _said(cell)
            if height > 1:
                waiting[len(line)] = height - 1, text
            line += [text, *[""] * (width - 1)]
        _fill(line, waiting)
        found.append(line)
    return found


def _fill(line: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    while len(line) in waiting:
        left, text = waiting.pop(len(line))
        if left > 1:
            waiting[len(line)] = left - 1, text
        line.append(text)


def _span(cell: Element, name: str) -> int:
    written = cell.get(name, "1")
    return min(int(written), MOST_SPANNED) if written.isdigit() and int(written) else 1


def _said(element: Element) -> str:
    """Return the text of an element; what only the ear gets, after what only the eye gets, stands on a line of its own."""
    lines = "".join(_parts(element)).split("\n")
    return "\n".join(text for text in map(plain, lines) if text)


def _parts(element: Element) -> Iterator[str]:
    yield _flat(element.text)
    for part in element:
        if part.tag in BREAKS:
            yield "\n"
        yield from _parts(part)
        if part.tag in BREAKS or (part.get("aria-hidden") == "true" and element.get("aria-hidden") != "true"):
            yield "\n"
        yield _flat(part.tail)


def _flat(text: str | None) -> str:
    return " ".join((text or "").replace("\n", " ").split(" ")) if text else ""
