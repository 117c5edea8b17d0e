"""How an answer is sent: packed for those who take that, and not at all to those who have it already."""

from __future__ import annotations

import gzip
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from samspill_web.kernel.packing import TAKES

MEDIA = "application/json"
WORTH_PACKING = 500
"""Bytes."""

LEVEL = 6


def reply(request: HttpRequest, content: bytes) -> HttpResponse:
    """Answer with JSON. Its tag is that of its bytes: whoever has them is told so, in as many words."""
    packs = len(content) >= WORTH_PACKING and TAKES.search(request.headers.get("Accept-Encoding", "")) is not None
    tag = f'"{sha256(content).hexdigest()[:32]}{"-gzip" if packs else ""}"'
    answer = _not_modified() if _has(request, tag) else _whole(content, packs=packs)
    answer["ETag"] = tag
    # Kept by whoever asked alone, and asked for again each time: a token may have ended since.
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Accept-Encoding, Accept-Language, Authorization"
    return answer


def _has(request: HttpRequest, tag: str) -> bool:
    # Proxies weaken tags; the bytes are the same.
    given = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return tag in given or "*" in given


def _not_modified() -> HttpResponse:
    return HttpResponseNotModified()


def _whole(content: bytes, *, packs: bool) -> HttpResponse:
    if not packs:
        return HttpResponse(content, content_type=MEDIA)
    answer = HttpResponse(gzip.compress(content, LEVEL, mtime=0), content_type=MEDIA)
    answer["Content-Encoding"] = "gzip"
    return answer
