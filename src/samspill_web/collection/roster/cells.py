"""What single cells say: addresses, telephone numbers, languages, leaders, dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

from samspill.terms import Language, Level
from samspill_web.collection.roster.words import folded

LONGEST_EMAIL = 254
LONGEST_PHONE = 40
LIKE_A_NUMBER = re.compile(r"[+(]?[0-9][0-9\s().+/\u2013-]{3,}")
QUOTES = "\"'«»“”„<> "
MAILTO = "mailto:"
PARTS = re.compile(r"[;,\s]+")
NAMED = re.compile(r"[^<>@]*<([^<>@\s]+@[^<>@\s]+)>")
"""Ola Nordmann <ola@eksempel.no>"""
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%Y-%m-%d %H:%M:%S")

_email = EmailValidator()

LANGUAGES = {
    **dict.fromkeys(
        ("nb", "no", "nor", "nob", "norsk", "bokmål", "bokmaal", "norwegian", "norska", "norsk bokmål"), Language.NB
    ),
    **dict.fromkeys(("nn", "nno", "nynorsk", "norsk nynorsk"), Language.NN),
    **dict.fromkeys(("da", "dan", "dk", "dansk", "danska", "danish"), Language.DA),
    **dict.fromkeys(("sv", "swe", "se", "svensk", "svenska", "swedish"), Language.SV),
    **dict.fromkeys(("en", "eng", "gb", "engelsk", "engelska", "english"), Language.EN),
}
YES = frozenset({"ja", "x", "1", "yes", "y", "j", "true", "sann", "sant", "sand"})
NO = frozenset({"nei", "nej", "no", "n", "0", "false", "usann", "usant", "falsk", "-", "–"})
LEVELS = {
    **dict.fromkeys(("leder", "leiar", "chef", "ledare", "leader", "manager", *YES), Level.LEADER),
    **dict.fromkeys(("ansatt", "tilsett", "medarbeider", "medarbeidar", "medarbejder", "ansat"), Level.STAFF),
    **dict.fromkeys(("medarbetare", "anställd", "staff", "employee", *NO), Level.STAFF),
}

NIGHTS = {
    **dict.fromkeys((*YES, "natt", "nat", "night", "nattevakt", "nattvakt", "nattevagt"), True),
    **dict.fromkeys((*NO, "dag", "day"), False),
}


class TwoAddressesError(ValueError):
    """A cell holds more than one address."""


class LandlineError(ValueError):
    """A number that no text message reaches."""


class Phones:
    """Telephone numbers of a country: those without a country code are taken for its own."""

    def __init__(self, country: str) -> None:
        self.country = country

    def read(self, text: str) -> str | None:
        """Return a number with its country code; None where it is none.

        Examples
        --------
        >>> Phones("NO").read("91 23 45 67"), Phones("DK").read("0047 912 34 567"), Phones("NO").read("1234")
        ('+4791234567', '+4791234567', None)
        """
        likely = len(text) <= LONGEST_PHONE and LIKE_A_NUMBER.fullmatch(text.strip())
        return _phone(text, self.country) if likely else None

    def mobile(self, text: str) -> str:
        """Return a number that a text message can reach, with its country code.

        Raises
        ------
        LandlineError
            It belongs to a telephone that stands on a desk.
        ValueError
            It is no number.
        """
        found = self.read(text)
        if found is None:
            raise ValueError(text)
        if number_type(parse(found)) == PhoneNumberType.FIXED_LINE:
            raise LandlineError(text)
        return found


@lru_cache(maxsize=50_000)
def _phone(text: str, country: str) -> str | None:
    try:
        found = parse(text, country)
    except NumberParseException:
        return None
    return format_number(found, PhoneNumberFormat.E164) if is_valid_number(found) else None


def is_email(text: str) -> bool:
    """Tell whether a text is one address."""
    try:
        return email_of(text) != ""
    except ValueError:
        return False


def email_of(text: str) -> str:
    """Return an address in small letters, without quotes and spaces around it; "" for an empty cell.

    Raises
    ------
    TwoAddressesError
        There are two.
    ValueError
        There is none.

    Examples
    --------
    >>> email_of(' " John@Example.com "')
    'john@example.com'
    """
    named = NAMED.fullmatch(text.strip())
    bare = (named[1] if named else text).strip().strip(QUOTES)
    if not bare:
        return ""
    if len([part for part in PARTS.split(bare) if "@" in part]) > 1:
        raise TwoAddressesError(text)
    if bare.casefold().startswith(MAILTO):
        bare = bare[len(MAILTO) :]
    found = bare.casefold()
    if len(found) > LONGEST_EMAIL:
        raise ValueError(text)
    try:
        _email(found)
    except ValidationError as error:
        raise ValueError(text) from error
    return found


Value = TypeVar("Value")


def language_of(text: str) -> Language:
    """Return the language that a cell names; errors as ``email_of``.

    Examples
    --------
    >>> language_of("nb-NO"), language_of("Svenska")
    (<Language.NB: 'nb'>, <Language.SV: 'sv'>)
    """
    word = folded(text)
    return _known(LANGUAGES, word if word in LANGUAGES else re.split(r"[-_ ]", word)[0])


def level_of(text: str) -> Level:
    """Return whether a cell names a leader; errors as ``email_of``."""
    return _known(LEVELS, folded(text))


def nights_of(text: str) -> bool:
    """Return whether somebody works nights; errors as ``email_of``."""
    return _known(NIGHTS, folded(text))


def day_of(text: str) -> date:
    """Return the day that a cell names, as people in the Nordic countries write it; errors as ``email_of``."""
    for pattern in DAYS:
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(text)


def _known(words: dict[str, Value], word: str) -> Value:
    if word not in words:
        raise ValueError(word)
    return words[word]
