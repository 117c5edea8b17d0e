"""How wide a text is in the font that ships, and where it breaks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from unicodedata import category

from PIL import ImageFont


@cache
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    name = f"Inter-{'Bold' if bold else 'Regular'}.ttf"
    source = BytesIO(files("samspill.render").joinpath("fonts", name).read_bytes())
    return ImageFont.truetype(source, 100, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in the unit of ``size``.

    Examples
    --------
    >>> width("PPT", 20) < width("PPT", 20, bold=True) < width("Lærere", 20, bold=True)
    True
    """
    return float(_font(bold=bold).getlength(text)) * size / 100


def printable(text: str) -> str:
    """Return a text on one line without control, format and line-breaking characters, which no picture can show."""
    kept = "".join(" " if category(char) in {"Cc", "Zl", "Zp"} else char for char in text if category(char) not in {"Cf", "Cs"})
    return " ".join(kept.split())


def wrap(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most ``lines`` lines of at most ``room``; what does not fit ends in an ellipsis.

    Examples
    --------
    >>> wrap("Habilitering for barn og unge", 18, 160, 2)
    ('Habilitering for', 'barn og unge')
    """
    pieces = _pieces(printable(text), size, room, bold=bold)
    done: list[str] = []
    for piece in pieces:
        joined = f"{done[-1]}{piece}" if done else piece
        if done and width(joined.rstrip(), size, bold=bold) <= room:
            done[-1] = joined
        else:
            done.append(piece.lstrip())
    full = [line.rstrip() for line in done]
    return tuple(full) if len(full) <= lines else (*full[: lines - 1], _cut(full[lines - 1], size, room, bold=bold))


def _pieces(text: str, size: float, room: float, *, bold: bool) -> list[str]:
    """Words with the space before them; a word wider than the room is cut with a hyphen."""
    pieces: list[str] = []
    for word in text.split(" "):
        rest = word
        while width(f"{rest}-", size, bold=bold) > room and len(rest) > 1:
            fits = next(n for n in range(len(rest), 0, -1) if n == 1 or width(f"{rest[:n]}-", size, bold=bold) <= room)
            pieces.append(f" {rest[:fits]}-")
            rest = rest[fits:]
        pieces.append(f" {rest}")
    return pieces


def _cut(text: str, size: float, room: float, *, bold: bool) -> str:
    kept = text
    while kept and width(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip('- ')}…"
