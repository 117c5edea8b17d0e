"""How wide a text is in the font that ships, and where it breaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from unicodedata import category

from PIL import ImageFont

VOWELS = frozenset("aeiouyæøåäöéèêáàóòü")
JOINT = re.compile(r"\w{2}(?:-|(?:ing|else|dom|skap|skab|hed|het|itet|jon|tion|ern|org)s)(?=\w{3})", re.IGNORECASE)
"""Hyphens, and the s that joins a Nordic word to the next."""
LEAST = 3
"""Letters before and after a break, at least."""
LONG = 10
"""Words of so many letters may be broken before a name is cut."""


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
    words = printable(text).split(" ")
    full = _filled(words, size, room, bold=bold, long=None)
    if len(full) > lines:
        dense = _filled(words, size, room, bold=bold, long=LONG)
        full = dense if len(dense) <= lines else full
    return tuple(full) if len(full) <= lines else (*full[: lines - 1], _cut(full[lines - 1], size, room, bold=bold))


def _filled(words: Sequence[str], size: float, room: float, *, bold: bool, long: int | None) -> list[str]:
    """Fill lines with words; those that no line holds are broken, those of ``long`` letters wherever a line has room left."""

    def fits(line: str) -> bool:
        return width(line, size, bold=bold) <= room

    done = [""]
    for word in words:
        rest = word
        while rest:
            start = f"{done[-1]} " if done[-1] else ""
            if fits(start + rest):
                done[-1] = start + rest
                break
            alone = not start
            may_break = alone or not fits(rest) or (long is not None and len(rest) >= long)
            head, tail = (
                next((part for part in broken(rest) if fits(f"{start}{part[0]}-")), ("", rest)) if may_break else ("", rest)
            )
            if not head and alone:
                head, tail = _forced(rest, fits)
            if head:
                done[-1] = f"{start}{head}" if head.endswith("-") or not tail else f"{start}{head}-"
            done.append("")
            rest = tail
    return [line for line in done if line] or [""]


def broken(word: str) -> Iterator[tuple[str, str]]:
    """Give the ways to break a word, the best first: at a hyphen or a joint, then before a consonant and a vowel.

    Of the same kind, the one with the longest first part comes first.

    Examples
    --------
    >>> next(broken("omsorgstjeneste")), next(broken("vejledning"))
    (('omsorgs', 'tjeneste'), ('vejled', 'ning'))
    """
    joints = [found.end() for found in JOINT.finditer(word)]
    for place in reversed(joints):
        yield word[:place], word[place:]
    for place in range(len(word) - LEAST, LEAST - 1, -1):
        before, here, after = word[place - 1], word[place], word[place + 1]
        syllable = here.isalpha() and here.lower() not in VOWELS and after.lower() in VOWELS
        if here.lower() == "j" and before.lower() not in VOWELS:
            continue  # tj, kj, sj are one sound
        if syllable and before.isalpha() and any(letter.lower() in VOWELS for letter in word[:place]):
            yield word[:place], word[place:]


def _forced(word: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """Break a word that has no better place: where the room ends."""
    at = next(place for place in range(len(word) - 1, 0, -1) if place == 1 or fits(f"{word[:place]}-"))
    return word[:at], word[at:]


def _cut(text: str, size: float, room: float, *, bold: bool) -> str:
    kept = text
    while kept and width(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip('- ')}…"
