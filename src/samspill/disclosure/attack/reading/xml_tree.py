"""XML without document types: those could define entities that fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring  # document types are refused before anything is read

from samspill.disclosure.attack.reading.source import UnreadableError
from samspill.tabular.sheet_scan import DOCUMENT_TYPE, WIDE_TEXT

MOST_BYTES = 100_000_000


def tree_of(source: bytes) -> Element:
    """Return the root of an XML document.

    Raises
    ------
    UnreadableError
        Where it is damaged, has a document type, or an encoding that could hide one.
    """
    if len(source) > MOST_BYTES or source.startswith(WIDE_TEXT) or DOCUMENT_TYPE.search(source):
        raise UnreadableError
    try:
        return fromstring(source)  # noqa: S314 # see above
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise UnreadableError from error


def inner(element: Element, name: str) -> list[Element]:
    """Return all elements of a name below an element, in whatever namespace."""
    return element.findall(f".//{{*}}{name}")


def local(element: Element) -> str:
    """Return the name of an element without its namespace, "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""  # pyright: ignore[reportUnnecessaryIsInstance]


def attribute(element: Element, name: str) -> str:
    """Return an attribute in whatever namespace, "" where there is none."""
    return next(_attributes(element, name), "")


def _attributes(element: Element, name: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            yield value
