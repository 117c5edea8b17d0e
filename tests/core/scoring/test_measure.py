from __future__ import annotations

from dataclasses import replace

import pytest

from samspill.errors import UsageError
from samspill.instrument.load import shipped
from samspill.instrument.model import Instrument
from samspill.language import problem_text
from samspill.scoring.measure import Measure, measures, scale_of
from samspill.terms import Language

CAPACITY = ("knows_tasks", "knows_competence", "information", "respect", "problem_solving", "new_solutions", "shared_direction")


def test_a_dimension_of_one_item_is_that_item_and_counted_once(capacity: Instrument) -> None:
    counted = measures(capacity, CAPACITY)

    assert [measure.key for measure in counted] == [*CAPACITY, "familiarity", "index"]
    assert counted[-2] == Measure("familiarity", ("knows_tasks", "knows_competence"))
    assert counted[-1] == Measure("index", CAPACITY, 5)


def test_an_item_outside_the_index_is_counted_and_part_of_nothing(capacity: Instrument) -> None:
    counted = {measure.key: measure for measure in measures(capacity, (*CAPACITY, "we_know"))}

    assert "we_know" in counted
    assert all("we_know" not in measure.items for key, measure in counted.items() if key != "we_know")


def test_sub_scales_are_means_of_items_not_of_dimensions() -> None:
    coordination = shipped("relational-coordination")
    counted = {measure.key: measure for measure in measures(coordination, tuple(coordination.items))}

    assert counted["communication"].items == ("frequent", "timely", "accurate", "problem_solving")
    assert counted["relationship"].items == ("shared_goals", "shared_knowledge", "mutual_respect")
    assert counted["index"].items == (*counted["communication"].items, *counted["relationship"].items)


@pytest.mark.parametrize(("items", "needed"), [(CAPACITY[:4], None), (CAPACITY, 8), (CAPACITY, 0)])
def test_an_index_that_nobody_can_have_is_refused_with_a_remedy(
    capacity: Instrument, items: tuple[str, ...], needed: int | None
) -> None:
    with pytest.raises(UsageError) as caught:
        measures(capacity, items, needed)

    (problem,) = caught.value.problems
    assert problem.code == "scoring.min_items"
    for language in Language:
        assert "--min-items" in problem_text(problem, language)
        assert str(len(items)) in problem_text(problem, language)


def test_without_items_of_the_index_there_is_no_index(capacity: Instrument) -> None:
    assert [measure.key for measure in measures(capacity, ("we_know",))] == ["we_know"]


def test_a_measure_of_several_items_has_the_scale_of_the_index(capacity: Instrument) -> None:
    degree = capacity.scales["degree"]
    odd = replace(capacity.items["we_know"], scale="other")
    instrument = replace(
        capacity, items={**capacity.items, "we_know": odd}, scales={**capacity.scales, "other": replace(degree, key="other")}
    )

    assert scale_of("index", instrument) is instrument.scales["degree"]
    assert scale_of("we_know", instrument) is instrument.scales["other"]
