"""Reading a mail that came back: reports (RFC 3464), bounces of old servers without one, and answers of people on holiday."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

LARGEST = 2_000_000
LONGEST_TEXT = 100_000
DEEPEST = 20

STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45])\d\d(?![\d.])")
OUR_ID = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]{1,200}>")
ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,190}")
DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery|mailsystem", re.IGNORECASE)
CAME_BACK = re.compile(
    r"undeliver|delivery (status|failure|has failed|failed)|returned (mail|to sender)|failure notice|not be delivered"
    r"|ikke leveres|ikke levert|ikkje levert|olevererbar|kunde inte levereras|ikke afleveres",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto(matisk)?[ -]?(svar|reply)"
    r"|fravær|fråvær|frånvar|ikke til stede|ikke på kontoret",
    re.IGNORECASE,
)
LATER = ("4.", "5.2.2", "5.4.7")
"""Codes of a message that did not arrive though the address may be right: a full mailbox, a server that was down for days."""


class Came(StrEnum):
    """What a mail that came back is.

    HARD: no such address, or not for us. SOFT: it was given up, the address may be right. DELAYED: still being tried. AUTO:
    somebody's machine answers. OTHER: nothing of these.
    """

    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"
    AUTO = "auto"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back: what it is, and whatever may tell which message it was.

    ``marked`` is the text of the lines where our return path may stand.
    """

    came: Came
    status: str = ""
    marked: str = ""
    ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def read(raw: bytes) -> Returned:
    """Return what a mail is. Whatever it holds, it is read: anybody can write to this mailbox."""
    try:
        mail = message_from_bytes(raw[:LARGEST])
        parts = list(_parts(mail))
    except (RecursionError, ValueError, LookupError, AssertionError):
        return Returned(Came.OTHER)
    blocks = [block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)]
    originals = [part for part in parts[1:] if part.get("Message-ID") or part.get("Return-Path")]
    texts = [_text(part) for part in parts]
    original_headers = [
        text for part, text in zip(parts, texts, strict=True) if part.get_content_type() == "text/rfc822-headers"
    ]
    came, status = _judged(mail, blocks, texts)
    heads = [mail, *originals]
    marked = "\n".join(
        [
            _header(head, name)
            for head in heads
            for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To", "Return-Path", "Cc")
        ]
        + original_headers
    )
    told = [_header(head, name) for head in heads for name in ("Message-ID", "In-Reply-To", "References")]
    ids = tuple(dict.fromkeys(OUR_ID.findall("\n".join([*told, *texts]))))
    return Returned(came, status, marked[:LONGEST_TEXT], ids[:20], tuple(_addresses(mail, blocks, originals, texts))[:20])


def _parts(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Yield a mail and its parts, those of mails inside it among them; not endlessly deep."""
    yield mail
    if mail.is_multipart() and depth < DEEPEST and mail.get_content_type() != "message/delivery-status":
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _judged(mail: Message, blocks: Iterable[Message], texts: Iterable[str]) -> tuple[Came, str]:
    found = [_of_block(block) for block in blocks if block.get("Action")]
    for came in (Came.HARD, Came.SOFT, Came.DELAYED):
        for each, status in found:
            if each is came:
                return each, status
    if found:
        return Came.OTHER, ""
    if _is_automatic(mail):
        return Came.AUTO, ""
    return _of_text(mail, "\n".join(texts)[:LONGEST_TEXT])


def _of_block(block: Message) -> tuple[Came, str]:
    action = _header(block, "Action").strip().casefold()
    found = STATUS.search(_header(block, "Status")) or STATUS.search(_header(block, "Diagnostic-Code"))
    status = found[1] if found else ""
    if action == "delayed":
        return Came.DELAYED, status
    if action != "failed":
        return Came.OTHER, status
    return _weighed(status or "5.0.0")


def _weighed(status: str) -> tuple[Came, str]:
    return (Came.SOFT if status.startswith(LATER) else Came.HARD), status


def _is_automatic(mail: Message) -> bool:
    told = _header(mail, "Auto-Submitted").casefold()
    if told.startswith("auto-replied") or mail.get("X-Autoreply") or mail.get("X-Autorespond"):
        return True
    return bool(AWAY.search(_header(mail, "Subject"))) or _header(mail, "Precedence").casefold() == "auto_reply"


def _of_text(mail: Message, text: str) -> tuple[Came, str]:
    """Judge a bounce without a report by who sent it and what it says."""
    sender, subject = _header(mail, "From"), _header(mail, "Subject")
    back = _header(mail, "Return-Path").strip() == "<>" or DAEMON.search(sender) or CAME_BACK.search(subject)
    if not back and not mail.get("X-Failed-Recipients"):
        return Came.OTHER, ""
    if re.search(r"delayed|warning: could not send", subject, re.IGNORECASE):
        return Came.DELAYED, ""
    found = STATUS.search(text)
    if found:
        return _weighed(found[1])
    code = REPLY.search(text)
    return _weighed(f"{code[1]}.0.0" if code else "5.0.0")


def _addresses(mail: Message, blocks: Iterable[Message], originals: Iterable[Message], texts: list[str]) -> Iterator[str]:
    """Yield whom it may have been for, the surest first."""
    told = [_header(block, name).rpartition(";")[2] for name in ("Original-Recipient", "Final-Recipient") for block in blocks]
    told.append(_header(mail, "X-Failed-Recipients"))
    told += [_header(original, "To") for original in originals]
    seen: set[str] = set()
    # One by one: Python as it is mended now finds none in a list of which one is empty or no address.
    named = [address for each in told for _, address in getaddresses([each])]
    for address in (*named, *ADDRESS.findall("\n".join(texts)[:LONGEST_TEXT])):
        folded = address.strip("<>. ").casefold()
        if "@" in folded and folded not in seen:
            seen.add(folded)
            yield folded


def _text(part: Message) -> str:
    if part.is_multipart() or part.get_content_maintype() not in {"text", "message"}:
        return ""
    payload = part.get_payload(decode=True)
    return payload[:LONGEST_TEXT].decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _header(mail: Message, name: str) -> str:
    return " ".join(str(value) for value in mail.get_all(name, []))[:LONGEST_TEXT]
