"""Texts that every file format can carry: no control characters, no half characters, nothing missing."""

from __future__ import annotations

import re

# Office Open XML, GraphML and SPSS files are refused, or offered for "repair", when one of these stands in them.
BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
GAPS = re.compile("[\x0b\x0c]")
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Characters that turn the direction of what follows them, beyond the text that they stand in.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# A cell that begins so is computed by spreadsheet programmes, in a field of its own or after a separator they split at.
FORMULA = re.compile("(^|[;\t\n])([ \u00a0]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def safe(text: str | None) -> str:
    r"""Return a text without characters that break files or turn lines round; line breaks become ``\n``, None an empty text.

    Halves of a character pair that stand alone become U+FFFD; two halves that belong together are joined.

    Examples
    --------
    >>> safe("SFO\x00 \x07og\r\nPPT \ud800"), safe(None)
    ('SFO og\nPPT �', '')
    """
    if text is None:
        return ""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return TURNING.sub("", FORBIDDEN.sub("", GAPS.sub(" ", BREAKS.sub("\n", whole))))


def one_line(text: str | None, longest: int | None = None) -> str:
    r"""Return a safe text on one line, cut with an ellipsis where it is longer than ``longest`` characters.

    Examples
    --------
    >>> one_line("  Lærere\n på\tNordby "), one_line("Helsesykepleiere", 6)
    ('Lærere på Nordby', 'Helse…')
    """
    line = " ".join(safe(text).split())
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def fitting(text: str, limit: int, encoding: str) -> str:
    """Return as much of a text as takes at most ``limit`` bytes in an encoding, no character cut in two, "…" where it was cut.

    Examples
    --------
    >>> fitting("Lærere", 6, "utf-8"), fitting("Lærere", 7, "utf-8")
    ('Læ…', 'Lærere')
    """
    coded = text.encode(encoding)
    if len(coded) <= limit:
        return text
    return coded[: limit - len("…".encode(encoding))].decode(encoding, "ignore") + "…"


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet programme would compute this text if somebody typed it."""
    return FORMULA.match(text) is not None


def inert(text: str) -> str:
    """Return a text that no spreadsheet programme computes when it opens a delimited file: an apostrophe stands first.

    Examples
    --------
    >>> inert("=1+1"), inert("PPT"), inert("a;=1+1")
    ("'=1+1", 'PPT', "a;'=1+1")
    """
    return FORMULA.sub(r"\1'\2", text)
