"""What the answer of a mail server, or of a gateway, means for a message and for its whole channel."""

from __future__ import annotations

import re

from samspill_web.kernel.carriers import SENT, Outcome
from samspill_web.kernel.enums import SendState

TEMPORARY = range(400, 500)
CLOSING = 421
MAY_LIMIT = 550
OF_THE_SERVER = frozenset({CLOSING, 452, 454})
"""Codes that speak of the server itself, unless their text speaks of one mailbox."""

LIMITED = re.compile(r"\bquotas?\b|\brate\b|\blimit(s|ed|ing)?\b|too many|throttl", re.IGNORECASE)
GREYLISTED = re.compile(r"gr[ae]y[- ]?list", re.IGNORECASE)
OF_A_MAILBOX = re.compile(r"mailbox|inbox", re.IGNORECASE)
ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.\d{1,3}\b")
ADDRESS, MAILBOX, POLICY = "1", "2", "7"
"""Subjects of an enhanced status code (RFC 3463)."""

OK = range(200, 300)
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503
NOT_ALLOWED = frozenset({401, 402, 403, 404, 405, 407, 410})
"""The gateway knows us not, or there is none: the settings are wrong, and no message is to blame."""


def outcome_of_reply(code: int, reply: bytes | str) -> Outcome:
    """Return what an answer by SMTP means.

    A server that has taken enough for now says so with 421, 452, 4.7.x or a word about quota, rate or limit, some with 550. A
    mailbox that is full, and a greylist that lets in at the second knock, are about one person alone. Other temporary refusals
    are the server's when several come in a row.
    """
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    enhanced = ENHANCED.search(text)
    trouble = f"{code} {enhanced[0]}" if enhanced else str(code)
    subject = enhanced[1] if enhanced else ""
    personal = subject in {ADDRESS, MAILBOX} or bool(GREYLISTED.search(text) or OF_A_MAILBOX.search(text))
    temporary = code in TEMPORARY
    if not personal and (
        code in OF_THE_SERVER
        or (temporary and subject == POLICY)
        or ((temporary or code == MAY_LIMIT) and LIMITED.search(text))
    ):
        return Outcome(SendState.WAITING, trouble, pause=True)
    if temporary:
        return Outcome(SendState.WAITING, trouble, shaky=not personal)
    return Outcome(SendState.FAILED, trouble)


def outcome_of_status(status: int) -> Outcome:
    """Return what an answer by HTTP means. A server that broke while it worked may have sent the message: unknown."""
    trouble = f"http {status}"
    if status in OK:
        return SENT
    if status in {TOO_MANY_REQUESTS, UNAVAILABLE} or status in NOT_ALLOWED or status < TEMPORARY.start:
        return Outcome(SendState.WAITING, trouble, pause=True)
    if status in TEMPORARY:
        return Outcome(SendState.FAILED, trouble)
    return Outcome(SendState.UNKNOWN, trouble, shaky=True)
