"""Texts made comparable, and the words by which an outsider knows what a heading or a cell says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from tomllib import loads
from typing import cast
from unicodedata import normalize

SOFT_HYPHEN = "\u00ad"
INVISIBLE = str.maketrans(
    {SOFT_HYPHEN: None, "\u200b": None, "\ufeff": None, "\u2060": None, "\u00a0": " ", "\u202f": " ", "\u2009": " "}
)
BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
SPACES = re.compile(r"[ \t\r\f\v]+")
MOST_KEPT = 50_000
"""Texts that are kept with what was found in them: tables say the same again and again."""
Group = Mapping[str, frozenset[str]]


@lru_cache(maxsize=MOST_KEPT)
def plain(text: str) -> str:
    """Return a text composed, without signs that nobody sees, its spaces single; line breaks stay."""
    return SPACES.sub(" ", normalize("NFC", text.translate(INVISIBLE))).strip()


@lru_cache(maxsize=MOST_KEPT)
def folded(text: str) -> str:
    """Return a text as it is compared: small letters, nothing in brackets, no underscores, one line.

    Examples
    --------
    >>> folded("Tall (1–5)"), folded("target_group"), folded("Hel\u00adse:")
    ('tall', 'target group', 'helse')
    """
    bare = BRACKETS.sub(" ", plain(text).replace("_", " "))
    return " ".join(bare.casefold().split()).strip(" :;.*")


@cache
def words() -> Mapping[str, object]:
    """Return the whole list of words."""
    return loads(files("samspill.disclosure.attack.reading").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """Return a list of words as they are compared."""
    return frozenset(_comparable(cast("list[str]", words()[name])))


@cache
def group(name: str) -> Group:
    """Return a group of lists of words by their meaning."""
    return {meaning: frozenset(_comparable(found)) for meaning, found in cast("dict[str, list[str]]", words()[name]).items()}


@cache
def meanings(name: str) -> Mapping[str, str]:
    """Return what each word of a group means."""
    return {word: meaning for meaning, found in group(name).items() for word in found}


def phrases(name: str, meaning: str) -> tuple[str, ...]:
    """Return the phrases of a group, as they stand in the list but in small letters."""
    return tuple(text.casefold() for text in cast("dict[str, list[str]]", words()[name])[meaning])


def _comparable(found: Iterable[str]) -> Iterable[str]:
    return (folded(text) or text for text in found)
