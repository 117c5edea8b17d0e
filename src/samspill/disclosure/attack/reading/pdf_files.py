"""PDF: the tables of its structure tree, as a screen reader finds them; else the lines of its pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from samspill.disclosure.attack.reading.columns import columns
from samspill.disclosure.attack.reading.pages import labelled
from samspill.disclosure.attack.reading.pdf_text import Letters, PageText, text_of
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import Content, Table, squared
from samspill.disclosure.attack.reading.words import plain

if TYPE_CHECKING:
    import pikepdf

MOST_BYTES = 200_000_000
MOST_PAGES = 2_000
DEEPEST = 100
PAGES_ALWAYS_READ = (0, 1, -1)
"""The first pages or the last say which round it is, and how people are protected."""
ROWS, CELLS, HEADINGS = (
    frozenset({"TR"}),
    frozenset({"TH", "TD"}),
    frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"}),
)
TABLES, CAPTIONS, PICTURES, PARTS = (frozenset({kind}) for kind in ("Table", "Caption", "Figure", "Div"))
PARAGRAPHS = frozenset({"P", "LBody", "Title", "Note"})
PageId = tuple[int, int]

# What a damaged file makes the library say is no message of ours; the file is listed as unread.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())


@dataclass(slots=True)
class Tag:
    """An element of the structure tree: its kind, what it says for those who do not see it, and what is in it."""

    kind: str
    spoken: str
    parts: list[Tag | tuple[PageId, int]] = field(default_factory=list["Tag | tuple[PageId, int]"])

    def all(self, kinds: frozenset[str]) -> Iterator[Tag]:
        """Yield the elements of some kinds, itself among them, in reading order."""
        if self.kind in kinds:
            yield self
        for part in self.parts:
            if isinstance(part, Tag):
                yield from part.all(kinds)


@dataclass(slots=True)
class _Pages:
    """Pages, read when their texts are asked for."""

    pages: dict[PageId, pikepdf.Page]
    fonts: dict[PageId, Letters] = field(default_factory=dict[PageId, Letters])
    read: dict[PageId, PageText] = field(default_factory=dict[PageId, PageText])

    def text(self, page: PageId) -> PageText:
        if page not in self.read:
            self.read[page] = text_of(self.pages[page], self.fonts, placed=False) if page in self.pages else PageText()
        return self.read[page]

    def lines(self) -> list[list[str]]:
        """Return the lines of all pages."""
        return [line for page in self.pages.values() for line in text_of(page, self.fonts, placed=True).lines()]

    def said(self, tag: Tag) -> str:
        """Return the text of an element."""
        found = (self.said(part) if isinstance(part, Tag) else self.text(part[0]).marked.get(part[1], "") for part in tag.parts)
        return plain("".join(found))


def read_pdf(source: Source) -> Content:
    """Read a PDF."""
    import pikepdf

    if source.path.stat().st_size > MOST_BYTES:
        raise UnreadableError
    try:
        with pikepdf.open(source.path) as file:
            return replace(_content(source.name, file), inside=tuple(_attached(file)))
    except (pikepdf.PdfError, pikepdf.PasswordError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError from error


def _attached(file: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    for name, attachment in file.attachments.items():
        yield name, attachment.get_file().read_bytes()


def _content(name: str, file: pikepdf.Pdf) -> Content:
    if len(file.pages) > MOST_PAGES:
        raise UnreadableError
    pages = _Pages({page.obj.objgen: page for page in file.pages})
    ids = list(pages.pages)
    first = {ids[at] for at in PAGES_ALWAYS_READ if at < len(ids)} if ids else set[PageId]()
    tree = file.Root.get("/StructTreeRoot")
    if tree is None:
        return _of_lines(name, pages)
    root = _tag(tree, None, 0)
    tables = tuple(_tables(root, pages)) or tuple(tables_in_lines(pages.lines()))
    texts = [pages.said(tag) for tag in root.all(PARAGRAPHS | HEADINGS) if any(page in first for page in _pages_of(tag))]
    spoken = [tag.spoken for tag in _everything(root) if tag.spoken]
    return Content(name, (*tables, *labelled(spoken)), (*(text for text in texts if text), *spoken))


def _tag(node: pikepdf.Object, page: PageId | None, deep: int) -> Tag:
    import pikepdf

    if deep > DEEPEST:
        raise UnreadableError
    page = node["/Pg"].objgen if "/Pg" in node else page
    tag = Tag(str(node.get("/S", "/Root"))[1:], plain(str(node.get("/Alt", "")) or str(node.get("/ActualText", ""))))
    kids = node.get("/K", pikepdf.Array([]))
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            if "/MCID" in kid:
                tag.parts.append((kid["/Pg"].objgen if "/Pg" in kid else page or (0, 0), int(kid["/MCID"])))
            elif kid.get("/Type") != "/OBJR":
                tag.parts.append(_tag(kid, page, deep + 1))
        elif page is not None:
            tag.parts.append((page, int(str(kid))))
    return tag


def _everything(tag: Tag) -> Iterator[Tag]:
    yield tag
    for part in tag.parts:
        if isinstance(part, Tag):
            yield from _everything(part)


def _pages_of(tag: Tag) -> Iterator[PageId]:
    return (part[0] for one in _everything(tag) for part in one.parts if not isinstance(part, Tag))


def _tables(root: Tag, pages: _Pages) -> Iterator[Table]:
    above: Tag | None = None
    number, before = 0, _captions_before(root)
    for tag in root.all(HEADINGS | TABLES):
        if tag.kind != "Table":
            above = tag
            continue
        number += 1
        caption = next(tag.all(CAPTIONS), before.get(id(tag)))
        rows = [[pages.said(cell) for cell in row.all(CELLS)] for row in tag.all(ROWS)]
        title, heading = (pages.said(one) if one else "" for one in (caption, above))
        if table := squared(f"table {number}", rows, title=title, above=heading, first=0):
            yield table


def _captions_before(root: Tag) -> dict[int, Tag]:
    """Return captions that stand outside their table, by its identity: alone with it in one part of the page.

    Where a page ends below a caption, programs tag the two one after the other.
    """
    found: dict[int, Tag] = {}
    for part in root.all(PARTS):
        tables, captions = list(part.all(TABLES)), list(part.all(CAPTIONS))
        if len(tables) == len(captions) == 1 and not any(part.all(HEADINGS | PICTURES)):
            found[id(tables[0])] = captions[0]
    return found


# ---- files without tags ------------------------------------------------------------------------------------------------------


def _of_lines(name: str, pages: _Pages) -> Content:
    """Return the lines of the pages, and as tables those that follow a line of headings with numbers below."""
    lines = pages.lines()
    return Content(name, tuple(tables_in_lines(lines)), tuple(" ".join(line) for line in lines))


def tables_in_lines(lines: Sequence[Sequence[str]]) -> Iterator[Table]:
    """Yield a table for each line of headings, of the lines below it that have as many cells."""
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    before, title, number = "", "", 0
    for line in [*lines, ()]:
        cells = tuple(map(plain, line))
        if header and len(cells) == len(header):
            rows.append(cells)
            continue
        if header and rows:
            number += 1
            yield Table(f"lines {number}", header, tuple(rows), title, first=1)
        there = columns(cells) if len(cells) > 1 else None
        header, rows, title = (cells if there and "value" in there else ()), [], before
        before = " ".join(cells) if len(cells) == 1 else before
