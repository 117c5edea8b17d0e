"""Everything that the commands write, read as an outsider reads it: nothing but what the release tells, and nobody's name.

One small mapping goes the whole way, from its ratings through ``score`` and ``report`` to every format for every audience. The
ratings carry canaries: respondents with names that nothing else has, in a file of such a name. Then they are given once more
by other people with other answers that come to the same release, and not a byte may differ.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import polars as pl
import pyreadstat
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from samspill.cli import report as report_command
from samspill.cli import score as score_command
from samspill.cli.publish import WRITERS
from samspill.cli.report import Format
from samspill.design.model import Mapping as Plan
from samspill.design.read import read as read_mapping
from samspill.disclosure.freeze import freeze
from samspill.disclosure.release import Published, Release
from samspill.disclosure.release_file import from_json, to_json
from samspill.instrument.load import find
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.ratings.read import read as read_ratings
from samspill.ratings.table import Ratings
from samspill.reporting.narrate import policy_words
from samspill.scoring.score import score
from samspill.scoring.score_set import ScoreSet
from samspill.terms import Audience, Language

CANARY = "kanarifugl"
RATINGS = f"{CANARY}-svar.csv"
ITEMS = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions", "shared_direction")
HEAD = ("wave", "respondent", "rater_group", "target_group", "contact", "level")
MAPPING = """
mapping = { title = "Prøve", core_task = "å prøve vernet", language = "nb", modules = ["conditions"] }
organisation = [{ key = "o", name = "Org" }]
group = [
    { key = "alfa", name = "Alfa", organisation = "o", size = 13 },
    { key = "beta", name = "Beta", organisation = "o", size = 8 },
    { key = "gamma", name = "Gamma", organisation = "o", size = 6, fallback = "delta" },
    { key = "delta", name = "Delta", organisation = "o", size = 7 },
]
tie = [{ rater = "alfa", target = "beta", need = "high" }, { rater = "beta", target = "alfa", need = "high" },
       { rater = "beta", target = "gamma", need = "none" }]
wave = [{ number = 2, joined = { beta = "1-4", alfa = "0" }, left = { beta = "0", alfa = "0" } }]
[start]
ambitions = ["a"]
resources = ["b"]
goals = ["c"]
agreed = [{ who = "d", on = 2026-01-01 }]
feedback_meeting = 2026-02-02
follow_up = "e"
"""
ANSWERED = ({"alfa": 12, "beta": 6, "gamma": 4, "delta": 6}, {"alfa": 13, "beta": 7, "gamma": 3, "delta": 6})
# What the method says of its own figures: steps of the ladder, the values with which coded extremes count, the version.
SAID = frozenset({0.1, 0.25, 0.5, 1.75, 4.25})
Key = tuple[int, str, str, str]


@dataclass(frozen=True)
class Written:
    """What one run left: the folder of its files, what it printed, and the release."""

    folder: Path
    log: str
    release: Release

    def files(self, ending: str = "") -> list[Path]:
        return sorted(file for file in self.folder.rglob(f"*{ending}") if file.is_file())


# ---- the ratings -------------------------------------------------------------------------------------------------------------


def made_up(rng: Random) -> Iterator[dict[str, str]]:
    """Yield rows with gaps of every kind: skipped, don't know, no contact, a pair that four people speak of."""
    for wave, answered in enumerate(ANSWERED, start=1):
        for rater, people in answered.items():
            for number in range(people):
                who = {
                    "wave": str(wave),
                    "respondent": f"{CANARY}-{rng.getrandbits(40):010x}",
                    "rater_group": rater,
                    "level": rng.choice(["leader", "staff"]),
                }
                yield who | {"target_group": "", "helps_most": ";".join(map(str, sorted(rng.sample(range(1, 9), 2))))}
                yield from (who | about(rng, rater, target, number) for target in answered if target != "gamma" or number < 4)


def about(rng: Random, rater: str, target: str, number: int) -> dict[str, str]:
    if (rater == "alfa" and target == "delta" and number > 3) or rng.random() < 0.05:
        return {"target_group": target, "contact": rng.choice(["no", "wanted"])}
    middle = 3 + ord(target[0]) % 3 / 2
    answers = {item: str(min(5, max(1, round(rng.gauss(middle, 1))))) for item in ITEMS}
    return {"target_group": target, "contact": "yes", **answers, rng.choice(ITEMS): rng.choice(["?", "", "4"])}


def saved(rows: list[dict[str, str]], folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / RATINGS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*HEAD, *ITEMS, "helps_most"], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def exact(folder: Path) -> tuple[ScoreSet, Release]:
    mapping = read_mapping(folder / "mapping.toml")
    instrument = find(mapping.instrument, folder, modules=mapping.modules)
    return frozen(read_ratings(folder / RATINGS, mapping, instrument), mapping, instrument)


def frozen(ratings: Ratings, mapping: Plan, instrument: Instrument) -> tuple[ScoreSet, Release]:
    scores = score(ratings, mapping, instrument)
    return scores, freeze(scores, mapping, instrument, version="1", ratings=ratings)


def others(rows: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """Return ratings of other people in another order, as many single answers changed as leave the release as it is."""
    mapping = read_mapping(folder / "mapping.toml")
    instrument = find(mapping.instrument, folder, modules=mapping.modules)
    ratings = read_ratings(folder / RATINGS, mapping, instrument)
    told = to_json(frozen(ratings, mapping, instrument)[1])
    rng, kept = Random(5), ratings  # noqa: S311
    for _ in range(20):
        tried = one_changed(kept, rng)
        if to_json(frozen(tried, mapping, instrument)[1]) == told:
            kept = tried
    names: dict[str, str] = {}
    frame = kept.frame.with_columns(pl.col("level").cast(pl.String))
    answers = {(row["respondent"], row["target_group"]): row for row in frame.iter_rows(named=True)}
    changed = []
    for row in rows:
        found = answers.get((row["respondent"], row["target_group"]))
        new = {item: f"{found[item]:.0f}" for item in ITEMS if found and row.get(item, "").isdigit()}
        name = names.setdefault(row["respondent"], f"annen-{CANARY}-{len(names)}")
        changed.append(row | new | {"respondent": name, "level": "leader" if len(name) % 2 else "staff"})
    return rng.sample(changed, len(changed))


def one_changed(ratings: Ratings, rng: Random) -> Ratings:
    item, move = rng.choice(ITEMS), rng.choice([-1.0, 1.0])
    there = pl.arange(pl.len()) == rng.randrange(ratings.frame.height)
    moved = pl.when(there).then((pl.col(item) + move).clip(1, 5)).otherwise(pl.col(item))
    return replace(ratings, frame=ratings.frame.with_columns(moved.alias(item)))


# ---- the run -----------------------------------------------------------------------------------------------------------------


def run(folder: Path, out: Path) -> Written:
    """Run ``score`` and, for each audience, ``report`` in all formats."""
    ratings, mapping, said = folder / RATINGS, folder / "mapping.toml", io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        score_command.command(mapping, ratings, out, lang=Language.NB)
        for audience in Audience:
            group = "beta" if audience.of_a_group else None
            report_command.command(mapping, ratings, out, audience=audience, group=group)
    release = from_json((out / "release.json").read_text(encoding="utf-8"))
    return Written(out, said.getvalue(), release)


@pytest.fixture(scope="session")
def rows() -> list[dict[str, str]]:
    return list(made_up(Random(3)))  # noqa: S311


@pytest.fixture(scope="session")
def source(rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(rows, tmp_path_factory.mktemp("whole") / "mapping")


@pytest.fixture(scope="session")
def written(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return run(source, tmp_path_factory.mktemp("artefacts"))


# ---- what may be told --------------------------------------------------------------------------------------------------------


def published(release: Release) -> dict[Key, Published]:
    return {
        (wave.wave, cell.rater, cell.target, cell.dimension): cell.published
        for wave in release.waves
        for cell in wave.cells
        if cell.published
    }


def figures(release: Release) -> set[float]:
    """Return every figure that a release publishes, in scale units."""
    found: set[float] = set()
    for wave in release.waves:
        numbers = [cell.published for cell in wave.cells if cell.published]
        numbers += [number for unit in wave.groups for number in (*unit.received.values(), *unit.given.values())]
        found |= {end for number in numbers for end in (number.value, *(number.interval or ()))}
        found |= {mean.value for mean in wave.overall} | set(wave.spread.values()) | set(wave.reliability.values())
        found |= {end for change in wave.changes for end in (change.difference, *(change.interval or ())) if end is not None}
    return found


def small_whole(release: Release) -> set[float]:
    """Return the whole numbers that are no measurements: waves, codes of options, k."""
    codes = {choice.code for wave in release.waves for choice in wave.choices}
    return {float(number) for number in {*codes, *(wave.wave for wave in release.waves), release.policy.k}}


# ---- the tests ---------------------------------------------------------------------------------------------------------------


def test_the_run_writes_every_format_for_every_audience(written: Written) -> None:
    groups = {audience: "-beta" if audience.of_a_group else "" for audience in Audience}
    reports = {f"{audience}{group}-nb.{WRITERS[kind].ending}" for audience, group in groups.items() for kind in Format}
    assert {file.name for file in written.files()} == {"release.json", "codebook-nb.html", *reports}
    states = {cell.state for wave in written.release.waves for cell in wave.cells}
    assert {"shown", "hidden", "no_tie", "no_contact"} <= states
    assert any(number.bound for number in published(written.release).values())
    assert any("+" in unit.id for unit in written.release.waves[0].groups)


def test_no_file_and_no_message_holds_a_respondent(written: Written, reading: ModuleType) -> None:
    names = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.upper().encode())
    for file in written.files():
        assert not any(name in content for content in reading.unpacked(file) for name in names), file.name
    assert CANARY not in written.log


def test_release_json_holds_the_fields_of_a_release_and_nothing_else(written: Written) -> None:
    text = (written.folder / "release.json").read_text(encoding="utf-8")
    assert to_json(from_json(text)) == text
    numbers = set[float]()
    json.loads(text, parse_float=lambda number: numbers.add(float(number)))
    policy = {*written.release.policy.steps.values(), *SAID}
    assert numbers <= figures(written.release) | policy | {1.5, 2.0, 4.0, 4.5}


def test_a_workbook_has_no_number_of_its_own(written: Written) -> None:
    allowed = figures(written.release) | small_whole(written.release)
    for file in written.files(".xlsx"):
        book = CalamineWorkbook.from_path(str(file))
        cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
        numbers = {float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)}
        assert numbers
        assert numbers <= allowed, file.name


def test_csv_and_parquet_hold_each_cell_as_it_is_published(written: Written, reading: ModuleType) -> None:
    release = published(written.release)
    allowed = figures(written.release) | small_whole(written.release)
    for file in written.files(".csv.zip"):
        tables = dict(reading.csv_tables(file))
        parquet_cells = pl.read_parquet(file.with_name(file.name.replace(".csv.zip", ".parquet")))
        for cells in (tables["cells.csv"], parquet_cells):
            assert cells.height
            for row in cells.filter(pl.col("state") == "shown").iter_rows(named=True):
                assert tuple_of(row) == of(release[row["wave"], row["rater"], row["target"], row["dimension"]])
            silent = cells.filter(pl.col("state") != "shown").select("value", "lower", "upper", "n")
            assert silent.null_count().row(0) == (silent.height,) * 4
        for name, found in tables.items():
            numbers = {float(n) for column in found.select(pl.selectors.numeric()) for n in column.drop_nulls()}
            assert numbers <= allowed, (file.name, name)


def tuple_of(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("value", "bound", "lower", "upper", "people", "n"))


def of(number: Published) -> tuple[object, ...]:
    lower, upper = number.interval or (None, None)
    return number.value, number.bound, lower, upper, number.n_band, number.n


def test_spss_holds_each_cell_as_it_is_published(written: Written) -> None:
    release = published(written.release)
    for file in written.files(".sav"):
        frame, meta = pyreadstat.read_sav(str(file), output_format="polars")
        # The note says how the numbers are protected and why they are rounded, and nothing else.
        words = policy_words(written.release.policy, Language.NB), say("disclosure.why_rounded", Language.NB)
        assert " ".join(meta.notes) == " ".join(words)
        measured = [name.removeprefix("value_") for name in frame.columns if name.startswith("value_")]
        seen = 0
        for row in frame.iter_rows(named=True):
            for key in measured:
                number = release.get((int(row["wave"]), row["rater_key"], row["target_key"], key))
                told = tuple(row[f"{part}_{key}"] for part in ("value", "lower", "upper"))
                if number is None:
                    assert told[0] is None or told[0] < -90, "the reason why there is no value"
                    assert told[1:] == (None, None)
                elif told[0] is not None:
                    assert told == (number.value, *(number.interval or ()))
                    seen += 1
        assert seen
        labelled = {*meta.variable_value_labels, "wave"}
        parts = ("value_", "lower_", "upper_")
        assert {name for name in frame.columns if not name.startswith(parts) and not name.endswith("_key")} <= labelled


def test_graphml_holds_each_cell_as_it_is_published(written: Written) -> None:
    release, latest = published(written.release), written.release.waves[-1].wave
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    for file in written.files(".graphml"):
        tree = etree.parse(str(file))
        names = {key.get("id"): key.get("attr.name") for key in tree.iterfind(".//g:key", space)}
        numeric = {
            key.get("id") for key in tree.iterfind(".//g:key", space) if key.get("attr.type") in {"double", "float", "int"}
        }
        allowed = figures(written.release) | small_whole(written.release)
        units = {
            node.get("id"): next(data.text for data in node.iterfind("g:data", space) if names[data.get("key")] == "unit")
            for node in tree.iterfind(".//g:node", space)
        }
        assert {float(data.text or "nan") for data in tree.iter("{*}data") if data.get("key") in numeric} <= allowed
        seen = 0
        for edge in tree.iterfind(".//g:edge", space):
            pair = units[edge.get("source")], units[edge.get("target")]
            told = {names[data.get("key")]: data.text for data in edge.iterfind("g:data", space)}
            for name, value in told.items():
                if name.startswith("value_"):
                    assert float(value) == release[latest, *pair, name.removeprefix("value_")].value
                    seen += 1
        assert seen


@pytest.mark.parametrize("ending", [".html", ".pdf", ".docx", ".pptx"])
def test_documents_say_no_figure_that_is_not_published(written: Written, reading: ModuleType, ending: str) -> None:
    allowed = figures(written.release) | SAID
    for file in written.files(ending):
        text = reading.text_of(file)
        # The code book explains figures and names no group: tests/core/reporting/test_codebook.py holds that it tells none.
        assert ("Alfa" in text) is not file.name.startswith("codebook"), file.name
        if file.name.startswith("codebook"):
            continue
        found = {float(number.replace(",", ".")) for number in re.findall(r"(?<![\d.,])\d+,\d+(?![\d.,]*\d)", text)}
        assert found <= allowed, file.name


def test_other_people_with_the_same_release_leave_the_same_bytes(
    rows: list[dict[str, str]], source: Path, written: Written, tmp_path: Path
) -> None:
    """Charts, alternative texts, properties and the order of rows tell nothing: a file is made of its release alone."""
    elsewhere = saved(others(rows, source), tmp_path / "others")
    (one, first), (two, second) = exact(source), exact(elsewhere)
    assert first == second
    assert not one.exact.equals(two.exact)
    again = tmp_path / "again"
    said = io.StringIO()
    with redirect_stderr(said):
        for formats, audience in (("html,xlsx,sav,graphml", Audience.LEADERS), ("pdf", Audience.PUBLIC)):
            report_command.command(elsewhere / "mapping.toml", elsewhere / RATINGS, again, formats=formats, audience=audience)
    files = [file for file in again.rglob("*") if file.is_file()]
    assert len(files) == 6
    for file in files:
        assert file.read_bytes() == (written.folder / file.name).read_bytes(), file.name
