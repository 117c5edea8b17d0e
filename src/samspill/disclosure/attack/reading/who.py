"""Whom each row of a table speaks of: who answers, and about whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samspill.disclosure.attack.reading.captions import Caption, caption_of, split_tie
from samspill.disclosure.attack.reading.columns import Columns
from samspill.disclosure.attack.reading.names import Names
from samspill.disclosure.attack.reading.tables import Table
from samspill.disclosure.attack.reading.words import folded, listed, meanings
from samspill.disclosure.attack.told import Kind

KINDS = "kinds"
"""Name that the table of kinds of groups over their sites has in files."""
WHOLE = {"respondent": Kind.WHOLE_BY_PEOPLE, "group": Kind.WHOLE_BY_GROUP}
SIDES = {"received": Kind.RECEIVED, "given": Kind.GIVEN}


@dataclass(frozen=True, slots=True)
class Who:
    """What a number speaks of: its kind, who answers and about whom."""

    kind: Kind
    rater: str = ""
    target: str = ""


def rows_by_who(table: Table, there: Columns, names: Names) -> Iterator[tuple[int, Who]]:
    """Yield the rows of a table that speak of somebody."""
    caption, section = caption_of(table, names), ""
    named = "rater" in there or "target" in there or "side" in there or "weighting" in there
    label = None if named else _label(table, there)
    for row, cells in enumerate(table.rows):
        if sum(map(bool, cells)) == 1 and cells[0] and table.header[1:]:
            section = cells[0]
            continue
        who = _by_columns(table, there, cells, names) if named else _by_label(caption, section, there, cells, label, names)
        if who is not None:
            yield row, who


def _by_columns(table: Table, there: Columns, cells: tuple[str, ...], names: Names) -> Who | None:
    if "side" in there:
        return _by_side(there, cells, names)
    if "weighting" in there:
        kind = WHOLE.get(meanings("weighting").get(folded(there.of(cells, "weighting")), ""))
        return Who(kind) if kind else None
    rater, target = (_at_site(there, cells, role, names) for role in ("rater", "target"))
    if folded(table.title).removesuffix(" csv") == KINDS:
        return Who(Kind.OVER_SITES, rater, target)
    everybody = {"", *listed("total")}
    if folded(rater) in everybody:
        return Who(Kind.RECEIVED if "rater" not in there else Kind.TOTAL, "", "" if folded(target) in everybody else target)
    if folded(target) in everybody:
        return Who(Kind.CELL if "target" not in there else Kind.GIVEN, rater)
    return Who(Kind.CELL, rater, target)


def _by_side(there: Columns, cells: tuple[str, ...], names: Names) -> Who | None:
    side = SIDES.get(meanings("side").get(folded(there.of(cells, "side")), ""))
    unit = _at_site(there, cells, "unit", names) or names.unit(there.of(cells, "name"))
    if side is None:
        return None
    if not unit:
        return Who(Kind.WHOLE_BY_PEOPLE)
    return Who(side, target=unit) if side is Kind.RECEIVED else Who(side, rater=unit)


def _at_site(there: Columns, cells: tuple[str, ...], role: str, names: Names) -> str:
    found, site = there.of(cells, role, f"{role}_name"), there.of(cells, "site" if role == "unit" else f"{role}_site")
    return names.unit(f"{found}@{site}" if site else found) if found else ""


def _label(table: Table, there: Columns) -> int | None:
    """Return the column that names the groups: by its heading, else the first of words."""
    for role in ("tie", "unit", "name", "site"):
        if role in there:
            return there.places[role]
    return next((at for at in there.others if _of_words(table.column(at))), None)


def _of_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(any(sign.isalpha() for sign in cell) for cell in filled) > len(filled) / 2


def _by_label(
    caption: Caption | None, section: str, there: Columns, cells: tuple[str, ...], label: int | None, names: Names
) -> Who | None:
    if label is None:
        # A table without groups speaks of everybody, if it says how many they are.
        return Who(Kind.TOTAL) if "measure" in there and there.of(cells, "n", "people") else None
    text = cells[label]
    if pair := split_tie(text, names):
        return Who(Kind.CELL, *map(names.unit, pair))
    if caption is not None:
        return Who(Kind.CELL, *caption.pair(text, names))
    if pair := split_tie(section, names, open_end=True):
        return Who(Kind.CELL, names.unit(pair[0]), names.unit(text))
    if not text or folded(text) in listed("total"):
        return Who(Kind.TOTAL)
    return Who(Kind.CELL, names.unit(text))
