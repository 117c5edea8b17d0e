"""Texts for reading: what pages and paper can show, in the order in which it was written."""

from __future__ import annotations

import re

from samspill.render.safe_text import safe

# They turn the text after them round, so that a name could make another sentence read backwards.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def readable(text: str) -> str:
    r"""Return a text without characters that hide, turn or break other text.

    Examples
    --------
    >>> readable("SFO\u202e og\x00 PPT")
    'SFO og PPT'
    """
    return TURNING.sub("", safe(text))
