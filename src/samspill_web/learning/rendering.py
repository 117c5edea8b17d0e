"""The Markdown of a guide as HTML, and as plain words.

Nothing in a file becomes HTML by itself: tags written in a text are shown as they stand. A link names what it leads to, a word
(``term:tie``), a section of a guide (``guide:leader#matrix``) or another public page (``page:accessibility``), and never an
address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "autolink", "html_block", "html_inline"])
CLASSES = {
    "paragraph_open": "ds-paragraph",
    "bullet_list_open": "ds-list",
    "ordered_list_open": "ds-list",
    "table_open": "ds-table",
    "link_open": "ds-link",
}
BOX = "[ ] "
"""Begins a line of a checklist."""

Leads = Callable[[str], str]
"""Where a link leads: ``term:tie`` -> an address; "" where it is to be no link here."""


def html(source: str, leads: Leads) -> SafeString:
    """Return a text as HTML; ``leads`` gives the addresses of its links."""
    tokens = READER.parse(source)
    _check_boxes(tokens)
    for token in _every(tokens):
        if token.type in CLASSES:
            token.attrJoin("class", CLASSES[token.type])
    for token in tokens:
        token.children = list(_linked(token.children, leads)) if token.children else token.children
    return SafeString(READER.renderer.render(tokens, READER.options, {}))


def links(source: str) -> list[str]:
    """Return what the links of a text name."""
    return [str(token.attrGet("href")) for token in _every(READER.parse(source)) if token.type == "link_open"]


def words(source: str) -> str:
    """Return a text without signs, one line a paragraph, an entry or a cell."""
    blocks = (token for token in READER.parse(source) if token.type == "inline")
    said = ("".join(_said(child) for child in block.children or ()) for block in blocks)
    return "\n".join(line.removeprefix(BOX) for line in said)


def plain(source: str) -> str:
    """Return a text as Markdown for where nothing leads further: links become their words, and headings lose their anchors."""
    without = re.sub(r"\[([^\]]+)\]\((?:term|guide|page):[^)]*\)", r"\1", source)
    return re.sub(r" \{#[a-z0-9-]+\}$", "", without, flags=re.MULTILINE)


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _said(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def _linked(children: list[Token], leads: Leads) -> Iterator[Token]:
    """Yield the parts of a line with its links; a link that leads nowhere is left as its words."""
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            address = leads(str(token.attrGet("href")))
            open_links.append(bool(address))
            token.attrSet("href", address)
            if not address:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        yield token


def _check_boxes(tokens: list[Token]) -> None:
    """Make a checklist of a list whose entries begin with a box."""
    opened: list[Token] = []
    for token in tokens:
        if token.type == "bullet_list_open":
            opened.append(token)
        elif token.type == "bullet_list_close":
            opened.pop()
        elif token.type == "inline" and token.content.startswith(BOX) and opened and token.children:
            token.children[0].content = token.children[0].content.removeprefix(BOX)
            if "checklist" not in str(opened[-1].attrGet("class") or ""):
                opened[-1].attrJoin("class", "checklist")
