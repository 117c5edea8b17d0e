"""Numbers, numbers of people and shares as people write them, in five languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from samspill.disclosure.attack.reading.words import MOST_KEPT, folded, group, listed, meanings, plain

FINEST = 1e-9
DECIMALS_OF_FLOATS = 3
"""A number with more decimals was not rounded for reading: it is as exact as a computer writes it."""
HUNDRED = 100.0
People = tuple[int, int | None]
ANY_NUMBER: People = (1, None)
DIGITS = r"[+-]?\d{1,9}(?:[.,]\d{1,17})?(?:[eE][+-]?\d{1,3})?"
NUMBER = re.compile(DIGITS)
WHOLE = re.compile(r"\d{1,7}(?:[.,]0+)?")
RANGE = re.compile(r"(\d{1,6})\s*(?:[-–—]|to|til|till)\s*(\d{1,6})(?![.,]?\d)")
OPEN_RANGE = re.compile(r"(\d{1,6})\s*\+")
SHARES = {"some": (0.0, 1 / 3), "half": (1 / 3 + FINEST, 2 / 3 - FINEST), "most": (2 / 3, 1.0)}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written: its value, whether it is a limit, and how many decimals it has."""

    value: float
    bound: str | None
    decimals: int


def decimals(text: str) -> int:
    """Return how many decimals a number is written with.

    Examples
    --------
    >>> decimals("3,5"), decimals("4"), decimals("3.428571429"), decimals("1e-05")
    (1, 0, 9, 5)
    """
    digits, _, exponent = text.casefold().partition("e")
    written = len(digits.replace(",", ".").partition(".")[2])
    return max(0, written - int(exponent or 0))


def width(places: int) -> float:
    """Return the width of what is written the same with so many decimals."""
    return FINEST if places > DECIMALS_OF_FLOATS else 10.0**-places


@lru_cache(maxsize=MOST_KEPT)
def figure(text: str) -> Figure | None:
    """Return the number that a cell shows, None where it shows none.

    A cell may say it twice, as a sign for the eye and in words for the ear: the first line counts.

    Examples
    --------
    >>> figure("≥ 4").bound, figure("høyst 2").value, figure("3,25").decimals, figure("4 or more").bound, figure("–")
    ('at_least', 2.0, 2, 'at_least', None)
    """
    first = plain(text).split("\n", 1)[0].strip()
    found = NUMBER.search(first)
    if found is None or folded(first) in listed("no_number"):
        return None
    before, after = folded(first[: found.start()]), folded(first[found.end() :])
    bound = _bound(before, after)
    if bound is None and (after or before) and not _is_about(before, after):
        return None
    value = float(found.group().replace(",", "."))
    return Figure(value, bound, decimals(found.group())) if isfinite(value) else None


def _bound(before: str, after: str) -> str | None:
    """Return which limit the words around a number make of it, None for no words that are known."""
    sign = before.rsplit(" ", maxsplit=1)[-1] if before else ""
    for meaning in ("at_most", "at_least"):
        if before in group("bound")[meaning] or sign in group("bound")[meaning]:
            return meaning
    if after in group("bound")["or_less"]:
        return "at_most"
    return "at_least" if after in group("bound")["or_more"] or after == "+" else None


def _is_about(before: str, after: str) -> bool:
    """Tell whether a number stands alone but for a sign before it, or a unit after it."""
    return len(before) <= len("omtrent") and not re.search(r"\d", after) and len(after.split()) <= 1


@lru_cache(maxsize=MOST_KEPT)
def bound_of(text: str) -> str | None:
    """Return the limit that a cell of its own names: "minst", "at_most"."""
    meaning = meanings("bound").get(folded(text))
    return meaning if meaning in {"at_most", "at_least"} else None


@lru_cache(maxsize=MOST_KEPT)
def people(text: str) -> People | None:
    """Return the least and the most people that a cell tells of, None where it tells nothing.

    Examples
    --------
    >>> people("5–9"), people("25 eller flere"), people("7"), people("under 5"), people("10–24 personer"), people("")
    ((5, 9), (25, None), (7, 7), (1, 4), (10, 24), None)
    """
    first = plain(text).split("\n", 1)[0].casefold()
    if found := RANGE.search(first):
        return int(found[1]), int(found[2])
    if found := OPEN_RANGE.search(first):
        return int(found[1]), None
    found = WHOLE.search(first)
    if found is None or (first[found.end() :][:1].isdigit()):
        return None
    number, before, after = int(float(found.group().replace(",", "."))), folded(first[: found.start()]), first[found.end() :]
    return _people(number, before, after)


def _people(number: int, before: str, after: str) -> People:
    limits = group("bound")
    if any(before.endswith(word) for word in limits["under"] if word):
        return 1, max(number - 1, 1)
    if _bound(before, "") == "at_most" or any(word in after for word in limits["or_less"]):
        return 1, number
    if _bound(before, "") == "at_least" or any(word in after for word in limits["or_more"]):
        return number, None
    return number, number


@lru_cache(maxsize=MOST_KEPT)
def share(text: str) -> tuple[float, float] | None:
    """Return the least and the most that a share in words, or a percentage, can be; None where it is neither.

    Examples
    --------
    >>> share("most"), share("40 %"), share("0.4"), share("")
    ((0.6666666666666666, 1.0), (0.395, 0.405), None, None)
    """
    meaning = meanings("share").get(folded(text))
    if meaning is not None:
        return SHARES[meaning]
    found = NUMBER.match(plain(text))
    if found is None or not plain(text).endswith("%"):
        return None
    value, half = float(found.group().replace(",", ".")) / HUNDRED, width(decimals(found.group())) / 2 / HUNDRED
    return round(max(0.0, value - half), 9), round(min(1.0, value + half), 9)


@lru_cache(maxsize=MOST_KEPT)
def state_of(text: str) -> str | None:
    """Return the state that a cell names, None for another word."""
    return meanings("state").get(folded(text))


@lru_cache(maxsize=MOST_KEPT)
def whole(text: str) -> int | None:
    """Return a whole number, None for anything else.

    Examples
    --------
    >>> whole("2.0"), whole("2"), whole("2.5"), whole("a")
    (2, 2, None, None)
    """
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return int(number) if number.is_integer() else None
