"""Read a tagged PDF as a screen reader does: its structure tree in order, each element with its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf


@dataclass
class Element:
    """A structure element: its kind, alternative text, headers' scope, own text and children, in reading order."""

    kind: str
    alt: str | None = None
    scope: str | None = None
    parts: list[str | Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, *kinds: str) -> list[Element]:
        found = [self] if self.kind in kinds else []
        return found + [inner for part in self.parts if isinstance(part, Element) for inner in part.all(*kinds)]


def read(pdf: bytes) -> tuple[pikepdf.Pdf, Element]:
    """Return the file and its structure tree."""
    file = pikepdf.open(BytesIO(pdf))
    texts = {page.obj.objgen: _texts_of(page) for page in file.pages}
    return file, _element(file.Root.StructTreeRoot, texts, None)


def _element(node: pikepdf.Object, texts: dict[tuple[int, int], dict[int, str]], page: tuple[int, int] | None) -> Element:
    page = node.Pg.objgen if "/Pg" in node else page
    element = Element(str(node.get("/S", "/Root"))[1:], _string(node.get("/Alt")), _scope(node.get("/A")))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            element.parts.append(texts[page].get(kid, "") if page else "")
        elif "/MCID" in kid:
            element.parts.append(texts[kid.Pg.objgen if "/Pg" in kid else page].get(int(kid.MCID), ""))
        elif kid.get("/Type") != "/OBJR":
            element.parts.append(_element(kid, texts, page))
    return element


def _string(value: pikepdf.Object | None) -> str | None:
    return None if value is None else str(value)


def _scope(attributes: pikepdf.Object | None) -> str | None:
    for part in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if part is not None and "/Scope" in part:
            return str(part.Scope)[1:]
    return None


def _texts_of(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each piece of marked content of a page."""
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    texts: dict[int, str] = defaultdict(str)
    marks: list[int | None] = []
    letters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            properties = operands[1] if len(operands) > 1 else None
            marks.append(int(properties.MCID) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None)
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in {"Tj", "TJ"}:
            strings = operands[0] if name == "TJ" else operands
            said = "".join(_said(bytes(part), letters) for part in strings if isinstance(part, pikepdf.String))
            mark = next((mark for mark in reversed(marks) if mark is not None), None)
            if mark is not None:
                texts[mark] += said
    return dict(texts)


def _said(codes: bytes, letters: dict[str, str]) -> str:
    return "".join(letters.get(codes[place : place + 2].hex(), "\ufffd") for place in range(0, len(codes), 2))


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """Return the text of each two-byte code of a font, from its ToUnicode map."""
    source = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    pairs = re.findall(
        r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>\s*(?=<|end)",
        "".join(re.findall(r"beginbfchar(.*?endbfchar)", source, re.DOTALL)),
    )
    letters = {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for low, high, start in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>", block):
            for step in range(int(high, 16) - int(low, 16) + 1):
                letters[f"{int(low, 16) + step:04x}"] = chr(int(start, 16) + step)
    return letters


Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


def letter_sizes(pdf: bytes) -> set[float]:
    """Return every height of letters on the pages, those of pictures among them, in points."""
    with pikepdf.open(BytesIO(pdf)) as file:
        return {round(size, 2) for page in file.pages for size in _sizes(page, page.resources, UNMOVED)}


def _sizes(drawn: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, place: Matrix) -> list[float]:
    found: list[float] = []
    kept: list[Matrix] = []
    size, text = 0.0, UNMOVED
    for operands, operator in pikepdf.parse_content_stream(drawn):
        match str(operator):
            case "q":
                kept.append(place)
            case "Q":
                place = kept.pop()
            case "cm":
                place = _placed(operands, place)
            case "Tf":
                size = float(operands[1])
            case "Tm":
                text = _placed(operands, UNMOVED)
            case "Tj" | "TJ":
                found.append(abs(_placed(text, place)[3]) * size)
            case "Do" if (inner := resources.XObject[str(operands[0])]).Subtype == "/Form":
                at = _placed(inner.get("/Matrix", UNMOVED), place)
                found += _sizes(inner, inner.get("/Resources", resources), at)
    return found


def _placed(inner: Iterable[object], outer: Matrix) -> Matrix:
    a, b, c, d, e, f = (float(str(number)) for number in inner)
    p, q, r, s, x, y = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + x, e * q + f * s + y)
