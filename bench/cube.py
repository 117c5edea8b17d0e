"""How fast the cube is, beside the fastest queries that we can write by hand for the same table.

    python bench/cube.py            # 1,000,000 respondents x 8 targets x 6 items, 40 x 40 and 5,000 x 40 groups
    python bench/cube.py --respondents 50000 --rounds 1

Every contender runs in a process of its own with two threads, builds the same wide table in memory first (not timed) and
answers the same question: n, sum and sum of squares of six items, one dimension of two items and the index, per rater and
target group, in long form. The answers are checked against each other. The least time of all repetitions counts, since others
may use the machine; the processors' time, all threads together, shows how far they did. Exit code 0: all goals are met.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

import polars as pl

from by_hand import CONTENDERS, ITEMS, KEYS, RATED, SUMS, TARGETS, THREADS, table

BY_HAND = tuple(name for name in CONTENDERS if name.startswith(("polars", "DuckDB")))
PANDAS = "pandas groupby"


def run_one(name: str, respondents: int, raters: int, repeats: int) -> None:
    """Time one contender and print what it took as JSON."""
    query = CONTENDERS[name](table(respondents, raters))
    seconds = processor = float("inf")
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        result = query()
        seconds = min(seconds, time.perf_counter() - start)
        processor = min(processor, time.process_time() - busy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak, "sums": check(result)}))


def check(result: pl.DataFrame) -> dict[str, list[float]]:
    """Return what two equal results have in common: number of cells, and sums in which every cell has its own weight."""
    rater, target = (pl.col(name).cast(pl.String).str.slice(-4).cast(pl.Float64) for name in KEYS)
    weighted = [(pl.col(name) * (1 + rater * TARGETS + target)).sum().alias(name) for name in SUMS]
    return {row[0]: list(row[1:]) for row in result.group_by("measure").agg(pl.len(), *weighted).iter_rows()}


def compare(respondents: int, raters: int, rounds: int, repeats: int) -> bool:
    """Run every contender ``rounds`` times in turn, print the table and tell whether the goals are met."""
    print(
        f"\n{respondents:,} respondents x {RATED} targets x {len(ITEMS)} items, {raters:,} x {TARGETS} groups, {THREADS} cores"
    )
    best: dict[str, dict[str, Any]] = {}
    for _ in range(rounds):
        for name in CONTENDERS:
            told = in_own_process(name, respondents, raters, 1 if name == PANDAS else repeats)
            known = best.setdefault(name, told)
            known["seconds"] = min(known["seconds"], told["seconds"])
            known["processor"] = min(known["processor"], told["processor"])
            known["peak"] = max(known["peak"], told["peak"])
    same(best)
    fastest = min(BY_HAND, key=lambda name: best[name]["seconds"])
    print(f"  {'':18} {'time':>9} {'x fastest':>10} {'CPU time':>10} {'peak':>9}")
    for name, told in best.items():
        ratio = told["seconds"] / best[fastest]["seconds"]
        print(f"  {name:18} {told['seconds']:7.3f} s {ratio:10.2f} {told['processor']:8.3f} s {told['peak']:6.2f} GB")
    return goals(best, fastest, raters)


def same(best: dict[str, dict[str, Any]]) -> None:
    """Stop where a contender answers another question than the cube."""
    for name, told in best.items():
        for measure, sums in best["cube"]["sums"].items():
            near = all(abs(a - b) <= 1e-9 * max(abs(a), 1) for a, b in zip(sums, told["sums"][measure], strict=True))
            assert near, f"{name} differs in {measure}: {told['sums'][measure]} instead of {sums}"


def goals(best: dict[str, dict[str, Any]], fastest: str, raters: int) -> bool:
    """Print each goal with whether it is met, and tell whether all are."""
    cube = best["cube"]["seconds"]
    pandas = best[PANDAS]["seconds"]
    wanted = [(f"at most 1.3 x {fastest}", cube <= 1.3 * best[fastest]["seconds"]), ("under 4 GB", best["cube"]["peak"] < 4)]
    if raters == TARGETS:
        wanted.append((f"at least 5 x faster than pandas: {pandas / cube:.1f} x", pandas >= 5 * cube))
    for goal, met in wanted:
        print(f"  {'met   ' if met else 'MISSED'} {goal}")
    return all(met for _, met in wanted)


def in_own_process(name: str, respondents: int, raters: int, repeats: int) -> dict[str, Any]:
    """Return what ``run_one`` prints in a fresh process with its own threads and its own peak of memory."""
    numbers = {"--respondents": respondents, "--raters": raters, "--repeats": repeats}
    options = [part for option, number in numbers.items() for part in (option, str(number))]
    surroundings = {**os.environ, "POLARS_MAX_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS)}
    command = [sys.executable, __file__, "--only", name, *options]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=surroundings)  # noqa: S603
    return dict(json.loads(done.stdout))


def main() -> int:
    """Run one contender or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--respondents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="times that each contender gets a fresh process")
    parser.add_argument("--repeats", type=int, default=5, help="runs in each process (pandas: one)")
    parser.add_argument("--raters", type=int, help="rater groups; without it both sizes")
    parser.add_argument("--only", choices=CONTENDERS, help="time one contender, print JSON")
    told = parser.parse_args()
    if told.only:
        run_one(told.only, told.respondents, told.raters or TARGETS, told.repeats)
        return 0
    sizes = (told.raters,) if told.raters else (TARGETS, 5_000)
    met = [compare(told.respondents, raters, told.rounds, told.repeats) for raters in sizes]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
