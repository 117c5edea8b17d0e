"""How long the survey takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from samspill.design.burden import SECONDS_A_CONTACT, SECONDS_A_QUESTION, SECONDS_AN_ANSWER, burdens, share_choosing, targets_of
from samspill.design.model import Node
from samspill.design.read import read
from samspill.instrument.load import shipped, with_modules

EXAMPLES = Path(__file__).parents[3] / "examples"
INSTRUMENT = shipped("relational-capacity")


def minutes(drafts: ModuleType, number: int, **parts: str) -> float:
    """Return the minutes of the first of so many groups."""
    groups = "".join(drafts.group(f"g{place}") for place in range(number))
    return float(burdens(drafts.mapping(groups=groups, ties="", **parts), INSTRUMENT, 1)[0].minutes)


def test_each_further_group_costs_its_answers_and_its_contact(drafts: ModuleType) -> None:
    step = (len(INSTRUMENT.tie_items) * SECONDS_AN_ANSWER + SECONDS_A_CONTACT) / 60
    assert minutes(drafts, 6) - minutes(drafts, 5) == pytest.approx(step)


def test_the_own_group_is_counted_where_it_is_asked_about(drafts: ModuleType) -> None:
    head = drafts.HEAD + "own_group = false\n"
    mapping, without = drafts.mapping(), drafts.mapping(head=head)
    assert [burden.targets for burden in burdens(mapping, INSTRUMENT, 1)] == [2, 2]
    assert [burden.targets for burden in burdens(without, INSTRUMENT, 1)] == [1, 1]
    assert burdens(without, INSTRUMENT, 1)[0].minutes < burdens(mapping, INSTRUMENT, 1)[0].minutes


def test_a_module_costs_its_questions(drafts: ModuleType) -> None:
    mapping, more = drafts.mapping(), with_modules(INSTRUMENT, ["conditions"])
    added = len(more.self_items)
    assert added
    plain, longer = (burdens(mapping, instrument, 1)[0] for instrument in (INSTRUMENT, more))
    assert longer.answers - plain.answers == added
    assert longer.minutes - plain.minutes == pytest.approx(added * SECONDS_A_QUESTION / 60)


def test_a_module_about_ties_costs_an_answer_for_each_group(drafts: ModuleType) -> None:
    mapping, more = drafts.mapping(), with_modules(INSTRUMENT, ["we-know"])
    plain, longer = (burdens(mapping, instrument, 1)[0] for instrument in (INSTRUMENT, more))
    assert longer.answers - plain.answers == plain.targets
    assert longer.minutes - plain.minutes > plain.targets * SECONDS_AN_ANSWER / 60


def test_a_question_less_is_shorter(drafts: ModuleType) -> None:
    items = dict(list(INSTRUMENT.items.items())[:3])
    short = replace(INSTRUMENT, items=items)
    mapping = drafts.mapping()
    assert burdens(mapping, short, 1)[0].minutes < burdens(mapping, INSTRUMENT, 1)[0].minutes


def test_a_group_that_is_not_asked_has_no_burden(drafts: ModuleType) -> None:
    mapping = drafts.mapping(groups=drafts.GROUPS + drafts.group("hab", asked="false"))
    assert [burden.group for burden in burdens(mapping, INSTRUMENT, 1)] == ["larere", "ppt"]


def test_those_who_serve_all_sites_rate_three_of_them() -> None:
    mapping = read(EXAMPLES / "oppvekst" / "mapping.toml")
    # Own group, four services, hab, and three groups at each of three sites.
    assert targets_of(mapping, Node("ppt"), 1) == 5 + 3 * 3
    # Own group, two at the site, four services and hab; the after-school staff are not asked about hab.
    assert targets_of(mapping, Node("larere", "nordby"), 1) == 3 + 4 + 1
    assert targets_of(mapping, Node("sfo", "nordby"), 1) == 3 + 4


def test_of_twelve_sites_three_are_chosen(drafts: ModuleType) -> None:
    places = [f"s{number}" for number in range(12)]
    groups = drafts.group("x", each_site="true") + drafts.group("y", sites='["s0", "s1"]') + drafts.group("ppt")
    mapping = drafts.mapping(groups=groups, ties="", more=drafts.sites(*places))
    assert targets_of(mapping, Node("ppt"), 1) == 1 + 2 + 2 + 1
    assert share_choosing(mapping, Node("ppt"), Node("x", "s4"), 1) == pytest.approx(0.25)
    assert share_choosing(mapping, Node("x", "s4"), Node("ppt"), 1) == 1


def test_the_example_takes_what_its_field_says_it_should() -> None:
    mapping = read(EXAMPLES / "hjemmepleje" / "mapping.toml")
    assert all(5 < burden.minutes < 8 for burden in burdens(mapping, INSTRUMENT, 1))
