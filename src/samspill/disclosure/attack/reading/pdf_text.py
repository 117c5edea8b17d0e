"""Texts of a PDF's pages: each piece of marked content, and each line as it stands on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from samspill.disclosure.attack.reading.words import MOST_KEPT

if TYPE_CHECKING:
    import pikepdf

SAYING = "BDC BMC EMC Tf Tj TJ ' \""
PLACING = "BT Td TD Tm T* TL cm q Q"
WIDE_GAP = 180
"""Thousandths of the letters' height from which a move within a line is a space."""
NEW_CELL = 1.2
"""Heights of letters from which a gap on a line parts two cells."""
BFCHAR = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)
BFRANGE = re.compile(r"beginbfrange(.*?)endbfrange", re.DOTALL)
PAIR = re.compile(r"<([0-9a-fA-F]{2,4})>\s*<([0-9a-fA-F]+)>")
SPAN = re.compile(r"<([0-9a-fA-F]{2,4})>\s*<([0-9a-fA-F]{2,4})>\s*(?:<([0-9a-fA-F]+)>|\[([^\]]*)\])")
MOST_IN_SPAN = 65_536
Letters = Callable[[bytes], str]


@dataclass(slots=True)
class Piece:
    """Text drawn in one go: where it begins on the page, how high its letters are."""

    x: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class PageText:
    """The texts of a page: by the number of their marked content, and by place."""

    marked: dict[int, str] = field(default_factory=dict[int, str])
    pieces: list[Piece] = field(default_factory=list[Piece])

    def lines(self) -> list[list[str]]:
        """Return the lines of the page from top to bottom, each as the texts that stand apart on it."""
        rows: dict[int, list[Piece]] = {}
        for piece in self.pieces:
            rows.setdefault(round(piece.y / 2), []).append(piece)
        return [_cells(sorted(rows[y], key=lambda piece: piece.x)) for y in sorted(rows, reverse=True)]


def _cells(pieces: Iterable[Piece]) -> list[str]:
    cells, end = list[str](), None
    for piece in pieces:
        if end is None or piece.x - end > NEW_CELL * piece.size:
            cells.append(piece.text)
        else:
            cells[-1] += piece.text
        # Half a height is the usual width of a letter; the true widths stand in fonts.
        end = piece.x + len(piece.text) * piece.size / 2
    return [cell.strip() for cell in cells if cell.strip()]


class _Reader:
    """Follows the operators of a page."""

    def __init__(self, fonts: Mapping[str, Letters], *, placed: bool) -> None:
        self.placed = placed
        self.fonts = fonts
        self.letters: Letters = _latin
        self.page = PageText()
        self.marks: list[int | None] = []
        self.size, self.leading, self.scale = 1.0, 0.0, 1.0
        self.x = self.y = self.line_x = self.line_y = 0.0
        self.shift: tuple[float, float] = (0.0, 0.0)
        self.kept: list[tuple[float, float]] = []

    def follow(self, operator: str, operands: Iterable[object]) -> None:
        given = list(operands)
        match operator:
            case "BDC" | "BMC":
                self.marks.append(_mark(given))
            case "EMC":
                self.marks = self.marks[:-1]
            case "Tf":
                self.letters, self.size = self.fonts.get(str(given[0]), _latin), float(str(given[1]))
            case "Tj" | "TJ" | "'" | '"':
                if operator in {"'", '"'}:
                    self._move(0.0, -self.leading)
                self._say(given[-1])
            case _:
                self._place(operator, given)

    def _place(self, operator: str, given: list[object]) -> None:
        match operator:
            case "q":
                self.kept.append(self.shift)
            case "Q" if self.kept:
                self.shift = self.kept.pop()
            case "cm":
                numbers = [float(str(one)) for one in given]
                self.shift = self.shift[0] + numbers[4], self.shift[1] + numbers[5]
            case "BT":
                self.line_x = self.line_y = self.x = self.y = 0.0
            case "Tm":
                numbers = [float(str(one)) for one in given]
                self.scale = abs(numbers[3]) or 1.0
                self.line_x, self.line_y = numbers[4], numbers[5]
                self.x, self.y = self.line_x, self.line_y
            case "TL":
                self.leading = float(str(given[0]))
            case "Td" | "TD":
                across, down = (float(str(one)) for one in given)
                self.leading = -down if operator == "TD" else self.leading
                self._move(across, down)
            case "T*":
                self._move(0.0, -self.leading)
            case _:
                pass

    def _move(self, across: float, down: float) -> None:
        self.line_x, self.line_y = self.line_x + across * self.scale, self.line_y + down * self.scale
        self.x, self.y = self.line_x, self.line_y

    def _say(self, strings: object) -> None:
        text = "".join(_said(strings, self.letters))
        mark = next((mark for mark in reversed(self.marks) if mark is not None), None)
        if mark is not None:
            self.page.marked[mark] = self.page.marked.get(mark, "") + text
        if not self.placed:
            return
        height = self.size * self.scale
        self.page.pieces.append(Piece(self.x + self.shift[0], self.y + self.shift[1], height, text))
        self.x += len(text) * height / 2


