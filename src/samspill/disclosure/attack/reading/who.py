"""Whom each row of a table speaks of: who answers, and about whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from samspill.disclosure.attack.reading.captions import split_tie, subject_of
from samspill.disclosure.attack.reading.columns import Columns
from samspill.disclosure.attack.reading.names import Names, compared
from samspill.disclosure.attack.reading.tables import Table
from samspill.disclosure.attack.reading.words import folded, listed, meanings
from samspill.disclosure.attack.told import Kind

KINDS = "kinds"
"""Name that the table of kinds of groups over their sites has in files."""
WHOLE = {"respondent": Kind.WHOLE_BY_PEOPLE, "group": Kind.WHOLE_BY_GROUP}
Subjects = Mapping[str, str]
"""Groups as captions name them, as names are compared, and their keys."""
SIDES = {"received": Kind.RECEIVED, "given": Kind.GIVEN}


@dataclass(frozen=True, slots=True)
class Who:
    """What a number speaks of: its kind, who answers and about whom."""

    kind: Kind
    rater: str = ""
    target: str = ""


def rows_by_who(table: Table, there: Columns, names: Names, subjects: Subjects) -> Iterator[tuple[int, Who]]:
    """Yield the rows of a table that speak of somebody; ``subjects`` are the keys of groups that captions name."""
    section = ""
    named = "rater" in there or "target" in there or "side" in there or "weighting" in there
    label = None if named else _label(table, there)
    for row, cells in enumerate(table.rows):
        if sum(map(bool, cells)) == 1 and cells[0] and table.header[1:]:
            section = cells[0]
            continue
        who = _by_columns(table, there, cells, names) if named else None
        if not named and label is None:
            # A table without groups speaks of everybody, if it says how many they are.
            who = Who(Kind.TOTAL) if "measure" in there and there.of(cells, "n", "people") else None
        elif label is not None:
            who = _by_label(table.title, section, cells[label], names, subjects)
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
    unnamed = [at for at in there.others if "measure" not in there or not table.header[at]]
    return next((at for at in unnamed if _of_words(table.column(at))), None)


def _of_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(any(sign.isalpha() for sign in cell) for cell in filled) > len(filled) / 2


def _by_label(title: str, section: str, text: str, names: Names, subjects: Subjects) -> Who:
    pair = _pair(title, section, text, names, subjects)
    if pair is not None:
        return Who(Kind.OVER_SITES if any(map(names.is_kind, pair)) else Kind.CELL, *pair)
    if not text or folded(text) in listed("total"):
        return Who(Kind.TOTAL)
    return Who(Kind.CELL, names.unit(text))


def _pair(title: str, section: str, text: str, names: Names, subjects: Subjects) -> tuple[str, str] | None:
    """Return who answers and about whom, where the row, the caption or the heading above the row says it."""
    if pair := split_tie(text, names):
        return names.unit(pair[0]), names.unit(pair[1])
    if (caption := subject_of(title)) is not None:
        subject = subjects.get(compared(caption.subject)) or names.unit(caption.subject)
        return caption.pair(text, subject, names)
    if pair := split_tie(section, names, open_end=True):
        return names.unit(pair[0]), names.unit(text)
    return None
