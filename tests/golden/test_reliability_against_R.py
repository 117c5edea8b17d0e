"""Alpha, omega, analyses of variance and ICC beside R (psych 2.2.9, multilevel 2.7, factanal) and published figures.

The reference data are not ours to ship; the numbers that they give stand here, and the tests say so where the data are absent.
"""

# ruff: noqa: N802

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from scipy import stats

from samspill.design.read import read as read_mapping
from samspill.instrument.load import find
from samspill.instrument.model import Instrument
from samspill.ratings.read import read as read_ratings
from samspill.ratings.table import Ratings
from samspill.scoring.reliability import reliability
from samspill.scoring.reliability_file import reliability_json, wave_reliabilities
from samspill.scoring.variance import f_test, icc

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference"
R = 5e-6
"""The reference numbers have five decimals or more."""
COORDINATION = (
    "frequent",
    "timely",
    "accurate",
    "problem_solving",
    "shared_goals",
    "shared_knowledge",
    "mutual_respect",
)
LEADERSHIP = tuple(f"LEAD{number:02}" for number in range(1, 12))


def reference(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference file, or skip the test where it is absent."""
    if not (REFERENCE / name).is_file():
        pytest.skip(f"reference data are kept outside the project: {name} is not in ../shared/reference")
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return [{key: value.replace("NA", "") for key, value in row.items()} for row in csv.DictReader(file)]


@dataclass(frozen=True)
class World:
    """A mapping's ratings, read as the command does it."""

    ratings: Ratings
    instrument: Instrument


def world(folder: Path, instrument: str, items: Sequence[str], rows: Sequence[tuple[str, ...]]) -> World:
    """Read rows ``rater_group, answers…`` as ratings of one target, scores already."""
    sizes = {**Counter(row[0] for row in rows), "target": 100}
    (folder / "mapping.toml").write_text(
        '[mapping]\ntitle = "Reference"\ncore_task = "the reference task"\nlanguage = "en"\n'
        f'instrument = "{instrument}"\n[[organisation]]\nkey = "all"\nname = "All"\n'
        + "".join(f'[[group]]\nkey = "{key}"\nname = "{key}"\norganisation = "all"\nsize = {n}\n' for key, n in sizes.items()),
        encoding="utf-8",
    )
    with (folder / "ratings.csv").open("w", encoding="utf-8", newline="") as file:
        lines = ((place, row[0], "target", *row[1:]) for place, row in enumerate(rows))
        csv.writer(file).writerows([("respondent", "rater_group", "target_group", *items), *lines])
    mapping = read_mapping(folder / "mapping.toml")
    found = find(mapping.instrument, folder)
    answers = read_ratings(folder / "ratings.csv", mapping, found, values="scored")
    return World(answers, found)


@pytest.fixture(scope="module")
def practitioners(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return 816 German general practitioners who rate hospital physicians."""
    rows = [("practitioners", *(row[item] for item in COORDINATION)) for row in reference("gp_hospital_rc.csv")]
    return world(tmp_path_factory.mktemp("practitioners"), "relational-coordination", COORDINATION, rows)


def test_alpha_of_general_practitioners_against_R(practitioners: World) -> None:
    (wave,) = reliability_json(practitioners.ratings, practitioners.instrument, min_items=7)["waves"]
    scopes = wave["scopes"]

    alphas = [scopes[scope]["alpha"] for scope in ("all", "communication", "relationship")]
    assert alphas == pytest.approx([0.83915, 0.76717, 0.76235], abs=R)
    assert [scopes[scope]["n"] for scope in ("all", "communication", "relationship", "timely")] == [705] * 4
    by_item = scopes["all"]["by_item"].values()
    deleted = [0.8387, 0.8060, 0.8074, 0.8194, 0.8104, 0.8214, 0.8173]
    assert [item["alpha_if_deleted"] for item in by_item] == pytest.approx(deleted, abs=5e-5)
    total_r = [0.5086, 0.6718, 0.6526, 0.5815, 0.6368, 0.5819, 0.5903]
    assert [item["item_total_r"] for item in by_item] == pytest.approx(total_r, abs=5e-5)
    assert scopes["all"]["omega"] == pytest.approx(0.8430195757, abs=1e-8), "R 4.2.2: factanal(d, 1), loadings by sd"
    assert scopes["timely"]["reasons"]["alpha"] == "scoring.one_item"
    assert scopes["all"]["anova"]["reason"] == "scoring.one_group"


def test_n_is_counted_after_dropping(practitioners: World) -> None:
    (wave,) = reliability_json(practitioners.ratings, practitioners.instrument)["waves"]

    assert (wave["scopes"]["all"]["n"], wave["scopes"]["all"]["dropped"]) == (705, 21), "of 726 with an index"
    assert wave["scopes"]["all"]["anova"]["n"] == 726
    assert wave["scopes"]["all"]["alpha"] == pytest.approx(0.83915, abs=R)
    assert wave["scopes"]["communication"]["n"] > 705, "complete on its own items"


def test_the_interval_of_alpha_is_near_that_of_Feldt(practitioners: World) -> None:
    """R: psych::alpha(d)$feldt; equal only for normal answers, so near, not the same."""
    alpha = reliability(practitioners.ratings.frame, COORDINATION).alpha

    ends = [1 - (1 - 0.83915) * stats.f.ppf(q, 704, 704 * 6) for q in (0.975, 0.025)]
    assert (alpha.lower, alpha.upper) == (pytest.approx(ends[0], abs=0.005), pytest.approx(ends[1], abs=0.005))


INSTRUMENT = """
[instrument]
key = "leaders"
min_items = 11
stem = { en = "How far do you agree about {group}?" }
[[scale]]
key = "agree"
options = [
    { code = 1, score = 1, label = { en = "1" } }, { code = 2, score = 2, label = { en = "2" } },
    { code = 3, score = 3, label = { en = "3" } }, { code = 4, score = 4, label = { en = "4" } },
    { code = 5, score = 5, label = { en = "5" } },
]
[[dimension]]
key = "leadership"
name = { en = "Leadership" }
""" + "".join(
    f'[[item]]\nkey = "{key}"\ndimension = "leadership"\nscale = "agree"\ntext = {{ en = "…" }}\n' for key in LEADERSHIP
)


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return 2042 soldiers of 49 companies who rate their leaders on eleven items."""
    folder = tmp_path_factory.mktemp("companies")
    (folder / "leaders.toml").write_text(INSTRUMENT, encoding="utf-8")
    rows = [(f"G{row['COMPID']}", *(row[item] for item in LEADERSHIP)) for row in reference("leadership_lq2002.csv")]
    return world(folder, "leaders.toml", LEADERSHIP, rows)


def test_49_companies_against_R(companies: World) -> None:
    (wave,) = wave_reliabilities(companies.ratings, companies.instrument)

    whole = wave.between["all"]
    found = whole.variance
    assert found.test.f.value == pytest.approx(5.019, abs=5e-4)
    assert (found.test.df1, found.test.df2, found.groups, found.n) == (48, 1993, 49, 2042)
    assert found.icc1.value == pytest.approx(0.08795621852, abs=5e-12)
    assert found.icc2.value == pytest.approx(0.80075437301, abs=5e-12)
    told = whole.reliability
    assert told.alpha.value == pytest.approx(0.9022365658, abs=5e-11)
    assert told.alpha_standardised.value == pytest.approx(0.9021625586, abs=5e-11)
    assert told.mean_r.value == pytest.approx(0.456012043, abs=5e-10)
    assert told.omega.value == pytest.approx(0.903633964, abs=1e-8), "R 4.2.2: factanal(d, 1), loadings by sd"
    assert whole.agreement.rwg_j.mean.value == pytest.approx(0.8677849, abs=5e-8)
    assert (told.verdict, found.verdict_means) == (
        "scoring.verdict.items.together",
        "scoring.verdict.group_means.reliable",
    )


# J. H. Gittell, nine hospitals: F of site and function alone, and of each beside the other.
@pytest.mark.parametrize(
    ("f", "df1", "df2", "p"),
    [(5.32, 8, 327, 2.73e-6), (2.89, 5, 330, 0.0143), (4.51, 8, 322, 3.28e-5), (1.75, 5, 322, 0.1228)],
)
def test_the_p_values_of_nine_hospitals(f: float, df1: int, df2: int, p: float) -> None:
    assert f_test(f, df1, df2, n=336).p.value == pytest.approx(p, rel=5e-3)


def test_the_icc_of_nine_hospitals() -> None:
    one, two = icc(5.32, 336 / 9, 8, 327, n=336)

    assert one.value == pytest.approx(0.1037, abs=5e-5)
    assert two.value == pytest.approx(0.8120, abs=5e-5)
