"""``samspill score``: from a mapping and its ratings to a protected release, and exact numbers for who holds the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from samspill.terms import Language


def command(
    mapping: Annotated[Path, typer.Argument(help="The mapping, a TOML file.")],
    ratings: Annotated[Path, typer.Argument(help="The ratings: CSV, XLSX or Parquet.")],
    out: Annotated[Path, typer.Option(help="Folder for the files; made where missing.")],
    *,
    values: Annotated[Literal["codes", "scored"], typer.Option(help="What the item columns hold.")] = "codes",
    columns: Annotated[Path | None, typer.Option(help="Column map of a wide file.")] = None,
    min_items: Annotated[
        int | None, typer.Option(min=1, help="With --unprotected: answered items that a tie needs for an index.")
    ] = None,
    reciprocity: Annotated[
        Literal["on", "off"],
        typer.Option(help="With --unprotected: estimate reciprocity in social_relations.json, or fix it at zero."),
    ] = "on",
    indicators: Annotated[
        Path | None, typer.Option(help="With --unprotected: indicators of the services; also writes outcomes.json.")
    ] = None,
    unprotected: Annotated[bool, typer.Option("--unprotected", help="Also exact numbers; for the holder of the data.")] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of the messages.")] = None,
) -> None:
    """Compute the protected release (release.json) of a mapping's ratings."""
    from samspill.cli.pipeline import prepare, tell
    from samspill.cli.surroundings import language_of, write_whole
    from samspill.disclosure.release_file import to_json
    from samspill.errors import Place, Problem, UsageError

    if min_items is not None and not unprotected:
        raise UsageError(Problem("cli.min_items_exact", Place(key="--min-items")))
    if indicators is not None and not unprotected:
        raise UsageError(Problem("cli.indicators_exact", Place(key="--indicators")))
    work = prepare(mapping, ratings, lang or language_of(), values=values, columns=columns)
    files = {"release.json": to_json(work.release).encode()}
    if unprotected:
        from samspill.cli.exact import exact_files, outcomes_file

        files |= {} if indicators is None else outcomes_file(work, indicators, min_items=min_items)
        files |= exact_files(work, min_items=min_items, reciprocity=reciprocity == "on")
    write_whole(out, files)
    for name in files:
        tell("cli.wrote", work.language, file=str(out / name))
    if unprotected:
        tell("cli.unprotected", work.language, files=[name for name in files if name != "release.json"])
