"""``samspill example``: the files of a made-up municipality with two waves and its finished reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samspill.terms import Audience, Language


def command(
    out: Annotated[Path, typer.Option(help="Folder for the files; made where missing.")] = Path("example"),
    *,
    lang: Annotated[Language | None, typer.Option(help="Language of reports and messages; else nb.")] = None,
) -> None:
    """Write a made-up municipality (mapping, ratings of two waves) and its finished reports."""
    from importlib.resources import files

    import numpy as np

    from samspill.cli.demo_data import EFFECTS, SEED
    from samspill.cli.pipeline import prepare, tell
    from samspill.cli.publish import publish, units
    from samspill.cli.surroundings import language_of, write_whole
    from samspill.design.read import read
    from samspill.disclosure.release_file import to_json
    from samspill.instrument.load import find
    from samspill.ratings.simulate import simulate
    from samspill.render.kinds import Format

    speak = lang or language_of()
    tell("cli.demo_start", speak, folder=str(out))
    source = files("samspill.cli.demo_data").joinpath("mapping.toml").read_bytes()
    write_whole(out, {"mapping.toml": source})
    mapping = read(out / "mapping.toml")
    instrument = find(mapping.instrument, out, modules=mapping.modules)
    ratings = simulate(mapping, instrument, np.random.default_rng(SEED), effects=EFFECTS)
    write_whole(out, {"ratings.csv": ratings.write_csv().encode()})
    work = prepare(out / "mapping.toml", out / "ratings.csv", speak)
    write_whole(out, {"release.json": to_json(work.release).encode()})
    formats = {
        Audience.LEADERS: tuple(Format),
        Audience.GROUP: (Format.PDF,),
        Audience.STAFF: (Format.PDF, Format.HTML),
        Audience.PUBLIC: (Format.PDF,),
    }
    for audience, wanted in formats.items():
        folder = out / audience.value if audience is Audience.GROUP else out
        whose = units(work.release, audience, None)
        for file in publish(work.release, mapping, instrument, folder, wanted, audience, lang or mapping.language, whose):
            tell("cli.wrote", speak, file=str(file))
    stem = f"leaders-{lang or mapping.language}"
    tell("cli.demo_done", speak, file=str(out / f"{stem}.html"), slides=str(out / f"{stem}.pptx"))
