"""What the log leaves out: parts of an address that open something."""

from __future__ import annotations

import logging
import re

LOGGERS = ("django.request", "django.security.csrf", "django.server")
"""They name the address of every answer of 400 and more."""

OPENS = re.compile(r"[\w:=.~%-]{24,}")
"""A part of an address as long as this is a token, or may be one; names and numbers are shorter."""


def veil(text: str) -> str:
    """Return a text without what may be a token.

    Examples
    --------
    >>> veil("/try/WzEsMV0:1xXz5n:878UHDZ21MV6czPtHCaQUS7As6DMP2/")
    '/try/…/'
    >>> veil("/m/12/informing/representatives/nb/")
    '/m/12/informing/representatives/nb/'
    """
    return OPENS.sub("…", text)


class Veil(logging.Filter):
    """Veils what a line of the log was given."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Veil, and let through."""
        if isinstance(record.args, tuple):
            record.args = tuple(veil(part) if isinstance(part, str) else part for part in record.args)
        return True


def veil_addresses() -> None:
    """Set the filter on all that log addresses."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(Veil(name))
