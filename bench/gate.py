"""How long a release takes: freeze with its audit, a large mapping of three waves.

    python bench/gate.py

40 groups that rate each other on seven items, three waves: about 5,000 respondents in all, then as many in each wave. Prints
seconds of each part, and how the audit compares with the freeze it belongs to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np

from samspill.design.model import Mapping
from samspill.design.read import parse
from samspill.disclosure import freeze as freezing
from samspill.instrument.load import find
from samspill.ratings.read import read
from samspill.ratings.simulate import simulate
from samspill.ratings.write import to_bytes
from samspill.scoring.score import score

GROUPS, WAVES, RESPONSE = 40, 3, 0.8
PEOPLE = {"5,000 in all": 53, "5,000 in each wave": 160}
"""People in a group, on average."""
Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Do something and print how long it took."""
    start = perf_counter()
    found = work()
    print(f"{name:<28}{perf_counter() - start:8.2f} s")
    return found


def plan(people: int) -> Mapping:
    """Return the mapping: groups of 5 people and of many more."""
    sizes = np.linspace(5, 2 * people - 5, GROUPS).astype(int)
    groups = "\n".join(
        f'[[group]]\nkey = "g{number}"\nname = "Group {number}"\norganisation = "o{number % 3}"\nsize = {size}'
        for number, size in enumerate(sizes)
    )
    owners = "\n".join(f'[[organisation]]\nkey = "o{number}"\nname = "Organisation {number}"' for number in range(3))
    waves = "\n".join(f"[[wave]]\nnumber = {number}" for number in range(2, WAVES + 1))
    head = '[mapping]\ntitle = "Large"\ncore_task = "all"\nlanguage = "nb"\n'
    return parse(f"{head}\n{owners}\n{groups}\n{waves}")


def main() -> None:
    """Run it for both numbers of people."""
    for name, people in PEOPLE.items():
        print(name)
        measure(people)


def measure(people_of_a_group: int) -> None:
    """Measure one mapping."""
    mapping = plan(people_of_a_group)
    instrument = find(mapping.instrument, Path())
    made = timed("simulate", lambda: simulate(mapping, instrument, np.random.default_rng(1), response=RESPONSE))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ratings.parquet"
        file.write_bytes(to_bytes(made, file))
        ratings = timed("read", lambda: read(file, mapping, instrument))
    people = ratings.frame.select("wave", "respondent").n_unique() / WAVES
    print(f"{GROUPS} groups, {WAVES} waves, {people:,.0f} respondents a wave, {ratings.frame.height:,} rows")
    scores = timed("score", lambda: score(ratings, mapping, instrument))
    spent: list[float] = []
    checked = freezing.audit

    def watched(*args: object) -> None:
        start = perf_counter()
        checked(*args)  # type: ignore[arg-type]
        spent.append(perf_counter() - start)

    freezing.audit = watched  # type: ignore[assignment]
    start = perf_counter()
    release = freezing.freeze(scores, mapping, instrument, version="bench", ratings=ratings)
    whole = perf_counter() - start
    cells = sum(len(wave.cells) for wave in release.waves)
    print(f"{'freeze with audit':<28}{whole:8.2f} s   {cells:,} cells")
    print(f"{'audit / rest of freeze':<28}{spent[0] / (whole - spent[0]):8.2f}     {spent[0]:.2f} s of it")


if __name__ == "__main__":
    main()
