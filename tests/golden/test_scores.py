"""Published and reference numbers, through the real path: mapping.toml and ratings.csv are read, then scored.

The reference data are not ours to ship; the numbers that they give stand here, and the tests say so where the data are absent.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from pathlib import Path
from statistics import mean

import polars as pl
import pytest

from samspill.design.read import read as read_mapping
from samspill.instrument.classes import band
from samspill.instrument.load import find
from samspill.ratings.read import read as read_ratings
from samspill.scoring.compare import gaps
from samspill.scoring.exact_files import exact_ties
from samspill.scoring.score import score
from samspill.scoring.score_set import ScoreSet
from samspill.scoring.tie import ties

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
COMMUNICATION = ("frequent", "timely", "accurate", "problem_solving")
RELATIONSHIP = ("shared_goals", "shared_knowledge", "mutual_respect")
ITEMS = (*COMMUNICATION, *RELATIONSHIP)
SHOWN = {"1": "1", "3": "2", "5": "3", "4": "4", "2": "5", "": "", "NA": ""}
"""Answer code of a score on the ideal-point scale of frequency."""

Row = Sequence[object]


def reference(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference file, or skip the test where it is absent."""
    if not (REFERENCE / name).is_file():
        pytest.skip(f"reference data are kept outside the project: {name} is not in ../shared/reference")
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def mapping_toml(sizes: dict[str, int], instrument: str) -> str:
    groups = "".join(
        f'[[group]]\nkey = "{key}"\nname = "{key}"\norganisation = "all"\nsize = {size}\n' for key, size in sizes.items()
    )
    return (
        '[mapping]\ntitle = "Reference"\ncore_task = "the reference task"\nlanguage = "en"\n'
        f'instrument = "{instrument}"\n[[organisation]]\nkey = "all"\nname = "All"\n{groups}'
    )


