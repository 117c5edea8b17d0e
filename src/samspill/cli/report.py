"""``samspill report``: from a mapping and its ratings to finished reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from samspill.render.kinds import Format
from samspill.terms import Audience, Language


def command(
    mapping: Annotated[Path, typer.Argument(help="The mapping, a TOML file.")],
    ratings: Annotated[Path, typer.Argument(help="The ratings: CSV, XLSX or Parquet.")],
    out: Annotated[Path, typer.Option(help="Folder for the reports; made where missing.")],
    *,
    formats: Annotated[str, typer.Option("--format", help="Formats, parted by commas.")] = ",".join(Format),
    audience: Annotated[Audience, typer.Option(help="Whom the report is made for.")] = Audience.LEADERS,
    group: Annotated[str | None, typer.Option(help="With --audience group or own: one group only, by key.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of report and messages; else the mapping's.")] = None,
    values: Annotated[Literal["codes", "scored"], typer.Option(help="What the item columns hold.")] = "codes",
    columns: Annotated[Path | None, typer.Option(help="Column map of a wide file.")] = None,
) -> None:
    """Write finished reports of a mapping, protected, in one language for one audience; beside data, their code book."""
    from samspill.cli.codebook import DATA, BookFormat, write
    from samspill.cli.pipeline import prepare, tell
    from samspill.cli.publish import chosen, publish, units
    from samspill.cli.surroundings import language_of

    kinds = chosen(formats)
    work = prepare(mapping, ratings, lang or language_of(), values=values, columns=columns)
    language = lang or work.mapping.language
    whose = units(work.release, audience, group)
    for file in publish(work.release, work.mapping, work.instrument, out, kinds, audience, language, whose):
        tell("cli.wrote", work.language, file=str(file))
    if DATA & set(kinds):
        for file in write(work.release, work.mapping, work.instrument, out, (BookFormat.HTML,), language):
            tell("cli.wrote", work.language, file=str(file))
