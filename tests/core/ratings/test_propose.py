"""Column maps guessed from headings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.design.model import Mapping
from samspill.errors import Problem, RatingsError
from samspill.instrument.model import Instrument
from samspill.ratings.propose import propose
from samspill.ratings.read import read
from samspill.ratings.table import Ratings

ITEMS = ("knows_tasks", "respect", "shared_direction")


@pytest.mark.parametrize(
    "pattern", ["{group} – {item}", "{item}: {group}", "{group}_{item}", "{item} / {group}", "{group}.{item}"]
)
def test_patterns_are_found(made_up_mapping: Mapping, made_up_instrument: Instrument, pattern: str) -> None:
    words = ("Lærere", "SFO", "barnehage")
    headings = ["Løpenr", "Gruppe", *(pattern.format(group=group, item=item) for group in words for item in ITEMS), "Tidspunkt"]
    found = propose(headings, made_up_mapping, made_up_instrument)
    assert found is not None
    assert found.columns == pattern
    assert (found.respondent, found.rater_group) == ("Løpenr", "Gruppe")
    assert found.groups == {"Lærere": "larere", "SFO": "sfo", "barnehage": "barnehage"}
    assert set(found.items.values()) == set(ITEMS)
    assert found.ignore == ("Tidspunkt",)


def test_words_that_are_nearly_alike_are_matched(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    headings = ["ID", "gruppe", "Barnevernstjeneste – respect", "Lærarar – respekt", "PPT – respect"]
    found = propose(headings, made_up_mapping, made_up_instrument)
    assert found is not None
    assert found.groups == {"Barnevernstjeneste": "barnevern", "Lærarar": "larere", "PPT": "ppt"}
    assert found.items == {"respect": "respect", "respekt": "respect"}


def test_other_files_are_not_taken_for_wide(made_up_mapping: Mapping, made_up_instrument: Instrument) -> None:
    assert propose(["navn", "e-post", "avdeling", "stilling"], made_up_mapping, made_up_instrument) is None
    assert propose([], made_up_mapping, made_up_instrument) is None
    assert propose(["nr", "Lærere – respect", "PPT – respect"], made_up_mapping, made_up_instrument) is None


def test_a_wide_file_without_map_is_offered_one_that_reads_it(
    problems_of: Callable[..., list[Problem]],
    written: Callable[..., Path],
    made_up_mapping: Mapping,
    made_up_instrument: Instrument,
) -> None:
    text = "Løpenr;Gruppe;Lærere – respect;PPT – respect\n1;SFO;4;vet ikke\n2;PPT;;3\n"
    (found,) = problems_of(text)
    assert found.code == "ratings.looks_wide"
    column_map = written(str(found.data["proposal"]), "kolonner.toml")
    ratings = read(written(text), made_up_mapping, made_up_instrument, columns=column_map)
    assert ratings.frame.height == 3


def test_many_hostile_headings_are_judged_in_time(ratings_of: Callable[..., Ratings]) -> None:
    headings = ";".join(f"{'æ' * 90}{at} – x_{at}" for at in range(5000))
    with pytest.raises(RatingsError):
        ratings_of(headings + "\n" + ";" * 4999 + "\n")
