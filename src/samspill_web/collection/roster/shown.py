"""What a file would do, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from samspill.errors import UsageError
from samspill.tabular.faults import ROWS_NAMED
from samspill.terms import Text
from samspill_web.collection.roster.entries import Entry
from samspill_web.collection.roster.looking import Look
from samspill_web.collection.roster.merging import Change
from samspill_web.collection.roster.reading import NUMBERS
from samspill_web.collection.roster.wave import Asking
from samspill_web.kernel.speech import told, wrongs

FIRST = 5
LISTED = 50


def shown_look(found: Look, wave: Asking) -> dict[str, Any]:
    """Return what the page of a look tells."""
    outcome = found.outcome
    return {
        "problems": wrongs(UsageError(found.problems)),
        "notes": wrongs(UsageError(found.notes)),
        "dropped": [
            told("roster.dropped.numbers" if why == NUMBERS else "roster.dropped.secrets", column=heading or "–")
            for heading, why in found.table.dropped
        ],
        "cleaned": found.table.cleaned,
        "cleaned_rows": _named(found.table.cleaned),
        "first": [_first(entry, wave) for entry in found.entries[:FIRST]],
        "changed": [_changed(change, wave) for change in outcome.changed[:LISTED]],
        "absent": [str(person.name or person.email or person.phone) for person in outcome.absent[:LISTED]],
        "added_n": len(outcome.added),
        "changed_n": len(outcome.changed),
        "unchanged_n": len(outcome.unchanged),
        "absent_n": len(outcome.absent),
        "unreached": sum(not entry.email and not entry.phone for entry in found.entries),
        "does_nothing": not outcome.added and not outcome.changed,
        "skipped": shown_skipped(found),
    }


def shown_skipped(found: Look) -> list[str]:
    """Return which rows add nobody, though they are not wrong: of groups that are not asked, of people who are off the list."""
    reasons = (("not_part", found.understood.not_part), ("withdrawn", found.outcome.withdrawn))
    return [told(f"roster.preview.{why}", n=len(rows), rows=_named(rows)) for why, rows in reasons if rows]


def _named(rows: Sequence[int]) -> str:
    named = sorted(set(rows))
    return ", ".join([*map(str, named[:ROWS_NAMED]), *(["…"] if len(named) > ROWS_NAMED else [])])


def _first(entry: Entry, wave: Asking) -> dict[str, Any]:
    return {"entry": entry, "groups": tuple(wave.name(node) for node in entry.nodes)}


def _changed(change: Change, wave: Asking) -> dict[str, Any]:
    person = change.person
    lines = [
        told(
            "roster.change",
            what=told(f"roster.person.{name}"),
            before=_value(name, before, wave),
            after=_value(name, after, wave),
        )
        for name, (before, after) in change.fields.items()
    ]
    return {"who": person.name or person.email or person.phone, "lines": lines}


def _value(name: str, value: Any, wave: Asking) -> object:
    if name == "nodes":
        nodes: Sequence[str] = value
        return tuple(wave.name(node) for node in nodes)
    if isinstance(value, bool):
        return told("roster.yes" if value else "roster.no")
    if name == "level" and value:
        return told(f"roster.person.{value}")
    return value if value not in ("", None) else Text("–")
