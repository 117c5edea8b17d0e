"""The reader's language, and what is said in it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from samspill.errors import SamspillError
from samspill.language import problem_text, say
from samspill.terms import Language

LISTED = 100
"""Lines of an error: nobody reads more, and a file can have a thousand times as many."""


def reader() -> Language:
    """Return the language of the page that is being made."""
    tag = (get_language() or "").split("-")[0]
    return Language(tag) if tag in list(Language) else Language.NB


def preferred(header: str, offered: Collection[str]) -> str:
    """Return which of the languages a browser asks for first; "" where it asks for none of them.

    Examples
    --------
    >>> preferred("da-DK,da;q=0.9,en;q=0.7", ["nb", "da"]), preferred("no", ["sv", "nb"]), preferred("fi", ["nb"])
    ('da', 'nb', '')
    """
    asked = (tag.split("-")[0] for tag, _ in parse_accept_lang_header(header))
    named = (Language.NB.value if tag == "no" else tag for tag in asked)
    return next((tag for tag in named if tag in offered), "")


def told(code: str, /, **fields: object) -> str:
    """Return a text in the reader's language."""
    return say(code, reader(), **fields)


def wrongs(error: SamspillError) -> list[str]:
    """Return what an error of the core says, one line a problem, in the reader's language; of very many the first."""
    lines = [problem_text(problem, reader()) for problem in error.problems[:LISTED]]
    rest = len(error.problems) - len(lines)
    return [*lines, told("kernel.form.more_wrong", n=rest)] if rest else lines
