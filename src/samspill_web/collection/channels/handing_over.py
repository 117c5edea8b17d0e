"""How papers leave: as a file that opens in the browser, is printed from there, and is kept by nobody on the way."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

DIGITS = 18
"""Of a number that a form sends: no row has a longer one."""


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to look at and print."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def numbers(texts: Iterable[str]) -> set[int]:
    """Return the numbers among texts that a form has sent.

    Examples
    --------
    >>> sorted(numbers(["12", "x", "-1", "7", "²", "9" * 40]))
    [7, 12]
    """
    return {int(text) for text in texts if text.isdecimal() and len(text) <= DIGITS}
