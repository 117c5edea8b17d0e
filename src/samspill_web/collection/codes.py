"""Pictures of codes that a phone reads."""

from __future__ import annotations

import segno


def code_picture(text: str) -> str:
    """Return a QR code as a picture that a page can hold."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))
