"""Uploads are small: what is too large is refused before it is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

LARGEST = 2_000_000
"""Bytes of a whole request. A plan or a questionnaire has 0.2 MB at most, and says so itself."""


class SmallUploadHandler(MemoryFileUploadHandler):
    """Keeps a file in memory; nothing is ever written to a temporary file."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Refuse a request that says that it is too large.

        Raises
        ------
        RequestDataTooBig
            Answered with 413 and a page that says why.
        """
        del input_data, meta, boundary, encoding
        if content_length > LARGEST:
            raise RequestDataTooBig(content_length)
        self.activated = True
