"""A key from a name."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from unicodedata import normalize

FOLDED = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "ö": "o", "ä": "a", "ð": "d", "đ": "d", "þ": "th", "ŋ": "n", "ŧ": "t", "ß": "ss", "ł": "l"}
)
LONGEST = 40
WITHOUT_LETTERS = "key"
"""A name in letters that have no place in ASCII."""


def key_for(name: str, taken: Collection[str]) -> str:
    """Return a key that reads like a name and is not taken.

    Parameters
    ----------
    name : str
    taken : collection of str
        Keys in use; capital and small letters count as the same.

    Returns
    -------
    str
        Small ASCII letters, digits and hyphens, 40 at most before the number that tells it from its namesakes.

    Examples
    --------
    >>> key_for("Lærere på Nordby", ()), key_for("SFO", ("sfo",)), key_for("Å/Ø + 1.–4. trinn", ())
    ('laerere-pa-nordby', 'sfo-2', 'a-o-1-4-trinn')
    """
    plain = normalize("NFKD", normalize("NFC", name).lower().translate(FOLDED))
    # An accent that was parted from its letter goes; any other sign parts words.
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in plain if not _is_accent(letter))
    words = [word for word in letters.split("-") if word]
    key = "-".join(words)[:LONGEST].rstrip("-") or WITHOUT_LETTERS
    known = {other.casefold() for other in taken}
    numbered = (key if number == 1 else f"{key}-{number}" for number in count(1))
    return next(candidate for candidate in numbered if candidate not in known)


def _is_accent(letter: str) -> bool:
    return "\N{COMBINING GRAVE ACCENT}" <= letter <= "\N{COMBINING LATIN SMALL LETTER X}"
