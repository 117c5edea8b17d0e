"""Whether a text tells who somebody is: an address, a telephone number or a national identity number."""

from __future__ import annotations

import re

import phonenumbers

LOOKED_AT = 2_000
"""Letters; a note is shorter, and nobody can keep the programme busy with more."""
ADDRESS = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@.]")
IDENTITY = re.compile(r"(?<!\d)(?:\d{6}[ -]?\d{4,5}|\d{8}[ -]?\d{4})(?!\d)")
COUNTRIES = ("NO", "DK", "SE")


def personal(text: str) -> str | None:
    """Return what of a person a text holds: "address", "identity" or "phone"; None where nothing is seen.

    Examples
    --------
    >>> personal("Skriv til kari@eksempel.no"), personal("010190 12345"), personal("Ring 22 12 34 56")
    ('address', 'identity', 'phone')
    >>> personal("Vi møtes 12.03.2027 klokken 10.30, 3 ganger")
    """
    told = text[:LOOKED_AT]
    if ADDRESS.search(told):
        return "address"
    if IDENTITY.search(told):
        return "identity"
    found = (match for country in COUNTRIES for match in phonenumbers.PhoneNumberMatcher(told, country))
    return "phone" if next(found, None) else None
