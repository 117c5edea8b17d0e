"""Word documents and PowerPoint decks: their tables, texts, notes and alternative texts."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from samspill.disclosure.attack.reading.captions import subject_of
from samspill.disclosure.attack.reading.packed import DAMAGED, parts_of
from samspill.disclosure.attack.reading.pages import labelled
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import Content, Table, squared
from samspill.disclosure.attack.reading.words import plain
from samspill.disclosure.attack.reading.xml_tree import attribute, inner, local, tree_of

WORD_PARTS = ("word/document", "word/footnotes", "word/header", "word/footer", "word/comments")
DECK_PARTS = ("ppt/slides/slide", "ppt/notesSlides/notesSlide")
SPOKEN = ("descr", "title")


def read_document(source: Source) -> Content:
    """Read a Word document."""
    return _content(source, WORD_PARTS)


def read_deck(source: Source) -> Content:
    """Read a PowerPoint deck."""
    return _content(source, DECK_PARTS)


def _content(source: Source, wanted: tuple[str, ...]) -> Content:
    tables, texts, labels = list[Table](), list[str](), list[str]()
    for root in _roots(source, wanted):
        _read_part(root, tables, texts)
        labels += [text for element in root.iter() for name in SPOKEN if (text := plain(attribute(element, name)))]
    return Content(source.name, (*tables, *labelled(labels)), (*texts, *labels), tuple(_inside(source)))


def _inside(source: Source) -> Iterator[tuple[str, bytes]]:
    """Yield whole files inside, such as the sheets that charts are drawn from."""
    with ZipFile(source.path) as archive:
        for part in parts_of(archive):
            if "/embeddings/" in part.filename:
                yield part.filename, archive.read(part)


def _roots(source: Source, wanted: tuple[str, ...]) -> Iterator[Element]:
    try:
        with ZipFile(source.path) as archive:
            parts = [part for part in parts_of(archive) if part.filename.startswith(wanted) and part.filename.endswith(".xml")]
            if not parts:
                raise UnreadableError
            for part in sorted(parts, key=lambda each: (len(each.filename), each.filename)):
                yield tree_of(archive.read(part))
    except DAMAGED as error:
        raise UnreadableError from error


def _read_part(root: Element, tables: list[Table], texts: list[str]) -> None:
    """Note the tables and paragraphs of a part; a table's caption is the paragraph before it, in decks the one after it."""
    in_tables = {id(paragraph) for table in inner(root, "tbl") for paragraph in inner(table, "p")}
    told = [
        element
        for element in root.iter()
        if local(element) == "tbl" or (local(element) == "p" and id(element) not in in_tables and _text(element))
    ]
    paragraphs = [_text(element) if local(element) == "p" else "" for element in told]
    texts += filter(None, paragraphs)
    title = next(filter(None, paragraphs), "")
    for place, element in enumerate(told):
        if local(element) == "tbl":
            rows = [[_cell(cell) for cell in row.findall("{*}tc")] for row in inner(element, "tr")]
            before = next(filter(None, reversed(paragraphs[:place])), "")
            after = next(iter(paragraphs[place + 1 :]), "")
            caption = after if subject_of(after) and not subject_of(before) else before
            found = squared(f"table {len(tables) + 1}", rows, title=caption, above=title if before else "", first=0)
            tables += [found] if found else []


def _cell(cell: Element) -> str:
    return "\n".join(text for text in map(_text, inner(cell, "p")) if text)


def _text(paragraph: Element) -> str:
    """Return the text of a paragraph, a tab as a space."""
    found = (
        (element.text or "") if local(element) == "t" else " "
        for element in paragraph.iter()
        if local(element) in {"t", "tab", "br"}
    )
    return plain("".join(found))
