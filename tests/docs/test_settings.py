"""Every setting that the workspace reads is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samspill_web.config import environment

PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"
NAME = re.compile(r"SAMSPILL_[A-Z_]+[A-Z]")


def test_settings_and_their_page_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    monkeypatch.setattr(environment._Reading, "finish", lambda reading: asked.update(reading._asked))
    environment.read({})
    assert asked > {"SAMSPILL_DATA", "SAMSPILL_SAML_NAME"}
    assert set(NAME.findall(PAGE.read_text(encoding="utf-8"))) == asked
