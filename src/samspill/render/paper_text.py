"""Texts for paper: in the letters that the fonts have, since PDF/A allows no letter without a picture."""

from __future__ import annotations

import re
from unicodedata import normalize

from samspill.render.safe_text import safe

MISSING = "□"
# What Inter has as it ships with Samspill (a test compares), then Greek and Cyrillic, which typst brings itself.
DRAWN = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0148\u014a-\u017f\u018f\u03b1\u03c3\u03c9\u2009\u2010-\u2027\u202f-\u203f\u20ac\u2122"
    "\u2190-\u2194\u2205\u2212\u2248\u2260\u2264\u2265\u25a0\u25a1\u25b2\u25cb\u25cf\u25d0\u2713\u2717"
)
BORROWED = "\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u0401\u0451"
OTHER = re.compile(f"[^{DRAWN}{BORROWED}]")
SILENT = re.compile("[\u00ad\u200b-\u200d\ufe00-\ufe0f]")


def drawable(text: str) -> str:
    """Return a text on one line in letters that can be drawn: others become their plain form, or a box.

    Examples
    --------
    >>> drawable("½ ﬁn 🙂 Čáslavǻ")
    '½ fin □ Čáslava'
    """
    line = " ".join(safe(text).split(" ")).replace("\n", " ").replace("\t", " ")
    return OTHER.sub(_plainer, SILENT.sub("", line))


def _plainer(found: re.Match[str]) -> str:
    return OTHER.sub("", normalize("NFKD", found[0])) or MISSING
