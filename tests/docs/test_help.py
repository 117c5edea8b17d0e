"""How sure we are is told once: the pages of the docs are the guide of the workspace, without its links."""

from __future__ import annotations

from pathlib import Path

import pytest

from samspill.terms import Language
from samspill_web.learning.enums import Guide
from samspill_web.learning.guide import source
from samspill_web.learning.rendering import plain

DOCS = Path(__file__).parents[2] / "docs" / "methods"


@pytest.mark.parametrize(("name", "language"), [("how-sure-are-we", Language.EN), ("hvor-sikre-er-vi", Language.NB)])
def test_the_page_says_what_the_guide_says(name: str, language: Language) -> None:
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8").startswith(plain(source(Guide.SURE, language)))
