"""Every key of mapping.toml that the reader knows is documented, and nothing else; the page's example is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from samspill.design.mapping_table import MappingTable
from samspill.design.read import parse
from samspill.design.readiness import blocks, check
from samspill.instrument.load import shipped, with_modules
from samspill.language import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "mapping-toml.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def documented() -> dict[str, set[str]]:
    """Return the keys by table, from the first column of each section."""
    parts = re.split(r"(?m)^#+ `\[*([\w.]+)\]*`$", PAGE)
    return {name: set(re.findall(r"(?m)^\| `(\w+)` \|", text)) for name, text in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return the keys that the reader asks for, by table, while it reads the page's example."""
    asked: dict[str, set[str]] = {}
    finish = MappingTable.finish

    def listening(table: MappingTable) -> None:
        asked.setdefault(re.sub(r"\[\d+\]", "", table.at()), set()).update(table._asked)
        finish(table)

    monkeypatch.setattr(MappingTable, "finish", listening)
    assert EXAMPLE
    parse(EXAMPLE[1])
    return {name: {re.sub(r"\[\d+\]", "", key) for key in keys} for name, keys in asked.items()}


def test_every_key_is_documented_and_every_documented_key_is_known(known: dict[str, set[str]]) -> None:
    assert known.pop("") == {
        "mapping",
        "privacy",
        "start",
        "core_task_test",
        "calendar",
        "inform",
        "organisation",
        "site",
        "group",
        "tie",
        "wave",
    }
    assert documented() == known


def test_the_example_uses_every_key_and_is_ready(known: dict[str, set[str]]) -> None:
    assert EXAMPLE
    for key in {key for keys in known.values() for key in keys}:
        assert re.search(rf"\b{key}\b", EXAMPLE[1]), key
    mapping = parse(EXAMPLE[1])
    instrument = with_modules(shipped(mapping.instrument), mapping.modules)
    assert all(not blocks(check(mapping, instrument, wave=wave)) for wave in mapping.wave_numbers)
    names = {found.code.removeprefix("design.finding.") for found in check(mapping, instrument)}
    assert names >= {"all_signed", "core_task_tested", "calendar_good", "all_informed", "assessed"}


def test_every_finding_of_readiness_is_listed_on_its_method_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "methods" / "readiness.md").read_text(encoding="utf-8")
    names = {code.split(".")[1] for code in catalogue("design") if code.startswith("finding.")}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
