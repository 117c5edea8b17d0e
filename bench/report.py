"""How long the whole report takes: `samspill report` for 8 groups and about 200 respondents, every format; and `--help`.

Run with ``python bench/report.py``. Each line is the best of three whole processes, as a user starts them; the last
column is the ratio to the time that all formats take together.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

SAMSPILL = Path(sys.executable).parent / "samspill"
FORMATS = ("pdf", "pptx", "docx", "xlsx", "html", "sav", "graphml", "csv", "parquet")
ROUNDS = 3


def best(*arguments: str | Path) -> float:
    """Return the shortest of several runs, in seconds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run([SAMSPILL, *map(str, arguments)], check=True, capture_output=True)  # noqa: S603
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        mapping = place / "mapping.toml"
        mapping.write_bytes(files("samspill.cli.demo_data").joinpath("mapping.toml").read_bytes())
        ratings = place / "ratings.csv"
        simulated = best("simulate", mapping, "--out", ratings, "--seed", "1")
        people = len({line.split(",")[1] for line in ratings.read_text(encoding="utf-8").splitlines()[1:]})
        whole = best("report", mapping, ratings, "--out", place / "all")
        print(f"8 groups, {people} respondents in two waves; goal: all formats under 5 s, --help under 0.3 s")
        print(f"{'what':24} {'seconds':>8} {'ratio':>7}")
        rows = [("all formats together", whole), ("score alone", best("score", mapping, ratings, "--out", place / "score"))]
        rows += [
            (f"{name} alone", best("report", mapping, ratings, "--out", place / name, "--format", name)) for name in FORMATS
        ]
        for name, seconds in [*rows, ("simulate", simulated), ("--help", best("--help"))]:
            print(f"{name:24} {seconds:8.2f} {seconds / whole:7.2f}")


if __name__ == "__main__":
    main()
