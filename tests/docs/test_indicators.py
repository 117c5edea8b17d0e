"""The page on indicator files: what it shows is read as it says, and every column is named."""

from __future__ import annotations

import re
from pathlib import Path

from samspill.design.read import read as read_mapping
from samspill.ratings.indicators import SCHEMA, read_indicators

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "indicators.md").read_text(encoding="utf-8")


def test_the_example_is_read(tmp_path: Path) -> None:
    found = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert found
    file = tmp_path / "indicators.csv"
    file.write_text(found[1], encoding="utf-8")
    frame = read_indicators(file, read_mapping(ROOT / "examples" / "oppvekst" / "mapping.toml"), (1, 2)).frame
    assert frame.select("organisation", "value", "count").rows()[-1] == ("skole", 69.0, 23)
    assert frame.height == 4


def test_every_column_is_documented() -> None:
    assert not [name for name in SCHEMA if f"| `{name}` |" not in PAGE]
