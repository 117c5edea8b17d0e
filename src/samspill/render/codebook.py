"""The code book beside the files of a release: every column of each of them, as those who write them know it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import Enum
from types import NoneType
from typing import TypeGuard, get_args, get_origin

import polars as pl

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.disclosure.release_fields import RECORDS, file_fields
from samspill.disclosure.release_file import Record
from samspill.instrument.model import Instrument
from samspill.language import has, say
from samspill.render import xlsx
from samspill.render.data_columns import SCHEMAS
from samspill.render.data_graphml import attributes_of
from samspill.render.data_sav import Variable as SavVariable
from samspill.render.data_sav import variables_of
from samspill.render.data_tables import measure_name
from samspill.render.data_wide import suffixes
from samspill.render.data_words import codes_of, heading, word
from samspill.reporting.codebook import Code, Codebook, Part, Variable, as_report, bare_report, codebook, meaning
from samspill.reporting.document import Report
from samspill.terms import Language

TYPES: dict[type[pl.DataType], str] = {pl.String: "text", pl.Int64: "whole", pl.Float64: "number", pl.Boolean: "flag"}
OF_UNITS = ("rater", "target", "help_with")
"""Their codes are names of groups, which the file itself carries."""
SECTIONS = {"n_band": "people", "respondents": "people", "name": "policy"}
"""Which texts explain the codes of a field, where they are not named after it."""
PLAIN = {str: "text", int: "whole", float: "number", bool: "flag"}


def codebook_of(release: Release, mapping: Mapping, instrument: Instrument, language: Language) -> tuple[Codebook, Report]:
    """Return the code book of a release, as data and as a report.

    It tells of the files that leaders get: those of other audiences have some of their columns, and no others.
    """
    bare = bare_report(release, mapping, instrument, language)
    book = codebook(release, mapping, instrument, language, parts_of(bare))
    return book, as_report(book, bare)


def to_record(book: Codebook) -> Record:
    """Return a code book as JSON has it."""
    return asdict(book)


def to_json(book: Codebook) -> str:
    """Return a code book as JSON: the same book gives the same text."""
    return json.dumps(to_record(book), ensure_ascii=False, indent=1) + "\n"


def parts_of(report: Report) -> tuple[Part, ...]:
    """Return every table of every file of a report's release, with its columns in their order."""
    return (
        *(Part(f"{name}.csv", tuple(_columns(report, name))) for name in SCHEMAS),
        Part("cells.parquet", tuple(_columns(report, "cells"))),
        Part("ties.sav", tuple(_sav(report))),
        *(Part(f"network.graphml: {of}", _graphml(report, names)) for of, names in attributes_of(report).items()),
        *(Part(f"XLSX: {sheet}", _xlsx(report, held)) for sheet, held in xlsx.headings_of(report)),
        *(Part(f"release.json: {record.__name__}", tuple(_record(report, record))) for record in RECORDS),
    )


def _columns(report: Report, name: str) -> Iterator[Variable]:
    for column, kind in SCHEMAS[name].items():
        codes = tuple(Code(code, word(report, column, code)) for code in codes_of(column))
        yield Variable(column, heading(report, column), "code" if codes else TYPES[type(kind)], codes)


def _sav(report: Report) -> Iterator[Variable]:
    for each in variables_of(report):
        codes = () if each.name in OF_UNITS else _labels(each)
        kind = "text" if each.text else "number" if each.measure == "scale" else "code" if codes else "whole"
        yield Variable(each.name, each.label, kind, codes)


def _labels(variable: SavVariable) -> tuple[Code, ...]:
    return tuple(Code(f"{code:g}", label, code in variable.missing) for code, label in variable.value_labels.items())


def _graphml(report: Report, names: tuple[str, ...]) -> tuple[Variable, ...]:
    ends = {suffix: key for key, suffix in suffixes(report).items()}
    return tuple(_attribute(report, name, ends) for name in names)


def _attribute(report: Report, name: str, ends: dict[str, str]) -> Variable:
    """Return an attribute: a column of the tables, of one measure where its name ends in one, or what a file says of itself."""
    stamped = f"codebook.stamp.{name}"
    if has(stamped):
        return Variable(name, say(stamped, report.language), "text")
    suffix = next((each for each in sorted(ends, key=len, reverse=True) if name.endswith(f"_{each}")), None)
    column = name.removesuffix(f"_{suffix}") if suffix else name
    label = heading(report, column) if suffix is None else f"{heading(report, column)}: {measure_name(report, ends[suffix])}"
    codes = tuple(Code(code, word(report, column, code)) for code in codes_of(column))
    return Variable(name, label, "code" if codes else _type_of(column), codes)


def _type_of(column: str) -> str:
    return next(TYPES[type(schema[column])] for schema in SCHEMAS.values() if column in schema)


def _xlsx(report: Report, held: list[tuple[str, str]]) -> tuple[Variable, ...]:
    return tuple(_headed(report, column, called) for column, called in held)


def _headed(report: Report, column: str, called: str) -> Variable:
    if column == "mark":
        return Variable(called, say("codebook.note.whole_mark", report.language), "text")
    same = next(name for name, schema in SCHEMAS.items() if column in schema)
    label = say("codebook.note.same_as", report.language, column=column, file=f"{same}.csv")
    # Codes stand there in words.
    return Variable(called, label, "text" if codes_of(column) else _type_of(column))


def _record(report: Report, record: type) -> Iterator[Variable]:
    for field in file_fields(record):
        kind = _plain(field.kind)
        codes = tuple(Code(str(each.value), _worded(report, field.name, each)) for each in kind) if _is_codes(kind) else ()
        yield Variable(field.name, meaning(record.__name__, field.name, report.language), _type(kind), codes)


def _plain(kind: object) -> object:
    """Return a type without None."""
    parts: tuple[object, ...] = get_args(kind)
    return next(part for part in parts if part is not NoneType) if NoneType in parts else kind


def _is_codes(kind: object) -> TypeGuard[type[Enum]]:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _type(kind: object) -> str:
    if _is_codes(kind):
        return "code"
    if get_origin(kind) is tuple:
        return "list"
    return next((name for plain, name in PLAIN.items() if kind is plain), "record")


def _worded(report: Report, field: str, code: Enum) -> str:
    known = (f"data.{section}.{code.value}" for section in (SECTIONS.get(field, field), "share"))
    k = report.release.policy.k
    return next((say(each, report.language, k=k) for each in known if has(each)), str(code.value))
