"""How long it takes to make sixty reports of groups: 40 groups with 1,200 respondents, format by format.

    python bench/files.py              # the goal: sixty PDFs in under 60 s on two cores
    python bench/files.py --profile    # and where the time of a PDF goes

Reports are made one after the other, as the worker of the workspace makes a package: the release is read once, and what the
formats of one group share is composed once. The last columns are the ratio to the goal, and to the PDFs.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np

from samspill.design.model import Mapping
from samspill.design.read import read
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Release
from samspill.disclosure.release_file import from_json, to_json
from samspill.instrument.load import find
from samspill.instrument.model import Instrument
from samspill.ratings.read import read as read_ratings
from samspill.ratings.simulate import simulate
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose import compose
from samspill.terms import Audience, Language

GROUPS, PEOPLE, REPORTS, GOAL, SEED = 40, 30, 60, 60.0, 1
KINDS = (Format.PDF, Format.PPTX, Format.DOCX, Format.XLSX, Format.HTML)


def plan() -> str:
    """Return a mapping.toml of forty groups in four organisations, each of which needs about five others."""
    rng = np.random.default_rng(SEED)
    lines = [
        "[mapping]",
        'title = "Trygg overgang"',
        'core_task = "å hjelpe barn som trenger ekstra støtte"',
        'people = "barna det gjelder"',
        'instrument = "relational-capacity"',
        'language = "nb"',
        "[privacy]",
        'policy = "strict"',
        "k = 5",
        "[start]",
        'ambitions = ["Ingen barn faller mellom to stoler"]',
        'resources = ["To fagdager"]',
        'goals = ["Felles plan innen 1. mai"]',
    ]
    for number in range(4):
        lines += ["[[organisation]]", f'key = "o{number}"', f'name = "Tjeneste {number + 1}"']
    for number in range(GROUPS):
        name = f"Faggruppe {number + 1} i kommunen"
        lines += ["[[group]]", f'key = "g{number}"', f'name = "{name}"', f'organisation = "o{number % 4}"', f"size = {PEOPLE}"]
    for rater in range(GROUPS):
        for target in rng.choice([each for each in range(GROUPS) if each != rater], 5, replace=False):
            lines += ["[[tie]]", f'rater = "g{rater}"', f'target = "g{target}"', 'need = "high"']
    return "\n".join(lines)


def made_up() -> tuple[str, Mapping, Instrument]:
    """Return a release as its file has it, with what it was made with; everybody answers."""
    from samspill.scoring.score import score

    with tempfile.TemporaryDirectory() as folder:
        file, ratings = Path(folder) / "mapping.toml", Path(folder) / "ratings.csv"
        file.write_text(plan(), encoding="utf-8")
        mapping = read(file)
        instrument = find(mapping.instrument, file.parent, modules=mapping.modules)
        simulate(mapping, instrument, np.random.default_rng(SEED), response=1.0).write_csv(ratings)
        answers = read_ratings(ratings, mapping, instrument)
        release = freeze(score(answers, mapping, instrument), mapping, instrument, version="bench", ratings=answers)
    return to_json(release), mapping, instrument


def reports(release: Release, mapping: Mapping, instrument: Instrument, kind: Format) -> Iterator[tuple[float, float, int]]:
    """Yield for one report after the other: seconds to compose it, to write it, and its bytes."""
    units = [unit.id for unit in release.waves[-1].groups if unit.state == "answered"]
    for language in (Language.NB, Language.NN):
        for unit in units:
            began = time.perf_counter()
            report = compose(
                release,
                mapping,
                instrument,
                audience=Audience.GROUP,
                language=language,
                edition=WRITERS[kind].edition,
                unit=unit,
            )
            composed = time.perf_counter()
            content = written(kind, replace(report, made_on=date(2026, 11, 30)))
            yield composed - began, time.perf_counter() - composed, len(content)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", action="store_true")
    profile = parser.parse_args().profile
    began = time.perf_counter()
    text, mapping, instrument = made_up()
    frozen = time.perf_counter()
    release = from_json(text)
    loaded = time.perf_counter()
    print(f"{GROUPS} groups, {GROUPS * PEOPLE} respondents: counted in {frozen - began:.1f} s, read in {loaded - frozen:.2f} s")
    print(f"{'60 group reports':18} {'compose':>8} {'write':>8} {'whole':>8} {'of goal':>8} {'of PDF':>8} {'MB':>6}")
    first = None
    for kind in KINDS:
        rows = list(islice(reports(release, mapping, instrument, kind), REPORTS))
        composing, writing, size = (sum(column) for column in zip(*rows, strict=True))
        whole = composing + writing
        first = first or whole
        ratios = f"{whole / GOAL:8.2f} {whole / first:8.2f} {size / 1e6:6.1f}"
        print(f"{kind.value:18} {composing:8.1f} {writing:8.1f} {whole:8.1f} {ratios}")
    if profile:
        with cProfile.Profile() as seen:
            list(islice(reports(release, mapping, instrument, Format.PDF), 5))
        pstats.Stats(seen).sort_stats("cumulative").print_stats(30)


if __name__ == "__main__":
    main()
