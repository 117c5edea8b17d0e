"""What was agreed: a fingerprint of the start's text, and the sign-offs that no longer fit it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from json import dumps
from unicodedata import normalize

from samspill.design.model import Agreed, Mapping, Start
from samspill.terms import Language, Text

DIGITS = 12
"""Hexadecimal digits of a fingerprint. It tells texts of one mapping apart; it is no protection against forgery."""


def fingerprint(start: Start, core_task: Text) -> str:
    """Return what a sign-off stands for: a short fingerprint of core task, ambitions, resources and goals.

    The order in which languages are written does not count, nor does white space at the ends; a plain text is the same as one
    that says the same in every language. Any other change of words gives another fingerprint, a new translation too: nobody
    has agreed to it yet.

    Examples
    --------
    >>> first = fingerprint(Start(ambitions=(Text({"nb": "Plan", "en": "A plan"}),)), Text("t"))
    >>> first == fingerprint(Start(ambitions=(Text({"en": "A plan", "nb": "Plan"}),)), Text("t"))
    True
    """
    parts = {
        "core_task": _canonical(core_task),
        "ambitions": [_canonical(text) for text in start.ambitions],
        "resources": [_canonical(text) for text in start.resources],
        "goals": [[_canonical(text) for text in (goal.what, goal.owner, goal.seen_by)] for goal in start.goals],
    }
    return sha256(dumps(parts, sort_keys=True).encode()).hexdigest()[:DIGITS]


def _canonical(text: Text | None) -> dict[str, str]:
    if text is None:
        return {}
    return {language: normalize("NFC", text[language].strip()) for language in Language if text.has(language)}


def out_of_date(mapping: Mapping, agreed: Iterable[Agreed]) -> tuple[Agreed, ...]:
    """Return the sign-offs of another text than the present one; one that does not say of which counts as current."""
    present = fingerprint(mapping.start, mapping.core_task)
    return tuple(entry for entry in agreed if entry.of is not None and entry.of != present)
