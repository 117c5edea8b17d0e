"""JSON: a release of Samspill by its documented fields, any other file by its lists of records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json import JSONDecodeError, loads
from typing import cast

from samspill.disclosure.attack.reading.columns import columns
from samspill.disclosure.attack.reading.data_files import MOST_BYTES
from samspill.disclosure.attack.reading.source import Source, UnreadableError
from samspill.disclosure.attack.reading.tables import MOST_CELLS, Content, Table, written
from samspill.tabular.encoding import encoding_of

Record = Mapping[str, object]
NUMBERS = ("state", "value", "bound", "n_band", "n")
CELLS = ("rater", "target", "dimension", *NUMBERS)
TIES = ("rater", "target", "no_contact", "wanted", "dont_know")
CHOICES = ("unit", "item", "code", "share")
OVERALL = ("dimension", "weighting", "value")
INDEX = "index"
STRUCTURE = "structure"
COMPOSITES = ("composite", "part")
"""Columns of the table that says what the numbers above an item are the mean of."""
DEEPEST = 50
IDENTITY = frozenset({"wave", "rater", "target", "unit", "site", "measure", "side", "item"})


def read_json(source: Source) -> Content:
    """Read a JSON file."""
    if source.path.stat().st_size > MOST_BYTES:
        raise UnreadableError
    try:
        tree = loads(source.path.read_text(encoding=encoding_of(source.path, source.name)))
    except (JSONDecodeError, RecursionError, UnicodeError) as error:
        raise UnreadableError from error
    if isinstance(tree, dict) and {"samspill", "waves", "policy"} <= set(cast("dict[str, object]", tree)):
        return Content(source.name, tuple(_of_release(cast("Record", tree))))
    tables = tuple(_lists(cast("object", tree), "", {}, 0))
    if sum(len(table.rows) * len(table.header) for table in tables) > MOST_CELLS:
        raise UnreadableError
    return Content(source.name, tables)


# ---- a release ---------------------------------------------------------------------------------------------------------------


def _of_release(tree: Record) -> Iterator[Table]:
    yield _policy(_record(tree.get("policy")))
    yield _table(STRUCTURE, COMPOSITES, list(_structure(tree)))
    for wave in _records(tree.get("waves")):
        parts = {"cells": CELLS, "kinds": CELLS, "ties": TIES, "choices": CHOICES, "overall": OVERALL}
        for name, fields in parts.items():
            rows = [[wave.get("wave"), *(one.get(each) for each in fields)] for one in _records(wave.get(name))]
            yield _table(name, ("wave", *fields), rows)
        yield _table("groups", ("wave", "unit", "side", *CELLS[2:]), list(_sides(wave)))


def _structure(tree: Record) -> Iterator[list[str]]:
    """Yield what the index and each dimension with several items are the mean of, under the keys that cells have."""
    several = {key: _keys(items) for key, items in _record(tree.get("items")).items()}
    dimensions = _keys(tree.get("dimensions"))
    yield from ([INDEX, item] for key in dimensions for item in several.get(key, [key]))
    yield from ([key, item] for key, items in several.items() for item in items)


def _keys(found: object) -> list[str]:
    return [str(one) for one in cast("list[object]", found)] if isinstance(found, list) else []


def _policy(policy: Record) -> Table:
    steps = _record(policy.get("steps"))
    header = ("policy", "k", *(f"step {band}" for band in steps))
    return _table("policy", header, [[policy.get("name"), policy.get("k"), *steps.values()]])


def _sides(wave: Record) -> Iterator[list[object]]:
    for group in _records(wave.get("groups")):
        for side in ("received", "given"):
            for dimension, number in _record(group.get(side)).items():
                found = _record(number)
                yield [wave.get("wave"), group.get("id"), side, dimension, *(found.get(field) for field in NUMBERS)]


def _table(name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    return Table(name, tuple(header), tuple(tuple(map(written, row)) for row in rows), name, first=1, binary=True)


def _records(found: object) -> list[Record]:
    return [_record(one) for one in cast("list[object]", found)] if isinstance(found, list) else []


def _record(found: object) -> Record:
    return cast("Record", found) if isinstance(found, dict) else {}


# ---- any other file ----------------------------------------------------------------------------------------------------------


def _lists(tree: object, name: str, around: Record, deep: int) -> Iterator[Table]:
    """Yield each list of records, or records by name, as a table; whom and what it stands under belongs to its rows."""
    if deep > DEEPEST:
        raise UnreadableError
    if isinstance(tree, dict):
        yield from _of_dict(cast("Record", tree), name, around, deep)
    elif isinstance(tree, list):
        records = [record for record in _records(cast("object", tree)) if record]
        if any(map(_facts, records)):
            yield _named(name, around, records)
        for record in records:
            yield from _inside(record, around, deep)


def _of_dict(record: Record, name: str, around: Record, deep: int) -> Iterator[Table]:
    inner = [found for one in record.values() if (found := _record(one))]
    if len(inner) <= 1 or len(inner) < len(record):
        yield from _inside(record, around, deep)
        return
    heading = name or "name"
    if all(map(_has_numbers, inner)):
        yield _named(name, around, [{heading: key, **_record(one)} for key, one in record.items()])
    for key, one in record.items():
        yield from _inside(_record(one), {**around, **_identity({heading: key})}, deep)


def _inside(record: Record, around: Record, deep: int) -> Iterator[Table]:
    facts = {**around, **_identity(_facts(record))}
    for key, one in record.items():
        yield from _lists(one, key, facts, deep + 1)


def _identity(facts: Record) -> Record:
    """Return the facts that say whom and what everything below them speaks of."""
    roles = columns(tuple(facts)).places
    return {name: one for role, at in roles.items() if role in IDENTITY for name, one in [tuple(facts.items())[at]]}


def _facts(record: Record) -> Record:
    return {key: one for key, one in record.items() if not isinstance(one, dict | list)}


def _has_numbers(record: Record) -> bool:
    return any(isinstance(one, int | float) for one in _facts(record).values())


def _named(name: str, around: Record, records: Sequence[Record]) -> Table:
    facts = [{**_facts(record), **{key: one for key, one in around.items() if key not in record}} for record in records]
    header = list(dict.fromkeys(key for one in facts for key in one))
    return _table(name, header, [[one.get(key) for key in header] for one in facts])
