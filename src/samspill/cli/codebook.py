"""``samspill codebook``: what each file, column, number and code of a release means."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from samspill.design.model import Mapping
from samspill.disclosure.release import Release
from samspill.errors import FileError, Place, Problem, UsageError
from samspill.instrument.model import Instrument
from samspill.render.kinds import Format
from samspill.terms import Language

DATA = frozenset({Format.XLSX, Format.SAV, Format.GRAPHML, Format.CSV, Format.PARQUET})
"""Formats of data, which a code book stands beside."""


class BookFormat(StrEnum):
    """Formats of a code book: to read, and for programmes."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"


def command(
    mapping: Annotated[Path, typer.Argument(help="The mapping, a TOML file.")],
    release: Annotated[Path, typer.Argument(help="Its release.json.")],
    out: Annotated[Path, typer.Option(help="Folder for the code book; made where missing.")],
    *,
    formats: Annotated[str, typer.Option("--format", help="Formats, parted by commas.")] = BookFormat.HTML.value,
    lang: Annotated[Language | None, typer.Option(help="Language of code book and messages; else the mapping's.")] = None,
) -> None:
    """Write the code book of a release: every column, number and code of its files, its questions and its rounding."""
    from samspill.cli.pipeline import tell
    from samspill.cli.surroundings import language_of
    from samspill.design.read import read
    from samspill.disclosure.release_file import from_json
    from samspill.instrument.load import find

    kinds, plan = chosen(formats), read(mapping)
    instrument = find(plan.instrument, mapping.parent, modules=plan.modules)
    frozen = from_json(_text_of(release))
    for file in write(frozen, plan, instrument, out, kinds, lang or plan.language):
        tell("cli.wrote", lang or language_of(), file=str(file))


def chosen(formats: str) -> tuple[BookFormat, ...]:
    """Read the value of ``--format``; raise UsageError ``cli.unknown_format`` for a format that does not exist."""
    names = [name.strip().lower() for name in formats.split(",") if name.strip()]
    if not names or not set(names) <= set(BookFormat):
        raise UsageError(Problem("cli.unknown_format", Place(key="--format"), {"given": formats, "known": list(BookFormat)}))
    return tuple(dict.fromkeys(BookFormat(name) for name in names))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(Problem("cli.no_release", Place(file=str(file)))) from error


def write(
    release: Release,
    mapping: Mapping,
    instrument: Instrument,
    folder: Path,
    formats: tuple[BookFormat, ...],
    language: Language,
) -> list[Path]:
    """Write a code book in some formats, ``codebook-nb.html`` and so on; return where."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from samspill.cli.surroundings import write_whole
    from samspill.render.codebook import codebook_of, to_json
    from samspill.render.formats import written

    book, bare = codebook_of(release, mapping, instrument, language)
    report = replace(bare, made_on=datetime.now(tz=UTC).date())
    files = {
        f"codebook-{language}.{kind}": to_json(book).encode() if kind is BookFormat.JSON else written(Format(kind), report)
        for kind in formats
    }
    write_whole(folder, files)
    return [folder / name for name in files]
