"""A gateway's request, written from a template. Nothing here needs Django: the settings are read with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlsplit
from xml.sax.saxutils import escape

PLACEHOLDER = re.compile(r"\{(to|text|sender)\}")
CONTENT_TYPES = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "application/xml": "xml",
    "text/xml": "xml",
}


@dataclass(frozen=True, slots=True)
class Sms:
    """How an SMS leaves: ``kind`` is gateway, files or console; the rest is the gateway's."""

    kind: str
    sender: str = "Samspill"
    url: str = ""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


def body_kind(headers: Mapping[str, str]) -> str | None:
    """Return how a body is written: json, form or xml; None for a kind that we cannot write safely."""
    told = next((value for key, value in headers.items() if key.casefold() == "content-type"), "")
    return CONTENT_TYPES.get(told.casefold().partition(";")[0].strip())


def target(sms: Sms, to: str, text: str) -> str:
    r"""Return the path and query to ask for, the values escaped.

    Examples
    --------
    >>> target(Sms("gateway", url="https://sms.eksempel.no/send?to={to}&m={text}"), "+4790", "Hei & hå\n")
    '/send?to=%2B4790&m=Hei%20%26%20h%C3%A5%0A'
    """
    parts = urlsplit(sms.url)
    written = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return _filled(written, sms, to, text, lambda value: quote(value, safe=""))


def body(sms: Sms, to: str, text: str) -> bytes:
    r"""Return the body, each value written so that it stays a value.

    Examples
    --------
    >>> json_sms = Sms("gateway", headers={"Content-Type": "application/json"}, body='{"to": "{to}", "m": "{text}"}')
    >>> body(json_sms, "+47", 'a "{to}"').decode()
    '{"to": "+47", "m": "a \\"{to}\\""}'
    """
    written: dict[str | None, Callable[[str], str]] = {
        "json": lambda value: json.dumps(value)[1:-1],
        "form": quote_plus,
        "xml": lambda value: escape(value, {'"': "&quot;", "'": "&apos;"}),
    }
    kind = body_kind(sms.headers)
    return _filled(sms.body, sms, to, text, written[kind]).encode() if sms.body else b""


def _filled(template: str, sms: Sms, to: str, text: str, written: Callable[[str], str]) -> str:
    """Fill in all at once: what was filled in is not looked at again."""
    values = {"to": to, "text": text, "sender": sms.sender}
    return PLACEHOLDER.sub(lambda found: written(values[found[1]]), template)
