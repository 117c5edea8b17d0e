"""How much of a mapping is shown, over made-up organisations: docs/methods/how-much-is-shown.md.

    python bench/shown.py                      # 300 organisations, half an hour
    python bench/shown.py --organisations 20   # quick

The organisations are those of tests/attack/organisations.py, seeds 0, 1, 2 …, three waves each, every answer known. A tie is
needed where the core task needs it most (need "high"), the rating group is asked, and it is of another kind. Each organisation
gives one share of each kind, over its three waves; printed are the shares that 5, 25, 50, 75 and 95 of 100 organisations do
not exceed, and that of all together.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import polars as pl

sys.path.append(str(Path(__file__).parents[1] / "tests" / "attack"))

from organisations import Organisation, organisation  # pyright: ignore[reportMissingImports]
from represented import answered  # pyright: ignore[reportMissingImports]

from samspill.design.model import Mapping, Node
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Cell, WaveRelease
from samspill.instrument.classes import tie_class
from samspill.scoring.measure import scale_of
from samspill.scoring.score import score
from samspill.scoring.score_set import INDEX, ScoreSet
from samspill.terms import POLICIES, CellState, Need, Policy, PolicyName

STRICT, STANDARD = POLICIES[PolicyName.STRICT], POLICIES[PolicyName.STANDARD]
FOUR = STRICT.with_k(4)
PERCENTILES = (5, 25, 50, 75, 95)
ANY = (0.6, 1.0)
RESPONSES = ((0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0))
SIZES = ((3, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 10), (11, 14), (15, 19), (20, 40))
ALONE, TOGETHER, OWN = "shown, the group alone", "shown, in a pool", "hidden: own group of a pool"
FEWEST = 50
"""Fewer ties than these are no share."""


@dataclass(frozen=True)
class Closed:
    """An organisation whose waves are released under one policy."""

    world: Organisation
    scores: ScoreSet
    mapping: Mapping
    waves: tuple[WaveRelease, ...]


def close(world: Organisation, scores: ScoreSet, policy: Policy) -> Closed:
    """Release the waves of an organisation under a policy."""
    reason = "agreed" if policy.k < STRICT.k else None
    mapping = replace(world.mapping, policy=policy, k_reason=reason)
    return Closed(world, scores, mapping, freeze(scores, mapping, world.instrument, version="bench").waves)


# ---- what is counted ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """Respondents, groups and needed ties of many organisations under one policy, a row each, with its ``seed``."""

    people: pl.DataFrame
    groups: pl.DataFrame
    ties: pl.DataFrame
    cells: pl.DataFrame


def counts(one: Closed) -> Counts:
    """Count what is shown of one organisation."""
    tables: list[Callable[[Closed], pl.DataFrame]] = [people, groups, needed, classes]
    return Counts(*(table(one).with_columns(seed=one.world.seed) for table in tables))


def together(found: list[Counts]) -> Counts:
    """Put the tables of several organisations below each other."""
    return Counts(*(pl.concat([getattr(one, part.name) for one in found]) for part in fields(Counts)))


def people(one: Closed) -> pl.DataFrame:
    """Return everybody who answered: whether their group's answers are shown, and whether a published number counts them."""
    return pl.concat(answered(one.world, wave) for wave in one.waves).select(pl.col("unit").is_not_null(), "in_cell")


def groups(one: Closed) -> pl.DataFrame:
    """Return every group that was asked, in every wave: answered, pooled or left_out."""
    states = [unit.state for wave in one.waves for unit in wave.groups if len(unit.members) == 1]
    return pl.DataFrame({"state": states}).filter(pl.col("state") != "not_asked")


