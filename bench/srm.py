"""How fast the social relations model is, beside lme4 and statsmodels, where they are installed.

    python bench/srm.py                # 8 groups x 12 raters, and 40 groups x 1,200 respondents x 15 ties
    python bench/srm.py --repeats 3

All contenders get the same ratings and one thread. lme4 and statsmodels fit the model without reciprocity, which they do not
know; their criterion must equal ours. statsmodels is timed once, on the small design only: it works on a dense matrix of all
ratings. The least time counts, since others may use the machine. Exit code 0: all goals are met.
"""

from __future__ import annotations

import os

# Before numpy is loaded: R and statsmodels are timed with one thread too.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from made_up_ties import ties
from samspill.scoring.social_relations import fit

DESIGNS = {"8 groups x 12 raters": (8, 12, 7), "40 groups x 1,200 respondents x 15 ties": (40, 30, 15)}
GOALS = {"off": (0.05, 1.0), "on": (0.05, 20.0)}
LME4 = """
suppressPackageStartupMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1]); d$cell <- paste(d$rater, d$target); best <- Inf
for (i in seq_len(as.integer(commandArgs(TRUE)[2]))) {
  took <- system.time(m <- lmer(rating ~ 1 + (1|rater) + (1|target) + (1|cell) + (1|respondent), d, REML = TRUE))[["elapsed"]]
  best <- min(best, took)
}
cat(best, sprintf("%.6f", REMLcrit(m)))
"""
Timed = tuple[float, float]


def timed(run: Callable[[], float], repeats: int) -> Timed:
    """Return the least time and what was computed."""
    best, value = float("inf"), float("nan")
    for _ in range(repeats):
        start = time.perf_counter()
        value = run()
        best = min(best, time.perf_counter() - start)
    return best, value


def ours(table: pl.DataFrame, repeats: int, *, reciprocity: bool, profiles: bool = False) -> Timed:
    """Time a fit: parts, standard errors, effects and shrunken ties; with ``profiles`` also intervals of correlations."""
    return timed(lambda: fit(table, reciprocity=reciprocity, profiles=profiles).reml_criterion or 0.0, repeats)


def lme4(table: pl.DataFrame, repeats: int) -> Timed | None:
    """Time lmer, or say that it is not there."""
    program = shutil.which("Rscript")
    if program is None or _run(program, "-e", "library(lme4)").returncode:
        print("  lme4: not installed")
        return None
    with tempfile.TemporaryDirectory() as folder:
        file, script = Path(folder) / "ties.csv", Path(folder) / "fit.R"
        table.write_csv(file)
        script.write_text(LME4, encoding="utf-8")
        told = _run(program, str(script), str(file), str(repeats))
    seconds, criterion = (float(part) for part in told.stdout.split())
    return seconds, criterion


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - R, with a script of our own


def statsmodels(table: pl.DataFrame) -> Timed | None:
    """Time MixedLM with four variance components, or say that it is not there."""
    if importlib.util.find_spec("statsmodels") is None:
        print("  statsmodels: not installed")
        return None
    from pandas import DataFrame
    from statsmodels.regression.mixed_linear_model import MixedLM

    columns = table.with_columns(cell=pl.concat_str("rater", "target", separator=">"), all=pl.lit(1)).to_dict(as_series=False)
    frame = DataFrame(columns)
    parts = {name: f"0 + C({name})" for name in ("rater", "target", "cell", "respondent")}

    def run() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return -2 * float(MixedLM.from_formula("rating ~ 1", frame, groups="all", vc_formula=parts).fit(reml=True).llf)

    return timed(run, 1)


def compare(name: str, design: tuple[int, int, int], repeats: int, place: int) -> bool:
    """Time all on one design, print the table and tell whether the goals are met."""
    table = ties(*design, np.random.default_rng(1))
    print(f"\n{name}: {table.height:,} ratings, one thread")
    off, on = ours(table, repeats, reciprocity=False), ours(table, repeats, reciprocity=True)
    rows = {"samspill, reciprocity off": off, "samspill, reciprocity on": on}
    rows["  with intervals of both correlations"] = ours(table, 1 if place else repeats, reciprocity=True, profiles=True)
    r, python = lme4(table, repeats), None if place else statsmodels(table)
    rows |= {label: row for label, row in (("lme4 lmer", r), ("statsmodels MixedLM", python)) if row}
    for label, (seconds, criterion) in rows.items():
        print(f"  {label:40} {seconds:9.4f} s {seconds / off[0]:9.1f} x   criterion {criterion:.4f}")
    met = {
        f"off under {GOALS['off'][place]} s": off[0] < GOALS["off"][place],
        f"on under {GOALS['on'][place]} s": on[0] < GOALS["on"][place],
    }
    if r:
        met |= {"2 x faster than lme4": r[0] >= 2 * off[0], "same criterion as lme4": abs(r[1] - off[1]) < 1e-3}
    if python:
        met |= {"20 x faster than statsmodels": python[0] >= 20 * off[0]}
    for goal, reached in met.items():
        print(f"  {'yes' if reached else 'NO '} {goal}")
    return all(met.values())


def main() -> None:
    """Run both designs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    results = [compare(name, design, repeats, place) for place, (name, design) in enumerate(DESIGNS.items())]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
