"""The shape of a release, for the OpenAPI document: derived from the release itself, so that the two cannot drift apart.

``samspill.disclosure.release_file`` writes the dataclasses of ``samspill.disclosure.release`` field by field, with the
differences that its head lists. They are made here too; a test reads what it writes by what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from samspill.disclosure.release import Cell, Published, Release
from samspill.disclosure.release_file import LEFT_OUT_WHEN_NONE, NAMES
from samspill.terms import Language, Policy
from samspill_web.reports.api.meanings import least_of, meaning_of

Given = tuple[str, Any, bool]
"""A field: its name in the file, its type, and whether it may be left out."""


class Exact(BaseModel):
    """A record that has the fields it names, and no others."""

    model_config = ConfigDict(extra="forbid")


@cache
def record(kind: type) -> type[BaseModel]:
    """Return the shape of a record of a release."""
    named = kind.__name__
    shape = {
        name: (type_, Field(None if may_lack else ..., description=meaning_of(named, name), ge=least_of(named, name)))
        for name, type_, may_lack in _fields(kind)
    }
    return create_model(named, __base__=Exact, __doc__=(kind.__doc__ or "").strip().partition("\n\n")[0], **shape)  # type: ignore[call-overload,no-any-return]


def _fields(kind: type) -> Iterator[Given]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        if kind is Cell and field.name == "published":
            # The number of a cell stands in the cell itself, null where there is none.
            yield from ((name, type_ | None, may_lack) for name, type_, may_lack in _fields(Published))
            continue
        may_lack = bool(LEFT_OUT_WHEN_NONE & {field.name, f"{kind.__name__}.{field.name}"})
        yield NAMES.get(field.name, field.name), _in_file(hints[field.name]), may_lack
    if kind is Policy:
        yield "says", dict[Language, str], False


def _in_file(hint: Any) -> Any:
    """Return a type of the release as the file has it."""
    if is_dataclass(hint) and isinstance(hint, type):
        return record(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is None:
        return hint
    made = tuple(part if part in {Ellipsis, NoneType} else _in_file(part) for part in parts)
    return reduce(or_, made) if origin is UnionType else origin[made]


ReleaseFile = record(Release)


class Problem(Exact):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="What kind of problem, as a URN: urn:samspill:problem: and the code.")
    title: str = Field(
        description="The same in a sentence, in the language that Accept-Language asks for (nb, nn, da, sv, en)."
    )
    status: int = Field(description="Status of the answer.", ge=400, le=599)
    code: str = Field(description="token, not_found, method, parameter, too_many or fault.")


class MappingListed(Exact):
    """A mapping that the token belongs to."""

    id: int = Field(description="Number of the mapping, as addresses have it.", ge=1)
    title: str = Field(description="Title of the mapping.")
    role: str = Field(
        description="What the person of the token is in it; releases are for owner, consultant and representative."
    )


class Mappings(Exact):
    """The mappings that the token reads: one."""

    mappings: list[MappingListed]


class ReleaseListed(Exact):
    """A release of a mapping."""

    wave: int = Field(description="Number of the wave that the release was made after.", ge=1)
    made: str = Field(description="Day on which it was made.", json_schema_extra={"format": "date"})


class Releases(Exact):
    """The releases of a mapping that the token may read, the earliest first. Each holds all waves up to its own."""

    releases: list[ReleaseListed]