class World:
    """A folder with a mapping and its ratings, read and scored as the command does it."""

    def __init__(self, folder: Path, sizes: dict[str, int], instrument: str, items: Sequence[str], rows: Iterable[Row]) -> None:
        (folder / "mapping.toml").write_text(mapping_toml(sizes, instrument), encoding="utf-8")
        with (folder / "ratings.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("respondent", "rater_group", "target_group", *items), *rows])
        self.folder = folder
        self.mapping = read_mapping(folder / "mapping.toml")
        self.instrument = find(self.mapping.instrument, folder)

    def scores(self, values: str = "codes", min_items: int | None = None) -> ScoreSet:
        ratings = read_ratings(self.folder / "ratings.csv", self.mapping, self.instrument, values=values)
        return score(ratings, self.mapping, self.instrument, min_items=min_items)

    def ties(self, values: str = "codes", min_items: int | None = None) -> pl.DataFrame:
        return exact_ties(ties(self.scores(values, min_items), self.mapping, self.instrument))


@pytest.fixture(scope="module")
def practitioners(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return 816 German general practitioners who rate hospital physicians, frequency in the order that it was shown."""
    rows = [
        (
            row["respondent"],
            "practitioners",
            "hospital",
            SHOWN[row["frequent"]],
            *(row[item].replace("NA", "") for item in ITEMS[1:]),
        )
        for row in reference("gp_hospital_rc.csv")
    ]
    assert len(rows) == 816
    sizes = {"practitioners": 816, "hospital": 100}
    return World(tmp_path_factory.mktemp("practitioners"), sizes, "relational-coordination", ITEMS, rows)


def tie(ties: pl.DataFrame, measure: str) -> dict[str, float]:
    found = ties.filter(dimension=measure)
    assert found.height == 1
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("min_items", "n", "value", "sd"), [(7, 705, 2.62979, 0.73146), (1, 728, 2.62935, 0.73055), (None, 726, 2.63108, None)]
)
def test_the_index_of_general_practitioners(
    practitioners: World, min_items: int | None, n: int, value: float, sd: float | None
) -> None:
    found = tie(practitioners.ties(min_items=min_items), "index")

    assert found["n"] == n
    assert found["mean"] == pytest.approx(value, abs=5e-6)
    if sd is not None:
        assert found["sd"] == pytest.approx(sd, abs=5e-6)


def test_the_bands_of_general_practitioners(practitioners: World) -> None:
    persons = practitioners.scores(min_items=7).respondents["index"].drop_nulls()

    assert Counter(band(value, practitioners.instrument.bands_between) for value in persons) == {
        "weak": 625,
        "moderate": 64,
        "strong": 16,
    }
    assert (persons.min(), persons.max()) == (1.0, pytest.approx(4.5714, abs=5e-5))


def test_the_sub_scales_of_complete_cases(practitioners: World) -> None:
    """Complete cases: those of the atoms, since each of them has answered everything."""
    atoms = practitioners.scores(min_items=7).atoms
    means = {measure: total / n for measure, n, total in atoms.select("measure", "n", "total").iter_rows()}

    assert means["communication"] == pytest.approx(2.62553, abs=5e-6)
    assert means["relationship"] == pytest.approx(2.63546, abs=5e-6)
    sds = {
        measure: sqrt((squares - total * total / n) / (n - 1))
        for measure, n, total, squares in atoms.select("measure", "n", "total", "squares").iter_rows()
    }
    assert sds["communication"] == pytest.approx(0.83727, abs=5e-6)
    assert sds["relationship"] == pytest.approx(0.76601, abs=5e-6)
    assert means["index"] == pytest.approx(mean(means[item] for item in ITEMS), abs=1e-12)


def test_frequency_is_scored_from_the_codes_that_were_shown(practitioners: World) -> None:
    shown = Counter(SHOWN[row["frequent"]] for row in reference("gp_hospital_rc.csv"))
    assert [shown[code] for code in "12345"] == [273, 364, 85, 3, 0], "the file holds scores, and this test their codes"

    found = tie(practitioners.ties(), "frequent")

    assert found["n"] == 725
    assert found["mean"] == pytest.approx(2.4855, abs=5e-5)
    assert tie(practitioners.ties("scored"), "frequent")["mean"] == pytest.approx(1.749, abs=5e-4), "codes taken for scores"


# BMC Medical Education 2006, 6:23, table 1: communication, relationship, composite.
PUBLISHED = {
    ("students", "students"): (3.57, 3.75, 3.65),
    ("students", "nurses"): (3.15, 2.75, 2.98),
    ("students", "residents"): (4.26, 4.00, 4.16),
    ("students", "attendings"): (3.85, 3.53, 3.71),
    ("nurses", "students"): (2.74, 2.60, 2.68),
    ("nurses", "nurses"): (4.36, 4.37, 4.36),
    ("nurses", "residents"): (3.97, 3.50, 3.77),
    ("nurses", "attendings"): (3.76, 3.52, 3.66),
}


def test_the_index_of_published_dyads_is_the_mean_of_items(tmp_path: Path) -> None:
    rows = [
        (f"one of the {rater}", rater, target, *[communication] * 4, *[relationship] * 3)
        for (rater, target), (communication, relationship, _) in PUBLISHED.items()
    ]
    sizes = {"students": 68, "nurses": 99, "residents": 50, "attendings": 50}
    found = World(tmp_path, sizes, "relational-coordination", ITEMS, rows).ties("scored").filter(dimension="index")

    off = [
        abs(round(row["mean"], 2) - PUBLISHED[row["rater_group"], row["target_group"]][2])
        for row in found.iter_rows(named=True)
    ]
    assert len(off) == 8
    assert sum(difference < 1e-9 for difference in off) == 7, "to two decimals"
    assert max(off) == pytest.approx(0.01), "the eighth is rounded from parts that were rounded before"
    by_sub_scales = [abs((one + other) / 2 - composite) for one, other, composite in PUBLISHED.values()]
    assert max(by_sub_scales) > 0.015, "the mean of the two sub-scales does not give the published numbers"


def test_the_gap_of_published_dyads(tmp_path: Path) -> None:
    """Students rate nurses 2.98 and are rated 2.68; one person each carries the published means, so there is no interval."""
    rows = [
        (f"one of the {rater}", rater, target, *[PUBLISHED[rater, target][2]] * 7)
        for rater, target in (("students", "nurses"), ("nurses", "students"))
    ]
    world = World(tmp_path, {"students": 68, "nurses": 99}, "relational-coordination", ITEMS, rows)

    (gap,) = (gap.gap for gap in gaps(ties(world.scores("scored"), world.mapping, world.instrument)) if gap.measure == "index")

    assert gap.value == pytest.approx(0.30, abs=1e-9)
    assert (gap.lower, gap.reason) == (None, "scoring.one_person")


SINGLE_ITEM = """
[instrument]
key = "single"
stem = { en = "How well do you work with {group}?" }
[[scale]]
key = "rating"
options = [{ code = 1, score = 1, label = { en = "badly" } }, { code = 5, score = 5, label = { en = "well" } }]
[[dimension]]
key = "rating"
name = { en = "Rating" }
[[item]]
key = "rating"
dimension = "rating"
scale = "rating"
text = { en = "…" }
"""
CELL_MEANS = {("G2", "G1"): 3.2781667, ("G3", "G1"): 4.3221111, ("G4", "G1"): 4.6296, ("G5", "G1"): 3.8008}


def test_the_cell_means_of_simulated_ties(tmp_path: Path) -> None:
    given = reference("ties_simulated.csv")
    (tmp_path / "single.toml").write_text(SINGLE_ITEM, encoding="utf-8")
    rows = [(row["respondent"], row["rater_group"], row["target_group"], row["rating"]) for row in given]
    world = World(tmp_path, {f"G{number}": 25 for number in range(1, 9)}, "single.toml", ("rating",), rows)

    ties = world.ties("scored")

    found = {
        (row["rater_group"], row["target_group"]): row["mean"] for row in ties.filter(dimension="index").iter_rows(named=True)
    }
    for pair, value in CELL_MEANS.items():
        assert found[pair] == pytest.approx(value, abs=5e-8)
    by_hand: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for row in given:
        by_hand[row["rater_group"], row["target_group"]].append(float(row["rating"]))
    assert found == {pair: pytest.approx(mean(values), abs=1e-8) for pair, values in by_hand.items()}
    assert len(found) == 56
