"""What the log leaves out: parts of an address that open something, and when somebody was at the survey."""

from __future__ import annotations

import logging
import re

LOGGERS = (
    "django.request",
    "django.server",
    "django.security.csrf",
    "django.security.DisallowedHost",
    "django.security.RequestDataTooBig",
    "django.security.SuspiciousFileOperation",
    "django.security.SuspiciousMultipartForm",
    "django.security.SuspiciousOperation",
    "django.security.TooManyFieldsSent",
    "django.security.TooManyFilesSent",
)
"""They tell of every answer of 400 and more, and most of them name its address."""

OPENS = re.compile(r"(?:#|%23)\S*|[\w:=.~%-]{16,}")
"""What opens something: a fragment that a mail gateway has put into the path, and a part of an address that is as long as a
code or a token; names and numbers are shorter."""

SURVEY = "/s/"
"""Who answers is logged nowhere (B6): a line has a time, and who was at work then is known."""

FAULT = 500


def veil(text: str) -> str:
    """Return a text without what may be a token.

    Examples
    --------
    >>> veil("/try/WzEsMV0:1xXz5n:878UHDZ21MV6czPtHCaQUS7As6DMP2/")
    '/try/…/'
    >>> veil("/s/#ABCD-EFGH")
    '/s/…'
    >>> veil("/m/12/informing/representatives/nb/")
    '/m/12/informing/representatives/nb/'
    """
    return OPENS.sub("…", text)


class Veil(logging.Filter):
    """Veils what a line of the log was given, and drops lines on what somebody was refused at the survey."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Veil, and let through what is not of the survey, or is a fault of ours."""
        path = getattr(getattr(record, "request", None), "path", "")
        if path.startswith(SURVEY) and getattr(record, "status_code", FAULT) < FAULT:
            return False
        if isinstance(record.args, tuple):
            record.args = tuple(veil(part) if isinstance(part, str) else part for part in record.args)
        return True


def veil_addresses() -> None:
    """Set the filter on all that log addresses."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(Veil(name))
