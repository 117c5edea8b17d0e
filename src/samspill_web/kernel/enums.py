"""Closed vocabularies of the kernel."""

from __future__ import annotations

from enum import StrEnum


class SendState(StrEnum):
    """UNKNOWN: the connection broke after the text was handed over; not repeated, since it may have arrived."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
