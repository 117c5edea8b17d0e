"""Ways into the survey (B1): a code of 80 bits, derived from the wave's secret whenever it is needed and stored nowhere.

A code stands in a link's fragment, can be typed, and keys the draft. It has 16 letters and figures in fours, without those that
are mistaken for each other (Crockford's base 32). Somebody has a code for what is sent to them, and one for a letter; each new
address has its own. All let the person in, and one answer counts. Whoever keeps the list can print a letter, or have a link
sent to an address of their own: such a way tells neither whether the person has answered by another, nor what was begun there.
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
    """Return the code of what is sent to somebody on the list, to the address that they have now.

    Raises
    ------
    NoSecretError
        The wave's secret is gone.
    """
    return derive(secret_of(person.project_id, person.wave), _sent(person, person.turn))


def paper_code_of(person: Person) -> str:
    """Return the code of somebody's letter; errors as ``code_of``."""
    return derive(secret_of(person.project_id, person.wave), _paper(person))


def ways_of(person: Person) -> list[str]:
    """Return what all the codes of somebody are derived from: those sent to earlier addresses go on letting them in."""
    return [*(_sent(person, turn) for turn in range(person.turn + 1)), _paper(person)]


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


def whose_of(secret: bytes, holder: Person | str) -> str:
    """Return the keyed hash of whom a way in is for: of a person, or of a slip by its code.

    Who is on two lists is one person: asked by the other list after the first has let them go, they are whose they were.
    """
    if isinstance(holder, Person):
        return _keyed(secret, f"whose:person:{holder.asked_as or holder.key}").hex()
    return _keyed(secret, f"whose:slip:{holder}").hex()


def link_of(code: str) -> str:
    """Return the address that lets the holder of a code in. The code is in the fragment, which browsers send to nobody."""
    return f"{short_address()}#{code}"


def short_address() -> str:
    """Return the address where a code can be typed."""
    return f"{settings.ADDRESS}{reverse('survey')}"


def _sent(person: Person, turn: int) -> str:
    return f"person:{person.key}:{turn}" if turn else f"person:{person.key}"


def _paper(person: Person) -> str:
    return f"paper:{person.key}"


def _keyed(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), sha256).digest()
