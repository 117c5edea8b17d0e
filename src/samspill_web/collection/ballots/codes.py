"""Ways into the survey (B1): a code of 80 bits, derived from the wave's secret whenever it is needed and stored nowhere.

The same code stands in a link's fragment, is typed from a letter, and keys the draft, so that a phone and a paper lead to the
same answers. It has 16 letters and figures in fours, without those that are mistaken for each other (Crockford's base 32).
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from samspill_web.collection.ballots.secret import secret_of
from samspill_web.collection.keys import ALPHABET, BITS, GROUP, LOOKALIKES
from samspill_web.collection.models import Bag, Person

LENGTH = 16


def code_of(person: Person) -> str:
    """Return the code of somebody on the list.

    Raises
    ------
    NoSecretError
        The wave's secret is gone.
    """
    return derive(secret_of(person.project_id, person.wave), f"person:{person.key}")


def codes_of(bag: Bag) -> list[str]:
    """Return the codes of a bag of slips, in an order that tells nothing; errors as ``code_of``."""
    secret = secret_of(bag.project_id, bag.wave)
    return [derive(secret, f"slip:{bag.key}:{number}") for number in range(bag.number)]


def derive(secret: bytes, about: str) -> str:
    """Return the code of something, without its hyphens."""
    number = int.from_bytes(_keyed(secret, f"code:{about}")[: LENGTH * BITS // 8], "big")
    return "".join(ALPHABET[number >> BITS * place & (len(ALPHABET) - 1)] for place in reversed(range(LENGTH)))


def printed(code: str) -> str:
    """Return a code as people read it.

    Examples
    --------
    >>> printed("0123456789ABCDEF")
    '0123-4567-89AB-CDEF'
    """
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def typed(text: str) -> str | None:
    """Return the code that somebody typed; None where it cannot be one. Small letters, spaces and hyphens do not matter.

    Examples
    --------
    >>> typed(" o123-4567 89ab-cdef ")
    '0123456789ABCDEF'
    """
    letters = signs_of(text)
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else None


def signs_of(text: str) -> str:
    """Return the signs that somebody typed, without what parts them."""
    # Nobody types this much: what is longer is not looked at, however long it is.
    text = text[: LENGTH * 8].upper().translate(LOOKALIKES)
    return "".join(letter for letter in text if not letter.isspace() and letter not in "-–—‑.")


def mark_of(secret: bytes, code: str) -> str:
    """Return the keyed hash that a used code, or a draft, is known by in the database."""
    return _keyed(secret, f"mark:{code}").hex()


def link_of(code: str) -> str:
    """Return the address that lets the holder of a code in. The code is in the fragment, which browsers send to nobody."""
    return f"{short_address()}#{code}"


def short_address() -> str:
    """Return the address where a code can be typed."""
    return f"{settings.ADDRESS}{reverse('survey')}"


def _keyed(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), sha256).digest()