def _mark(given: list[object]) -> int | None:
    import pikepdf

    properties = given[1] if len(given) > 1 else None
    return int(properties["/MCID"]) if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties else None


def _said(strings: object, letters: Letters) -> Iterable[str]:
    import pikepdf

    parts = list(strings) if isinstance(strings, pikepdf.Array) else [strings]
    for part in parts:
        if isinstance(part, pikepdf.String):
            yield letters(bytes(part))
        elif cast("float", part) < -WIDE_GAP:
            yield " "


def text_of(page: pikepdf.Page, known: dict[tuple[int, int], Letters], *, placed: bool) -> PageText:
    """Return the texts of a page, and where they stand if they are to be ``placed``; ``known`` keeps the fonts read already."""
    import pikepdf

    fonts: dict[str, Letters] = {}
    for name, font in page.resources.get("/Font", pikepdf.Dictionary()).items():
        if font.objgen not in known:
            known[font.objgen] = _letters(font)
        fonts[name] = known[font.objgen]
    reader = _Reader(fonts, placed=placed)
    for drawn in pikepdf.parse_content_stream(page, f"{SAYING} {PLACING}" if placed else SAYING):
        if isinstance(drawn, pikepdf.ContentStreamInstruction):
            reader.follow(str(drawn.operator), drawn.operands)
    return reader.page


def _latin(codes: bytes) -> str:
    return codes.decode("cp1252", "replace")


def _letters(font: pikepdf.Object) -> Letters:
    """Return what turns the codes of a font into text."""
    size = 2 if str(font.get("/Subtype")) == "/Type0" else 1
    if "/ToUnicode" not in font:
        return _latin if size == 1 else lambda _: ""
    table = _table(bytes(font["/ToUnicode"].read_bytes()).decode("latin-1"))

    @lru_cache(maxsize=MOST_KEPT)
    def letters(codes: bytes) -> str:
        numbers = (int.from_bytes(codes[at : at + size], "big") for at in range(0, len(codes), size))
        return "".join(table.get(number, "") if size > 1 else table.get(number, _latin(bytes([number]))) for number in numbers)

    return letters


def _table(source: str) -> dict[int, str]:
    found = {int(code, 16): _text(text) for block in BFCHAR.findall(source) for code, text in PAIR.findall(block)}
    for block in BFRANGE.findall(source):
        for low, high, start, each in SPAN.findall(block):
            first, last = int(low, 16), min(int(high, 16), int(low, 16) + MOST_IN_SPAN)
            if start:
                found.update((code, _after(start, code - first)) for code in range(first, last + 1))
            else:
                texts = re.findall(r"<([0-9a-fA-F]+)>", each)
                found.update((first + at, _text(text)) for at, text in enumerate(texts))
    return found


def _text(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be", "replace")


def _after(start: str, steps: int) -> str:
    text = _text(start)
    return text[:-1] + chr(min(ord(text[-1]) + steps, 0x10FFFF)) if text else ""
