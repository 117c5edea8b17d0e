"""Which rules files say that they follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from samspill.disclosure.attack.reading.columns import columns
from samspill.disclosure.attack.reading.figures import people, whole
from samspill.disclosure.attack.reading.json_files import COMPOSITES
from samspill.disclosure.attack.reading.tables import Content, Table
from samspill.disclosure.attack.reading.words import group, meanings
from samspill.disclosure.attack.told import Rules

BANDS = (5, 10, 25)
STEP = "step "
DOCUMENTED: Mapping[str, Mapping[int, float]] = {
    "strict": {5: 0.5, 10: 0.25, 25: 0.1},
    "research": {5: 0.5, 10: 0.25, 25: 0.1},
    "standard": {5: 0.1, 10: 0.1, 25: 0.1},
}
"""Steps that documentation gives for each policy."""


def rules_of(contents: Iterable[Content]) -> Rules:
    """Return the rules that the most telling file says it follows: a release, else data, else a document.

    Tables with a limit and a band of people beside each number are those of Samspill, whoever says nothing of rules.
    """
    all_files = list(contents)
    tables = [table for content in all_files for table in content.tables]
    told = [*_in_tables(tables), *_in_texts(text for content in all_files for text in content.texts)]
    if told:
        return replace(max(told, key=lambda each: each[0])[1], parts=_parts(tables))
    return Rules(on_ladder=any(columns(table.header).own for table in tables))


def _parts(tables: Iterable[Table]) -> dict[str, tuple[str, ...]]:
    """Return what releases say that the index and dimensions are the mean of."""
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        if table.header == COMPOSITES:
            for composite, part in table.rows:
                found.setdefault(composite, {})[part] = None
    return {composite: tuple(parts) for composite, parts in found.items()}


def _in_tables(tables: Iterable[Table]) -> Iterator[tuple[int, Rules]]:
    for table in tables:
        there = columns(table.header)
        if "policy" not in there:
            continue
        for row in table.rows:
            policy = meanings("policy").get(there.of(row, "policy").casefold())
            if policy is None:
                continue
            steps = _steps(table, row)
            k = whole(there.of(row, "k")) or Rules().k
            yield (2 if steps else 1), Rules(policy, k, {**DOCUMENTED[policy], **steps}, on_ladder=True)


def _steps(table: Table, row: tuple[str, ...]) -> dict[int, float]:
    told = {
        people(heading.removeprefix(STEP)): cell for heading, cell in zip(table.header, row, strict=True) if STEP in heading
    }
    return {
        max((band for band in BANDS if band <= least[0]), default=BANDS[0]): float(cell)
        for least, cell in told.items()
        if least
    }


@cache
def _said() -> tuple[tuple[str, str], ...]:
    found = [(word, policy) for policy, names in group("policy").items() for word in names if " " in word or "," in word]
    return tuple(sorted(found, key=lambda each: -len(each[0])))


LEAST = re.compile(r"(?:minst|mindst|at least) (\d{1,2}) (?:person|people)", re.IGNORECASE)


def _in_texts(texts: Iterable[str]) -> Iterator[tuple[int, Rules]]:
    """Yield what sentences say: "Strengt vern: minst 5 personer bak hvert tall"."""
    for text in texts:
        found = LEAST.search(text)
        said = text.casefold()
        policy = next((policy for word, policy in _said() if word in said), None) if found else None
        if found and policy:
            yield 0, Rules(policy, int(found[1]), dict(DOCUMENTED[policy]), on_ladder=True)
