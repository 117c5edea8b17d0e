"""Every problem of a file has its text, and no text is left over."""

from __future__ import annotations

import re
from pathlib import Path

import samspill
from samspill.language import catalogue

CORE = Path(samspill.__path__[0])


def test_codes_and_texts_are_the_same() -> None:
    sources = [*(CORE / "tabular").glob("*.py"), *(CORE / "ratings").glob("*.py")]
    codes = {code for path in sources for code in re.findall(r'"tabular\.([a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert set(catalogue("tabular")) == codes


def test_no_text_speaks_of_what_the_table_means() -> None:
    said = " ".join(str(text) for entry in catalogue("tabular").values() for text in entry.values()).lower()
    assert re.findall(r"\bsvar\w*|\banswers?\b|\bratings?\b", said) == []
