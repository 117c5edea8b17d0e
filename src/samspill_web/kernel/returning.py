"""The return path of a mail: an address of its own, so that what comes back tells which message it was."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNED = re.compile(r"(?<![0-9a-z])([0-9a-f]{1,16})-([0-9a-f]{24})(?![0-9a-z])", re.IGNORECASE)


def sign(pk: int) -> str:
    """Return the number of a message, signed. Small letters alone: some servers change the case of an address."""
    return f"{pk:x}-{_mac(pk)}"


def signed_number(text: str) -> int | None:
    """Return the number of the message that is signed somewhere in a text; None where there is none, or a forged one."""
    for found in SIGNED.finditer(text[:10_000]):
        pk = int(found[1], 16)
        if constant_time_compare(_mac(pk), found[2].lower()):
            return pk
    return None


def return_path(pk: int) -> str | None:
    """Return the address that a message comes back to; None where this machine has no mailbox for that."""
    if not settings.MAIL_BOUNCES:
        return None
    local, _, domain = settings.MAIL_BOUNCES.rpartition("@")
    return f"{local}+{sign(pk)}@{domain}"


def _mac(pk: int) -> str:
    return salted_hmac("kernel.returning", str(pk), algorithm="sha256").hexdigest()[:24]
