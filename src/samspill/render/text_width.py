"""How much room a text takes in Inter, so that pages can be filled before any programme has drawn them."""

from __future__ import annotations

from functools import lru_cache

from samspill.reporting.charts import lettering

LINE_HEIGHT = 1.22
"""Height of a line in font sizes: Inter's own, and near that of the fonts that stand in for it."""


@lru_cache(maxsize=8192)
def _ems(word: str, *, bold: bool) -> float:
    return lettering.width(word, 1, bold=bold)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of a text on one line at a font size in points.

    Examples
    --------
    >>> width("Lærere", 20) < width("Lærere", 20, bold=True) < 100
    True
    """
    words = text.split(" ")
    return size * (sum(_ems(word, bold=bold) for word in words) + (len(words) - 1) * _ems(" ", bold=bold))


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of the widest word, below which a column breaks words in two."""
    return max((width(word, size, bold=bold) for word in text.split()), default=0.0)


def lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    r"""Return how many lines a text takes in ``room`` points of width; a word wider than the room is broken.

    Examples
    --------
    >>> lines("Ni av fjorten nødvendige samarbeid holder", 840, 32), lines("a\n\nb", 840, 32)
    (1, 3)
    """
    return sum(_wrapped(part, room, size, bold=bold) for part in text.split("\n"))


def height(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """Return the height in points of a wrapped text."""
    return lines(text, room, size, bold=bold) * size * LINE_HEIGHT


def _wrapped(text: str, room: float, size: float, *, bold: bool) -> int:
    space = size * _ems(" ", bold=bold)
    count, used = 1, 0.0
    for word in text.split():
        wide = size * _ems(word, bold=bold)
        if used and used + space + wide > room:
            count, used = count + 1, 0.0
        used += wide + (space if used else 0.0)
        while used > room:
            count, used = count + 1, used - room
    return count
