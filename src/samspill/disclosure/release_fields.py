"""The fields of release.json, record by record, as ``release_file`` writes them: for who describes the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from samspill.disclosure.release import (
    Cell,
    Change,
    Choice,
    Network,
    Overall,
    Published,
    Release,
    Shrunken,
    TieFacts,
    Unit,
    WaveRelease,
)
from samspill.disclosure.release_file import LEFT_OUT_WHEN_NONE, NAMES
from samspill.terms import Language, Policy

RECORDS: tuple[type, ...] = (
    Release,
    Policy,
    WaveRelease,
    Cell,
    TieFacts,
    Unit,
    Published,
    Overall,
    Choice,
    Change,
    Network,
    Shrunken,
)
"""Records of the file, the whole first."""


@dataclass(frozen=True, slots=True)
class FileField:
    """A field: its name in the file, its type in the release, and whether it may be left out."""

    name: str
    kind: Any
    may_lack: bool


def file_fields(record: type) -> Iterator[FileField]:
    """Yield the fields of a record as the file has them.

    Examples
    --------
    >>> [field.name for field in file_fields(Published)]
    ['value', 'bound', 'interval', 'n_band', 'n', 'class', 'band']
    """
    hints = get_type_hints(record)
    for field in fields(record):
        if record is Cell and field.name == "published":
            # The number of a cell stands in the cell itself, null where there is none.
            yield from (FileField(each.name, each.kind | None, each.may_lack) for each in file_fields(Published))
            continue
        may_lack = bool(LEFT_OUT_WHEN_NONE & {field.name, f"{record.__name__}.{field.name}"})
        yield FileField(NAMES.get(field.name, field.name), hints[field.name], may_lack)
    if record is Policy:
        yield FileField("says", dict[Language, str], may_lack=False)
