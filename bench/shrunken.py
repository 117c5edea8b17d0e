"""Whether shrunken ties lie nearer to what they stand for than the published values they are made of.

    python bench/shrunken.py                  # 40 mappings of each kind
    python bench/shrunken.py --mappings 5

Made-up mappings of twelve groups that rate each other, from the simulator as it is. The truth of a tie is the mean had a
thousand people of the group answered: the same seed draws the same groups and ties, whatever their size. Prints the mean
squared error of the exact mean of those who answered, of the published value (coded extremes at their middle) and of the
shrunken tie; in how many mappings the shrunken one is lower; how often its 95 % interval holds the truth, and how wide it is.
Exit code 0: lower for ties of five to nine people, and no kind of interval holds the truth less often than it says.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from samspill.design.model import Mapping
from samspill.design.read import parse
from samspill.disclosure.aspects import aspects
from samspill.disclosure.freeze import freeze
from samspill.instrument.load import find
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.ratings.table import Ratings
from samspill.scoring.score import score
from samspill.terms import Need, PeopleBand

GROUPS, THOUSAND = 12, 1000
FEW = "5-9 people"
KINDS = {
    FEW: [5 + number % 5 for number in range(GROUPS)],
    "10-24 people": [10 + 7 * number % 15 for number in range(GROUPS)],
    "25-60 people": [25 + 11 * number % 36 for number in range(GROUPS)],
    "all sizes": [5, 6, 7, 8, 9, 12, 16, 20, 24, 30, 40, 60],
}
EVERYBODY = {"response": 1.0, "contact": dict.fromkeys(Need, (0.0, 0.0)), "leader_share": 0.0, "dont_know": 0.0, "skipped": 0.0}
Tie = tuple[str, str]


def plan(sizes: Iterable[int]) -> Mapping:
    """Return a mapping of groups that rate each other."""
    groups = "\n".join(
        f'[[group]]\nkey = "g{at}"\nname = "G{at}"\norganisation = "o"\nsize = {n}' for at, n in enumerate(sizes)
    )
    owner = '[[organisation]]\nkey = "o"\nname = "O"'
    return parse(f'[mapping]\ntitle = "T"\ncore_task = "all"\nlanguage = "nb"\nown_group = false\n{owner}\n{groups}')


def answered(mapping: Mapping, seed: int) -> Ratings:
    """Return the answers of everybody."""
    instrument = find(mapping.instrument, Path())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ratings.csv"
        simulate(mapping, instrument, np.random.default_rng(seed), **EVERYBODY).write_csv(file)
        return read(file, mapping, instrument)


def means(mapping: Mapping, ratings: Ratings) -> dict[Tie, float]:
    """Return the exact mean of every tie on the index."""
    atoms = score(ratings, mapping, find(mapping.instrument, Path())).atoms.filter(pl.col("measure") == "index")
    return {(row["rater_group"], row["target_group"]): row["total"] / row["n"] for row in atoms.iter_rows(named=True)}


def errors(sizes: list[int], seed: int) -> Iterator[tuple[PeopleBand, float, float, float, bool, float]]:
    """Yield for each tie its band, the errors of exact mean, published value and shrunken tie, whether held, and how wide."""
    mapping = plan(sizes)
    instrument, ratings = find(mapping.instrument, Path()), answered(mapping, seed)
    ladder = aspects(instrument, mapping.policy)["index"].ladder
    wave = freeze(score(ratings, mapping, instrument), mapping, instrument, version="bench", ratings=ratings).waves[0]
    of_those, large = means(mapping, ratings), plan([THOUSAND] * GROUPS)
    truth = means(large, answered(large, seed))
    cells = {(cell.rater, cell.target): cell.published for cell in wave.cells if cell.dimension == "index"}
    for tie in wave.shrunken:
        number, true = cells[tie.rater, tie.target], truth[tie.rater, tie.target]
        if number:
            shown = float(ladder.entering(number.value, number.bound))
            low, high = tie.interval
            exact = of_those[tie.rater, tie.target]
            yield tie.n_band, exact - true, shown - true, tie.value - true, low <= true <= high, high - low


def main() -> None:
    """Print a line for every kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mappings", type=int, default=40)
    mappings = parser.parse_args().mappings
    print(f"{'':16}{'ties':>7}{'exact':>9}{'published':>11}{'shrunken':>10}{'ratio':>7}{'lower in':>10}{'holds':>8}{'wide':>6}")
    met = [line(name, [list(errors(sizes, seed)) for seed in range(mappings)]) for name, sizes in KINDS.items()]
    sys.exit(0 if all(met) else 1)


def line(name: str, found: list[list[Any]]) -> bool:
    """Print the figures of one kind."""
    told = [one for one in found if one]
    by_mapping = np.array([[np.mean(np.square([row[place] for row in one])) for place in (1, 2, 3)] for one in told])
    exact, published, shrunken = by_mapping.mean(axis=0)
    holds = np.mean([row[4] for one in told for row in one])
    wide = np.mean([row[5] for one in told for row in one])
    lower = int((by_mapping[:, 2] < by_mapping[:, 1]).sum())
    ties = sum(map(len, told))
    print(
        f"{name:16}{ties:7}{exact:9.4f}{published:11.4f}{shrunken:10.4f}{shrunken / published:7.2f}"
        f"{f'{lower}/{len(told)}':>10}{holds:8.1%}{wide:6.2f}"
    )
    return bool(holds >= 0.95 and (shrunken < published or name != FEW))


if __name__ == "__main__":
    main()