def needed(one: Closed) -> pl.DataFrame:
    """Return every needed tie: people of the rating group, how many of them answered, and what became of it.

    ``chosen``: the people serve all sites and each chose a few of them, so that not all were asked about the group.
    """
    rows = [row for wave in one.waves for row in _needed(one, wave)]
    schema = {"size": pl.Int64, "answers": pl.Int64, "chosen": pl.Boolean, "outcome": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(shown=pl.col("outcome").is_in([ALONE, TOGETHER]))


def _needed(one: Closed, wave: WaveRelease) -> Iterator[tuple[int, int, bool, str]]:
    unit_of, cells = _units(wave), _index_cells(wave)
    answers = {Node(group, site): n for at, group, site, n in one.scores.people.iter_rows() if at == wave.wave}
    for rater, target in one.mapping.pairs(wave.wave):
        if one.mapping.need(rater.group, target.group) is Need.HIGH:
            cell = cells[unit_of[str(rater)], str(target)]
            chosen = bool(target.site) and not rater.site
            yield one.mapping.size(rater, wave.wave), answers.get(rater, 0), chosen, _outcome(cell)


def _units(wave: WaveRelease) -> dict[str, str]:
    """Return whose answers those of each group stand with."""
    return {member: unit.id for unit in wave.groups if unit.is_rater for member in unit.members}


def _index_cells(wave: WaveRelease) -> dict[tuple[str, str], Cell]:
    return {(cell.rater, cell.target): cell for cell in wave.cells if cell.dimension == INDEX}


def _outcome(cell: Cell) -> str:
    members = cell.rater.split("+")
    if cell.target in members:
        return OWN
    if cell.state is CellState.SHOWN:
        return TOGETHER if len(members) > 1 else ALONE
    return f"hidden: {(cell.reason or '').rpartition('.')[2]}"


def classes(one: Closed) -> pl.DataFrame:
    """Return the class of every needed tie that is shown, once for a pool: as published, and of the exact mean."""
    rows = [row for wave in one.waves for row in _classes(one, wave)]
    return pl.DataFrame(rows, schema={"n": pl.Int64, "published": pl.String, "exact": pl.String}, orient="row")


def _classes(one: Closed, wave: WaveRelease) -> Iterator[tuple[int, str, str]]:
    means, scale = _means(one.scores, wave), scale_of(INDEX, one.world.instrument)
    needs = {(str(rater), str(target)) for rater, target in one.mapping.pairs(wave.wave) if _high(one.mapping, rater, target)}
    for (rater, target), cell in _index_cells(wave).items():
        members = rater.split("+")
        if cell.published and target not in members and any((member, target) in needs for member in members):
            n, mean = means[rater, target]
            yield n, cell.published.tie_class.value, tie_class(mean, scale.lowest, scale.highest).value


def _high(mapping: Mapping, rater: Node, target: Node) -> bool:
    return mapping.need(rater.group, target.group) is Need.HIGH


def _means(scores: ScoreSet, wave: WaveRelease) -> dict[tuple[str, str], tuple[int, float]]:
    """Return people and exact index mean of what each unit said of each group; answered items only."""
    exact = scores.exact.filter((pl.col("wave") == wave.wave) & (pl.col("measure") == INDEX))
    sums: dict[tuple[str, str], tuple[int, float]] = {}
    unit_of = _units(wave)
    for row in exact.iter_rows(named=True):
        rater, target = (str(Node(row[f"{side}_group"], row[f"{side}_site"])) for side in ("rater", "target"))
        n, total = sums.get((unit_of[rater], target), (0, 0.0))
        sums[unit_of[rater], target] = (n + row["n"], total + (row["total"] or 0.0))
    return {pair: (n, total / n) for pair, (n, total) in sums.items() if n}


# ---- what is printed ---------------------------------------------------------------------------------------------------------


def spread(table: pl.DataFrame, holds: pl.Expr) -> str:
    """Return the percentiles over organisations of how much of a table holds, and how much of all of it does."""
    shares = table.group_by("seed").agg(holds.mean().alias("share"))["share"].to_numpy()
    told = " ".join(f"{100 * share:5.0f}" for share in np.percentile(shares, PERCENTILES, method="inverted_cdf"))
    whole = float(table.select(holds.mean()).to_series().to_numpy()[0])
    return f"{told}  {100 * whole:6.1f}   {len(shares):5} {table.height:8,}"


HEAD = f"{'of 100':52} {' '.join(f'{share:4}%' for share in PERCENTILES)}  {'all':>6}   {'orgs':>5} {'of':>8}"
AGREES = pl.col("published") == pl.col("exact")
FIGURES: tuple[tuple[str, str, pl.Expr], ...] = (
    ("respondents: their group's answers are shown", "people", pl.col("unit")),
    ("respondents: counted in a published number", "people", pl.col("in_cell")),
    ("groups shown alone", "groups", pl.col("state") == "answered"),
    ("groups pooled", "groups", pl.col("state") == "pooled"),
    ("groups left out", "groups", pl.col("state") == "left_out"),
    ("needed ties shown, alone or in a pool", "ties", pl.col("shown")),
    ("needed ties shown, the group alone", "ties", pl.col("outcome") == ALONE),
    ("shown needed ties with the class of the exact mean", "cells", AGREES),
)


def print_figures(name: str, found: Counts) -> None:
    """Print every figure of organisations under one policy."""
    print(f"\n{name}\n{HEAD}")
    for told, table, holds in FIGURES:
        print(f"{told:52} {spread(getattr(found, table), holds)}")


def print_classes(name: str, cells: pl.DataFrame) -> None:
    """Print how often the published class is that of the exact mean, by people, and which way it differs."""
    order = pl.Enum(["needs_talk", "on_the_way", "holds"])
    places = cells.with_columns(pl.col("published", "exact").cast(order).to_physical().cast(pl.Int8))
    off = places["published"] - places["exact"]
    told = [f"{label} {100 * _mean(part == 0):.1f}" for label, part in _by_people(cells["n"], off)]
    rest = f"higher {100 * _mean(off > 0):.1f}, two classes off {100 * _mean(off.abs() > 1):.2f}"
    print(f"  {name:14} the same: {', '.join(told)}; {rest}")


def _by_people(n: pl.Series, off: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    for label, low, high in (("under 10", 0, 9), ("10-24", 10, 24), ("25+", 25, 1000)):
        yield label, off.filter(n.is_between(low, high))


def _mean(holds: pl.Series) -> float:
    return float(np.mean(holds.to_numpy())) if len(holds) else float("nan")


def print_outcomes(ties: pl.DataFrame) -> None:
    """Print what becomes of needed ties: where all who answer are asked about the group, and where they choose sites."""
    parts = [ties.filter(~pl.col("chosen")), ties.filter("chosen")]
    print(f"  {'of 100':32} {'all':>10} {'all asked':>10} {'sites chosen':>12}")
    for outcome in ties["outcome"].value_counts(sort=True)["outcome"]:
        told = [100 * _mean(part["outcome"] == outcome) for part in (ties, *parts)]
        print(f"  {outcome:32} {told[0]:10.1f} {told[1]:10.1f} {told[2]:12.1f}")
    print(f"  {'ties':32} {ties.height:10,} {parts[0].height:10,} {parts[1].height:12,}")


def print_sizes(ties: pl.DataFrame) -> None:
    """Print the needed ties shown by people of the rating group and the share of them who answered; – where they are few."""
    rate = pl.col("answers") / pl.col("size")
    print(f"  {'people':>8}" + "".join(f"  {low:8.0%}–{high:4.0%}" for low, high in RESPONSES))
    for least, most in SIZES:
        told = []
        for low, high in RESPONSES:
            inside = (rate >= low) & ((rate < high) | (rate >= 1 if high >= 1 else False))
            part = ties.filter(pl.col("size").is_between(least, most) & inside)
            alone = _mean(part["outcome"] == ALONE) if part.height >= FEWEST else None
            told.append("–" if alone is None else f"{100 * alone:.0f} ({100 * _mean(part['shown']):.0f})")
        print(f"  {f'{least}–{most}' if least < most else least:>8}" + "".join(f"  {cell:>13}" for cell in told))


# ---- the runs ----------------------------------------------------------------------------------------------------------------


def run(number: int, policies: tuple[Policy, ...], response: tuple[float, float], *, advised: bool = True) -> list[Counts]:
    """Make organisations, release them under some policies and count, by policy."""
    found: dict[int, list[Counts]] = {}
    for seed in range(number):
        world = organisation(seed, advised=advised, response=response)
        scores = score(world.ratings, world.mapping, world.instrument)
        for at, policy in enumerate(policies):
            found.setdefault(at, []).append(counts(close(world, scores, policy)))
    return [together(of_policy) for of_policy in found.values()]


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisations", type=int, default=300)
    number = parser.parse_args().organisations
    print("Fallbacks as samspill check proposes, 60 to 100 of 100 answer in each group")
    strict, standard, four = run(number, (STRICT, STANDARD, FOUR), ANY)
    # Who is shown depends on k alone.
    assert all(getattr(strict, part).equals(getattr(standard, part)) for part in ("people", "groups", "ties"))
    for name, counted in (("strict, k = 5", strict), ("standard, k = 5", standard), ("strict, k = 4", four)):
        print_figures(name, counted)
    print("\nOf 100 shown needed ties, the class that is shown is that of the exact mean, by people behind it")
    for name, counted in (("strict", strict), ("standard", standard), ("strict, k = 4", four)):
        print_classes(name, counted.cells)
    print("\nWhat becomes of 100 needed ties: strict, k = 5")
    print_outcomes(strict.ties)
    (own,) = run(number, (STRICT,), ANY, advised=False)
    print_figures("strict, k = 5, fallbacks of all kinds, badly chosen and missing ones among them", own)
    print_outcomes(own.ties)
    of_five, of_four = [strict.ties], [four.ties]
    for low, high in RESPONSES:
        five, with_four = run(number, (STRICT, FOUR), (low, high))
        of_five.append(five.ties)
        of_four.append(with_four.ties)
        print_figures(f"{low:.0%} to {high:.0%} answer in each group: strict, k = 5", five)
        print_figures(f"{low:.0%} to {high:.0%} answer in each group: strict, k = 4", with_four)
    print("\nOf 100 needed ties, shown with the group alone (alone or in a pool), by its people and the share that answered,")
    print("where all who answer are asked about the group")
    for name, ties in (("strict, k = 5", of_five), ("strict, k = 4", of_four)):
        print(name)
        print_sizes(pl.concat(ties).filter(~pl.col("chosen")))


if __name__ == "__main__":
    main()
