"""National identity numbers: found wherever they stand, so that they can be left out before anything is shown or kept.

Norwegian numbers have eleven figures and two control digits; Danish ones ten, with a control digit that the newest lack;
Swedish ones ten or twelve, with a control digit. Spreadsheets drop a zero at the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

GAP = "[ .\u00a0\u2013-]?"
NORWEGIAN = re.compile(rf"(?<![\d+])\d\d{GAP}\d\d{GAP}\d\d{GAP}\d{{3}}{GAP}\d\d(?!\d)")
TEN = re.compile(
    rf"(?<![\d+])(?:(?:18|19|20)(?=\d\d{GAP}\d\d{GAP}\d\d{GAP}\d{{4}}(?!\d)))?\d\d{GAP}\d\d{GAP}\d\d{GAP}\d{{4}}(?!\d)"
)
WRITTEN = re.compile(r"\d{6}[-\u2013]\d{4}")
"""Six figures, a hyphen, four: nothing else is written like this, whatever its last figure says."""

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
DANISH_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
FIRST_RESTS = frozenset({0, 1, 2, 3})
"""From 2032 Norwegian numbers are also given where the first control digit differs by up to three."""
MONTHS_ADDED = (0, 40, 65, 80)
"""Numbers for help and for trials add this to the month."""
LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
NORWEGIAN_LENGTH, TEN_LENGTH, CENTURY = 11, 10, 2


def numbers_in(text: str) -> list[str]:
    """Return the identity numbers in a text, as they stand there.

    Examples
    --------
    >>> numbers_in("Kari 010190 00083, tlf. 91 23 45 67")
    ['010190 00083']
    >>> numbers_in("0101900002"), numbers_in("+4791234567")
    (['0101900002'], [])
    """
    return [*_found(NORWEGIAN, text, _norwegian), *_found(TEN, text, _ten)]


def without_numbers(text: str) -> str:
    """Return a text without the identity numbers in it."""
    found = numbers_in(text)
    for number in found:
        text = text.replace(number, " ")
    return " ".join(text.split()) if found else text


def could_be(cell: str) -> bool:
    """Tell whether a whole cell has the shape of an identity number, zeros dropped by a spreadsheet added again.

    One such cell says little; a column full of them holds nothing else.
    """
    figures = "".join(letter for letter in cell if letter.isdigit())
    if not figures.isascii() or len(figures) + sum(letter in " .-\u2013\u00a0" for letter in cell) != len(cell):
        return False
    if len(figures) == NORWEGIAN_LENGTH or (len(figures) == TEN_LENGTH and _norwegian("0" + figures)):
        return _norwegian(figures.zfill(NORWEGIAN_LENGTH))
    if len(figures) == TEN_LENGTH + CENTURY:
        return _swedish(figures[CENTURY:])
    return TEN_LENGTH - 1 <= len(figures) <= TEN_LENGTH and _has_date(figures.zfill(TEN_LENGTH))


def _found(pattern: re.Pattern[str], text: str, holds: Callable[[str], bool]) -> Iterator[str]:
    for match in pattern.finditer(text):
        if holds(match.group()):
            yield match.group()


def _norwegian(text: str) -> bool:
    digits = _digits(text)
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    if not any(_is_day(day - more, month - added) for more in (0, 40) for added in MONTHS_ADDED):
        return False
    first = _sum(digits, (*FIRST_WEIGHTS, 1)) % 11
    second = _sum(digits, (*SECOND_WEIGHTS, 1)) % 11
    return first in FIRST_RESTS and second == 0


def _ten(text: str) -> bool:
    digits = "".join(map(str, _digits(text)))
    if len(digits) == TEN_LENGTH + CENTURY:
        return _swedish(digits[CENTURY:])
    written = WRITTEN.fullmatch(text) is not None
    return _swedish(digits) or (_has_date(digits) and (written or _sum(_digits(digits), DANISH_WEIGHTS) % 11 == 0))


def _swedish(digits: str) -> bool:
    day = int(digits[4:6])
    if not any(_is_day(day - more, int(digits[2:4])) for more in (0, 60)):
        return False
    doubled = [digit * (2 - at % 2) for at, digit in enumerate(_digits(digits))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _has_date(digits: str) -> bool:
    """Tell whether ten figures begin with a day as Danes write it, or end one as Swedes do."""
    first, middle, last = (int(digits[at : at + 2]) for at in (0, 2, 4))
    return any(_is_day(day - more, middle) for day in (first, last) for more in (0, 60))


def _is_day(day: int, month: int) -> bool:
    return 1 <= month <= len(LONGEST_MONTH) and 1 <= day <= LONGEST_MONTH[month - 1]


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _sum(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))
