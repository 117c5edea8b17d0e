"""Closed vocabularies of the collection."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """Whether somebody on the list is asked.

    DECLINED: "I do not want to take part"; nothing is sent any more, the way in stays open. WITHDRAWN: taken off the list by
    the owner; the way in is closed.
    """

    ASKED = "asked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """How somebody is reached, in the order in which it is tried."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"


class Kept(StrEnum):
    """Where the private half of a wave's key is.

    FILE: on the server, outside the database, and on a printed sheet. SHARES: nowhere; three people have a share on paper each.
    """

    FILE = "file"
    SHARES = "shares"
