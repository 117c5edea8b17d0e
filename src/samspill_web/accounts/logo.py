"""The mark of an organisation: what is uploaded is drawn anew, and only the new picture is kept.

What was hidden in a file (places, names, scripts, other files) is gone with it. What would take long or much memory to draw is
refused by what its first bytes say, before anything of it is drawn.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from samspill.errors import Problem, UsageError

LARGEST = 1_000_000
"""Bytes."""
MOST_PIXELS = 6_000_000
LEAST = 24
"""Pixels of its shorter side: less is a speck on paper."""
ROOM = (800, 300)
"""Pixels that are kept: enough for paper."""
LONGEST = 12
"""Times as long as it is high, or the other way."""
SCANS = 30
"""Of a JPEG: thousands of them are a trap, and each is drawn over the whole picture."""
FORMATS = ("PNG", "JPEG")
SCAN = b"\xff\xda"
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as PNG, and its size in pixels."""

    png: bytes
    width: int
    height: int


def redrawn(content: bytes) -> Drawn:
    """Return an uploaded picture drawn anew, on white.

    Raises
    ------
    UsageError
        ``accounts.logo.large``: more bytes or pixels than a mark needs; ``.kind``: neither PNG nor JPEG, or broken; ``.shape``:
        too small or too long.
    """
    if len(content) > LARGEST:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except UsageError:
        raise
    except Exception as error:
        # What is said beside a broken picture makes those who read it stumble in every way.
        raise UsageError(Problem("accounts.logo.kind")) from error


def _drawn(content: bytes) -> Drawn:
    with Image.open(BytesIO(content), formats=FORMATS) as image:
        wide, high = image.size
        if wide * high > MOST_PIXELS or (image.format == "JPEG" and content.count(SCAN) > SCANS):
            raise _too_large()
        if min(wide, high) < LEAST or max(wide, high) > LONGEST * min(wide, high):
            raise UsageError(Problem("accounts.logo.shape", data={"least": LEAST, "longest": LONGEST}))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail(ROOM)
    plain = Image.new("RGB", upright.size, WHITE)
    plain.paste(upright, mask=upright.getchannel("A"))
    out = BytesIO()
    plain.save(out, "PNG", optimize=True)
    return Drawn(out.getvalue(), *plain.size)


def _too_large() -> UsageError:
    return UsageError(Problem("accounts.logo.large", data={"mb": LARGEST // 1_000_000, "pixels": MOST_PIXELS // 1_000_000}))
