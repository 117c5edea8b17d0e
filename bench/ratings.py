"""How long ratings take to simulate and to read: a million rows of forty groups, as CSV and Parquet, whole and full of errors.

Run with ``python bench/ratings.py [PEOPLE PER GROUP]``; 850 by default, 1200 for forty groups of 1,200. Each file is read
once, as a user reads it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl

from samspill.design.model import Mapping, Organisation, Start, WorkGroup
from samspill.errors import SamspillError
from samspill.instrument.load import shipped
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.ratings.write import to_bytes
from samspill.terms import POLICIES, CompareSites, Language, PolicyName, Text

GROUPS = 40
Result = TypeVar("Result")


def mapping(people: int) -> Mapping:
    """Return forty groups that all rate each other."""
    keys = [f"group{at}" for at in range(GROUPS)]
    return Mapping(
        title=Text("Bench"),
        core_task=Text("to measure"),
        people=None,
        instrument="relational-capacity",
        language=Language.EN,
        languages=(Language.EN,),
        own_group=True,
        compare_sites=CompareSites.OWN,
        policy=POLICIES[PolicyName.STRICT],
        k_reason=None,
        start=Start(),
        organisations={"town": Organisation("town", Text("Town"))},
        sites={},
        groups={key: WorkGroup(key, Text(f"Group {key}"), Text(key), "town", {"": people}) for key in keys},
        needs={},
        changes={},
    )


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Print how long a piece of work takes by the clock, and how much of the processors it uses."""
    began, used = time.perf_counter(), time.process_time()
    result = work()
    print(f"{name:<44} {time.perf_counter() - began:6.2f} s {time.process_time() - used:6.2f} s of processor time")
    return result


def spoilt(ratings: pl.DataFrame) -> pl.DataFrame:
    """Return ratings of which every third row has a group of its own invention, and one item a code that does not exist."""
    row = pl.int_range(pl.len())
    group = pl.when(row % 3 == 0).then(pl.concat_str(pl.lit("x"), row)).otherwise(pl.col("target_group"))
    return ratings.with_columns(group.alias("target_group"), pl.lit("7").alias("respect"))


def told(path: Path, design: Mapping) -> int:
    """Return how many problems reading finds."""
    try:
        read(path, design, shipped("relational-capacity"))
    except SamspillError as error:
        return len(error.problems)
    return 0


def main() -> None:
    """Measure and print."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 850
    design, instrument = mapping(people), shipped("relational-capacity")
    made = timed("simulate", lambda: simulate(design, instrument, np.random.default_rng(1)))
    print(f"{made.height:,} rows, {made['respondent'].n_unique():,} respondents, {len(instrument.tie_items)} items")
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".csv", ".parquet"):
            path = Path(folder) / f"ratings{ending}"
            path.write_bytes(to_bytes(made, path))
            timed(f"read {path.name} ({path.stat().st_size / 1e6:.0f} MB)", lambda path=path: read(path, design, instrument))
        wrong = Path(folder) / "spoilt.csv"
        wrong.write_bytes(to_bytes(spoilt(made), wrong))
        problems = timed("list what is wrong in spoilt.csv", lambda: told(wrong, design))
        print(f"{problems} problems told")


if __name__ == "__main__":
    main()
