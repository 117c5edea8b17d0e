"""``samspill simulate``: realistic ratings of a mapping, drawn from a seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samspill.terms import Language


def command(
    mapping: Annotated[Path, typer.Argument(help="The mapping, a TOML file.")],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .xlsx or .parquet.")] = Path("ratings.csv"),
    *,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same ratings.")] = 1,
    response: Annotated[float | None, typer.Option(help="Share that answers, 0 to 1; else 0.6 to 0.9 by group.")] = None,
    waves: Annotated[int | None, typer.Option(help="How many of the mapping's waves; else all.")] = None,
    levels: Annotated[bool, typer.Option("--levels", help="Also write who leads (column level).")] = False,
    lang: Annotated[Language | None, typer.Option(help="Language of messages.")] = None,
) -> None:
    """Make up realistic ratings of a mapping, to try things out before anybody is asked."""
    import numpy as np

    from samspill.cli.surroundings import language_of, write_whole
    from samspill.design.read import read
    from samspill.instrument.load import find
    from samspill.language import say
    from samspill.ratings.simulate import simulate
    from samspill.ratings.write import to_bytes

    design = read(mapping)
    instrument = find(design.instrument, mapping.parent, modules=design.modules)
    chosen = {"response": response, "waves": waves, "levels": levels}
    rng = np.random.default_rng(seed)
    made = simulate(design, instrument, rng, **{name: value for name, value in chosen.items() if value is not None})
    write_whole(out.parent, {out.name: to_bytes(made, out)})
    language = lang or language_of()
    counts = {
        "rows": made.height,
        "people": made.select("wave", "respondent").n_unique(),
        "groups": made["rater_group"].n_unique(),
        "waves": tuple(str(wave) for wave in made["wave"].unique().sort()),
    }
    typer.echo(say("ratings.simulated", language, file=str(out), **counts))
