"""Static files, packed for slow networks.

They are packed when a process starts, which takes a hundredth of a second. So no step of a build can be forgotten, and nothing
is sent packed that is older than the file it was packed from: in development, from a wheel, and in a demonstration.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from wsgiref.headers import Headers

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

TEXTS = frozenset({".css", ".js", ".svg", ".txt"})
"""What becomes shorter; fonts and pictures are packed already."""

TAKES = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
OF_PLAIN = frozenset({"Content-Length", "Content-Encoding"})


def packed(path: str) -> bytes:
    """Return what is in a file, packed. Each process does it once, and anew where the file is another."""
    return _packed(path, Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _packed(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


class PackedFile:
    """A file that is sent packed to those who take that, and as it is to everybody else."""

    def __init__(self, plain: StaticFile, path: str) -> None:
        self._plain, self._content = plain, packed(path)
        _, _, headers = plain.alternatives[-1]
        own = [("Content-Encoding", "gzip"), ("Content-Length", str(len(self._content)))]
        self._headers = [*(header for header in headers if header[0] not in OF_PLAIN), *own]

    def get_response(self, method: str, asked: Mapping[str, str]) -> Response:
        """Return the answer to a request, as WhiteNoise sends it."""
        takes = TAKES.search(asked.get("HTTP_ACCEPT_ENCODING", ""))
        # Parts are counted in the file as it is.
        if method not in {"GET", "HEAD"} or not takes or "HTTP_RANGE" in asked or self._plain.is_not_modified(asked):
            return self._plain.get_response(method, asked)
        return Response(HTTPStatus.OK, self._headers, BytesIO(self._content) if method == "GET" else None)


class PackingMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves static files, texts among them packed."""

    def add_mime_headers(self, headers: Headers, path: str, url: str) -> None:
        """Say what a file is, and that there are two forms of it."""
        super().add_mime_headers(headers, path, url)
        if _is_text(path):
            headers["Vary"] = "Accept-Encoding"

    def get_static_file(self, path: str, url: str, stat_cache: dict[str, object] | None = None) -> StaticFile | PackedFile:
        """Return what answers for a file."""
        plain = super().get_static_file(path, url, stat_cache)
        return PackedFile(plain, path) if _is_text(path) else plain


def _is_text(path: str) -> bool:
    return Path(path).suffix in TEXTS
