"""The shapes of a release and of its code book, for the OpenAPI document: derived from the core's own types.

So they cannot drift apart: ``samspill.disclosure.release_fields`` says what stands in release.json, and a test reads a release
by what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from samspill.disclosure.release import Release
from samspill.disclosure.release_fields import RECORDS, FileField, file_fields
from samspill.reporting.codebook import Codebook
from samspill_web.reports.api.meanings import least_of, meaning_of


class Exact(BaseModel):
    """A record that has the fields it names, and no others."""

    model_config = ConfigDict(extra="forbid")


@cache
def record(kind: type) -> type[BaseModel]:
    """Return the shape of a record of a release, or of a code book."""
    named = kind.__name__
    shape = {
        each.name: (
            _in_file(each.kind),
            Field(None if each.may_lack else ..., description=meaning_of(named, each.name), ge=least_of(named, each.name)),
        )
        for each in _fields(kind)
    }
    return create_model(named, __base__=Exact, __doc__=(kind.__doc__ or "").strip().partition("\n\n")[0], **shape)  # type: ignore[call-overload,no-any-return]


def _fields(kind: type) -> Iterator[FileField]:
    if kind in RECORDS:
        return file_fields(kind)
    hints = get_type_hints(kind)
    return (FileField(field.name, hints[field.name], may_lack=False) for field in fields(kind))


def _in_file(hint: Any) -> Any:
    """Return a type of the core as JSON has it."""
    if is_dataclass(hint) and isinstance(hint, type):
        return record(hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin is None:
        return hint
    made = tuple(part if part in {Ellipsis, NoneType} else _in_file(part) for part in parts)
    return reduce(or_, made) if origin is UnionType else origin[made]


ReleaseFile = record(Release)
CodebookFile = record(Codebook)


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
