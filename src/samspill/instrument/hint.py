"""The second half of an error: which name was meant, or which names there are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from rapidfuzz import fuzz, process, utils

from samspill.language import say
from samspill.terms import Language, Text

ALIKE = 70.0
"""Least likeness (0 to 100) at which a name is taken for a misspelling of another."""

LISTED = 12
COMPARED = 1000


def hint(name: str, known: Iterable[str]) -> Text:
    """Return "did you mean …", else the possible names, in every language.

    Examples
    --------
    >>> hint("degre", ["degree", "amount"]).get_in(Language.EN)
    'Did you mean “degree”?'
    """
    names = tuple(dict.fromkeys(islice(known, COMPARED)))
    best = process.extractOne(name, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=ALIKE)
    if best is not None:
        return _told("instrument.hint.meant", name=best[0])
    return possible(names)


def possible(known: Iterable[str]) -> Text:
    """Return the possible names, in every language.

    Examples
    --------
    >>> possible(["degree", "amount"]).get_in(Language.EN)
    'Possible names: degree and amount.'
    """
    names = tuple(islice(known, LISTED))
    return _told("instrument.hint.possible", names=names) if names else _told("instrument.hint.none")


@lru_cache(maxsize=100)
def _told(code: str, **fields: object) -> Text:
    return Text({language: say(code, language, **fields) for language in Language})
