"""release.json: a release as text and back, exactly.

The file follows the dataclasses of ``samspill.disclosure.release`` field by field (docs/reference/release-json.md says what
each means), with four differences: the number of a cell stands in the cell itself, its class is called ``class``, the fields
of ``LEFT_OUT_WHEN_NONE`` are there only when they say something, and the policy says in plain words what it protects. A file
of an earlier version lacks fields that came later; they are read as what they are when nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeAlias, cast, get_args, get_origin, get_type_hints

from samspill.disclosure.release import Cell, Release
from samspill.errors import FileError, Problem
from samspill.language import say
from samspill.terms import CellState, Language, Policy, TieClass

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]

ABSENT = object()
"""Stands for a field that a record leaves out."""
LEFT_OUT_WHEN_NONE = frozenset({"n", "reason", "help_with", "Change.interval", "network"})
NAMES = {"tie_class": "class"}
NO_NUMBER: Record = dict.fromkeys(("value", "bound", "interval", "n_band", "class", "band"))
TOO_LITTLE_KNOWN = (CellState.HIDDEN, CellState.NO_DATA)
# Depths at which a value is laid out over several lines: the file, its list of waves, each wave, each list of a wave.
OPEN_RECORDS, OPEN_LISTS = (0, 2), (1, 3)


def to_json(release: Release) -> str:
    """Return a release as JSON: one line a record, keys and records always in the same order, UTF-8 text.

    Examples
    --------
    >>> from samspill.terms import POLICIES
    >>> text = to_json(Release("1.0", "my-instrument 1", POLICIES["strict"], None, ("respect",), {}, ()))
    >>> from_json(text).dimensions
    ('respect',)
    """
    return _layout(_written(release), 0) + "\n"


def from_json(text: str) -> Release:
    """Return the release that ``to_json`` wrote.

    Raises
    ------
    FileError
        ``disclosure.not_a_release`` for a text that is no release, with what was missing or wrong.
    """
    try:
        return cast("Release", _reader(Release)(json.loads(text)))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        detail = f"{type(error).__name__}: {error}"[:200]
        raise FileError(Problem("disclosure.not_a_release", data={"detail": detail})) from error


def _layout(value: Json, depth: int) -> str:
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict) and depth in OPEN_RECORDS:
        lines = [f"{inner}{_line(key)}: {_layout(part, depth + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}"
    if isinstance(value, list) and depth in OPEN_LISTS and any(isinstance(part, dict) for part in value):
        return "[\n" + ",\n".join(inner + _layout(part, depth + 1) for part in value) + f"\n{outer}]"
    return _line(value)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _written(value: object) -> Json:
    """Return a value of a release as JSON has it."""
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, Enum):
        return cast("str", value.value)
    if isinstance(value, dict):
        return {str(key): _written(part) for key, part in cast("dict[str, object]", value).items()}
    if isinstance(value, tuple):
        return [_written(part) for part in cast("tuple[object, ...]", value)]
    return cast("Json", value)


def _record(source: object) -> Record:
    record: Record = {}
    for field in fields(source):  # type: ignore[arg-type]
        value = getattr(source, field.name)
        if isinstance(source, Cell) and field.name == "published":
            record |= _number(source)
        elif value is not None or not LEFT_OUT_WHEN_NONE & {field.name, f"{type(source).__name__}.{field.name}"}:
            record[NAMES.get(field.name, field.name)] = _written(value)
    if isinstance(source, Policy):
        # For who reads the file; what the programme reads are the rules themselves.
        record["says"] = {each.value: say(f"disclosure.policy.{source.name}", each, k=source.k) for each in Language}
    return record


def _number(cell: Cell) -> Record:
    if cell.published:
        return _record(cell.published)
    return NO_NUMBER | {"class": TieClass.UNKNOWN.value if cell.state in TOO_LITTLE_KNOWN else None}


Reader = Callable[[Json], object]


@cache
def _reader(kind: object) -> Reader:
    """Return what reads a JSON value as the type that a field of a release has, with ValueError where it is none.

    It is found once for each type: a large release has tens of thousands of cells.
    """
    parts, origin = get_args(kind), get_origin(kind)
    if origin is UnionType:
        wanted = _reader(next(part for part in parts if part is not NoneType))
        return lambda value: None if value is None else wanted(value)
    if origin is tuple:
        return _tuple_reader(kind, parts)
    if origin is dict:
        keys, values = map(_reader, parts)
        return _of(dict, kind, lambda value: {keys(key): values(part) for key, part in cast("Record", value).items()})
    if isinstance(kind, type) and is_dataclass(kind):
        return _of(dict, kind, _record_reader(kind))
    return partial(_read_plain, kind)


def _of(form: type, kind: object, read: Reader) -> Reader:
    return lambda value: read(value) if isinstance(value, form) else _read_plain(kind, value)


def _tuple_reader(kind: object, parts: tuple[object, ...]) -> Reader:
    each = _reader(parts[0])
    if parts[-1] is Ellipsis:
        return _of(list, kind, lambda value: tuple(map(each, cast("list[Json]", value))))
    readers = [_reader(part) for part in parts]
    return _of(
        list, kind, lambda value: tuple(read(part) for read, part in zip(readers, cast("list[Json]", value), strict=True))
    )


def _read_plain(kind: object, value: Json) -> object:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"{_line(value)[:50]} is not {kind}")
    return value


def _record_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    finders = [(field.name, _finder(kind, field), _reader(hints[field.name])) for field in fields(kind)]

    def read(value: Json) -> object:
        record, values = cast("Record", value), dict[str, object]()
        for name, find, reader in finders:
            found = find(record)
            if found is not ABSENT:
                values[name] = reader(cast("Json", found))
        return cast("Callable[..., object]", kind)(**values)

    return read


def _finder(kind: type, field: Field[Any]) -> Callable[[Record], object]:
    """Return what finds the value of a field in a record; ABSENT where the default stands for it."""
    name = NAMES.get(field.name, field.name)
    if kind is Cell and field.name == "published":
        return lambda record: record if record["state"] == CellState.SHOWN else None
    if LEFT_OUT_WHEN_NONE & {name, f"{kind.__name__}.{name}"}:
        return lambda record: record.get(name)
    if _has_default(field):
        return lambda record: record.get(name, ABSENT)
    return lambda record: record[name]


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING
