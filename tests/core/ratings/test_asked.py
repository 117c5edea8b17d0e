"""Groups that somebody works with and was not asked about by design: read, refused, simulated, and without bias."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from samspill.design.model import Mapping
from samspill.instrument.model import Instrument
from samspill.ratings.simulate import simulate
from samspill.ratings.table import RATED, Ratings
from samspill.ratings.write import to_bytes
from samspill.terms import Need

Read = Callable[..., Ratings]
Places = Callable[..., list[tuple[str, int | None, str | None]]]
HEAD = "respondent;rater_group;target_group;contact;asked;knows_tasks;respect;helps_most\n"
PAIR = ("respondent", "target_group", "target_site")


def made(mapping: Mapping, instrument: Instrument, seed: int = 5, **options: object) -> pl.DataFrame:
    return simulate(mapping, instrument, np.random.default_rng(seed), **options)


def test_who_was_not_asked_has_contact_and_no_answers(ratings_of: Read) -> None:
    found = ratings_of(
        HEAD
        + "a;larere;ppt;yes;no;;;\n"
        + "a;larere;sfo;yes;;4;;\n"
        + "a;larere;familie;ja;JA;4;;\n"
        + "b;larere;ppt;no;nei;;;\n"
        + "b;larere;sfo;;no;;;\n"
        + "b;larere;;;;;;1\n"
    )
    rows = {(row["respondent"], row["target_group"]): (row["contact"], row["asked"]) for row in found.frame.to_dicts()}
    assert rows == {
        ("a", "ppt"): ("yes", False),
        ("a", "sfo"): ("yes", True),
        ("a", "familie"): ("yes", True),
        ("b", "ppt"): ("no", False),
        ("b", "sfo"): (None, False),
    }
    assert found.rated["target_group"].to_list() == ["familie", "sfo"]


def test_without_the_column_everybody_was_asked(ratings_of: Read) -> None:
    found = ratings_of("respondent;rater_group;target_group;respect\na;larere;ppt;4\na;larere;sfo;\n")
    assert found.frame["asked"].to_list() == [True, True]


def test_answers_of_those_not_asked_and_unknown_words_are_refused(places_of: Places) -> None:
    found = places_of(
        HEAD
        + "a;larere;ppt;yes;no;4;;\n"
        + "b;larere;ppt;yes;no;?;;\n"
        + "c;larere;ppt;yes;kanskje;;;\n"
        + "d;larere;;;no;;;1\n"
    )
    assert found == [("answers_not_asked", 2, "asked"), ("unknown_asked", 4, "asked"), ("answer_without_target", 5, "asked")]


def test_no_question_may_be_called_like_the_column(made_up_instrument: Instrument) -> None:
    from samspill.instrument.coherence import check
    from samspill.instrument.toml_table import Problems

    item = replace(made_up_instrument.items["respect"], key="asked")
    items = {key: replace(one) for key, one in made_up_instrument.items.items() if key != "respect"} | {"asked": item}
    problems = Problems("x.toml")
    check(replace(made_up_instrument, items=items), problems)
    assert any("asked" in str(problem) for problem in problems.found)


@pytest.fixture
def capped(made_up_mapping: Mapping) -> Mapping:
    return replace(made_up_mapping, ask_at_most=3)


def test_a_simulation_without_a_limit_has_no_such_column(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    assert "asked" not in made(made_up_mapping, made_up_instrument).columns


@pytest.mark.parametrize("name", ["svar.csv", "svar.xlsx", "svar.parquet"])
def test_a_simulation_leaves_out_answers_and_changes_nothing_else(
    ratings_of: Read, made_up_mapping: Mapping, capped: Mapping, made_up_instrument: Instrument, name: str
) -> None:
    whole, cut = made(made_up_mapping, made_up_instrument), made(capped, made_up_instrument)
    items = [item.key for item in made_up_instrument.tie_items]
    out = cut["asked"].eq_missing("no")
    assert out.any()
    assert_frame_equal(cut.drop("asked", *items), whole.drop(items))
    assert_frame_equal(cut.filter(~out).select(items), whole.filter(~out).select(items))
    assert cut.filter(out).select(pl.col(items).is_null().all()).row(0) == (True,) * len(items)
    read_back = ratings_of(to_bytes(cut, Path(name)), name, mapping=capped)
    assert (~read_back.frame["asked"]).sum() == out.sum()


def test_nobody_answers_about_more_than_so_many_and_needed_ties_go_first(
    capped: Mapping, made_up_instrument: Instrument
) -> None:
    rows = made(capped, made_up_instrument).filter(pl.col("target_group").is_not_null(), pl.col("contact") == "yes")
    others = rows.filter(pl.col("rater_group") != pl.col("target_group"))
    needed = [f"{rater}>{target}" for (rater, target), need in capped.needs.items() if need is Need.HIGH]
    pair = pl.concat_str("rater_group", pl.lit(">"), "target_group")
    people = others.group_by("wave", "respondent").agg(
        asked=pl.col("asked").is_null().sum(),
        met=pl.len(),
        needed_out=(pair.is_in(needed) & pl.col("asked").is_not_null()).sum(),
        others_in=(~pair.is_in(needed) & pl.col("asked").is_null()).sum(),
    )
    assert people.filter(pl.col("asked") != pl.min_horizontal("met", pl.lit(3))).is_empty()
    assert people.filter((pl.col("needed_out") > 0) & (pl.col("others_in") > 0)).is_empty()
    own = rows.filter(pl.col("rater_group") == pl.col("target_group"))
    assert own["asked"].null_count() == own.height > 0


def means(frame: pl.DataFrame) -> dict[tuple[str, str], float]:
    """Return the mean of one question by cell, in codes."""
    told = frame.filter(pl.col("respect").is_not_null(), pl.col("respect") != "?")
    cells = told.group_by("rater_group", "target_group").agg(pl.col("respect").cast(pl.Float64).mean()).iter_rows()
    return {(rater, target): mean for rater, target, mean in cells}


def test_over_many_draws_the_mean_of_a_cell_is_that_of_all_who_work_with_the_group(made_up_instrument: Instrument) -> None:
    """Everybody works with all others, so that everybody has the same chance: the mean of means is the mean of the whole."""
    from samspill.design.read import parse

    groups = "".join(f'[[group]]\nkey = "g{n}"\nname = "G{n}"\norganisation = "o"\nsize = 20\n' for n in range(7))
    head = (
        '[mapping]\ntitle = "T"\ncore_task = "t"\nlanguage = "nb"\nask_at_most = 3\n[[organisation]]\nkey = "o"\nname = "O"\n'
    )
    mapping = parse(head + groups)
    everybody = {"response": 1.0, "contact": dict.fromkeys(Need, (0.0, 0.0)), "skipped": 0.0, "dont_know": 0.0}
    whole = simulate(replace(mapping, ask_at_most=None), made_up_instrument, np.random.default_rng(3), **everybody)
    truth, rounds = means(whole), 120
    rng, drawn = np.random.default_rng(3), list[dict[tuple[str, str], float]]()
    for _ in range(rounds):
        # The same answers each time: a new lot comes from the next child of the same source.
        again = np.random.Generator(type(rng.bit_generator)(rng.bit_generator.seed_seq))
        drawn.append(means(simulate(mapping, made_up_instrument, again, **everybody)))
    error = {cell: np.mean([one[cell] for one in drawn if cell in one]) - truth[cell] for cell in truth}
    spread = {cell: np.std([one[cell] for one in drawn if cell in one]) for cell in truth}
    others = [cell for cell in truth if cell[0] != cell[1]]
    # About ten people stand in a cell; 42 cells, none further off than four standard errors of the mean over the rounds.
    assert max(abs(error[cell]) / (spread[cell] / rounds**0.5) for cell in others) < 4.0
    assert min(spread[cell] for cell in others) > 0
    assert all(abs(error[cell]) < 1e-9 and spread[cell] < 1e-9 for cell in truth if cell not in others)


def test_rated_rows_are_those_with_contact_that_were_asked_about(ratings_of: Read) -> None:
    found = ratings_of(HEAD + "a;larere;ppt;yes;no;;;\na;larere;sfo;yes;yes;4;;\na;larere;familie;wanted;;;;\n")
    assert found.frame.filter(RATED)["target_group"].to_list() == ["sfo"]
