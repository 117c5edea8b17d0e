"""Every problem of ratings has its text, and no text is left over."""

from __future__ import annotations

import re
from pathlib import Path

import samspill.ratings
from samspill.language import catalogue

PACKAGE = Path(samspill.ratings.__path__[0])
FILES = {"csv"}
"""Names of files that are written like codes."""


def test_codes_and_texts_are_the_same() -> None:
    sources = [*PACKAGE.glob("*.py"), PACKAGE.parent / "cli" / "simulate.py"]
    codes = {code for path in sources for code in re.findall(r'"ratings\.([a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert set(catalogue("ratings")) == codes - FILES
