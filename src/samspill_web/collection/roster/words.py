"""Words of files, made comparable."""

from __future__ import annotations

import re
from unicodedata import category, normalize

BRACKETS = re.compile(r"[\[<(]([^\[\]<>()]*)[\]>)]")
LONGEST = 1_000
"""Signs of a cell that are looked at: nothing that a list of people needs is longer."""


def plain(text: str) -> str:
    r"""Return a text on one line, without signs that nobody sees.

    Examples
    --------
    >>> plain(" Ola\n  Nordmann\u200b ")
    'Ola Nordmann'
    """
    spaced = "".join(" " if letter.isspace() else letter for letter in normalize("NFC", text[:LONGEST]))
    return " ".join("".join(letter for letter in spaced if category(letter) not in {"Cc", "Cf", "Cs", "Cn"}).split())


def folded(text: str) -> str:
    """Return a text as it is compared: case, width and spaces do not matter."""
    return " ".join(normalize("NFKC", text).casefold().split())


def letters(text: str) -> str:
    """Return the letters and figures of a heading alone.

    Examples
    --------
    >>> letters("E-post *"), letters("Mobil nr.")
    ('epost', 'mobilnr')
    """
    return "".join(letter for letter in folded(text) if letter.isalnum())


def meanings(heading: str) -> tuple[str, ...]:
    """Return what a heading may mean: as a whole, in its brackets, before them.

    Examples
    --------
    >>> meanings("Name [displayName] Required")
    ('namedisplaynamerequired', 'displayname', 'name')
    >>> meanings("attribute_1 <Avdeling>")
    ('attribute1avdeling', 'avdeling', 'attribute1')
    """
    inside = BRACKETS.findall(heading[:LONGEST])
    before = BRACKETS.split(heading[:LONGEST], maxsplit=1)[0]
    return tuple(dict.fromkeys(filter(None, (letters(heading[:LONGEST]), *map(letters, inside), letters(before)))))
