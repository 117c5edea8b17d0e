"""Opening sealed answers. What cannot be opened is named by its random key and left out; it stops nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey

from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.sealing import unseal

Sealed = tuple[str, bytes]
"""A ballot: its random key, and what is sealed."""


@dataclass(frozen=True)
class Sheet:
    """An opened ballot."""

    key: str
    answers: Answers


@dataclass(frozen=True)
class Opened:
    """All sheets of a wave in an order that follows from what they say alone, and the keys of ballots that are damaged."""

    sheets: tuple[Sheet, ...]
    damaged: tuple[str, ...]


def open_all(ballots: Iterable[Sealed], private: PrivateKey) -> Opened:
    """Open ballots.

    The sheets are sorted by what they say: neither the order in which they came nor that of the database is left, and the
    same answers always give the same release. Equal sheets are interchangeable.
    """
    sheets: list[tuple[str, Sheet]] = []
    damaged: list[str] = []
    for key, sealed in ballots:
        answers = _opened(private, sealed)
        if answers is None:
            damaged.append(key)
        else:
            sheets.append((answers.to_text(), Sheet(key, answers)))
    in_order = sorted(sheets, key=lambda each: each[0])
    return Opened(tuple(sheet for _, sheet in in_order), tuple(sorted(damaged)))


def _opened(private: PrivateKey, sealed: bytes) -> Answers | None:
    try:
        return Answers.from_bytes(unseal(private, sealed))
    except (CryptoError, ValueError, TypeError, KeyError, AttributeError):
        # Sealed to another key, cut, or no sheet of ours. Why does not matter, and the error may quote it.
        return None
