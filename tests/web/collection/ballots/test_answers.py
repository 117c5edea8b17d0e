"""What is sent becomes a sheet: checked, of one length, and read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from answering import filled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.design.read import parse
from samspill.errors import UsageError
from samspill.instrument.load import find
from samspill.terms import Language
from samspill_web.collection.ballots.answers import Answers, understand
from samspill_web.collection.ballots.plans import plan_of, room_in
from samspill_web.collection.survey import CONTACT, Respondent, targets

pytestmark = pytest.mark.django_db


def as_lists(form: dict) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in form.items()}


def test_every_sheet_has_one_length_and_comes_back_as_it_was(open_wave):
    wave = open_wave()
    plan, lengths = plan_of(wave), set()
    for seed, node in enumerate(plan.mapping.rater_nodes(wave.number)):
        who = Respondent(node, Language.NB)
        for form in (filled(wave, str(node), seed), {"node": str(node)}):
            answers = understand(plan, who, as_lists(form), "leader")
            sheet = answers.to_bytes(room_in(wave))
            lengths.add(len(sheet))
            assert Answers.from_bytes(sheet) == answers
    assert lengths == {room_in(wave)}


def test_what_is_not_worked_with_is_left_out_though_it_was_answered_before(open_wave):
    wave = open_wave()
    plan = plan_of(wave)
    node = plan.mapping.rater_nodes(wave.number)[0]
    who = Respondent(node, Language.NB)
    first, second = map(str, targets(plan, who)[:2])
    form = as_lists(filled(wave, str(node))) | {f"{CONTACT}{first}": ["no"], f"{CONTACT}{second}": ["wanted"]}
    answers = understand(plan, who, form)
    assert answers.contacts[first] == "no"
    assert answers.contacts[second] == "wanted"
    assert not {first, second} & (set(answers.ties) | set(answers.asked))
    assert answers.ties


def test_dont_know_is_kept_and_skipped_is_nothing(open_wave):
    wave = open_wave()
    plan = plan_of(wave)
    node = plan.mapping.rater_nodes(wave.number)[0]
    who = Respondent(node, Language.NB)
    target = str(targets(plan, who)[0])
    first, second = plan.instrument.tie_items[:2]
    form = {f"{CONTACT}{target}": ["yes"], f"{first.key}:{target}": ["?"], f"{second.key}:{target}": [""]}
    assert understand(plan, who, form).ties == {target: {first.key: "?"}}


@pytest.mark.parametrize("value", ["9", "yes", "-1", "3'; drop table", "\0", "٣"])
def test_an_answer_that_the_question_does_not_have_is_refused(open_wave, value):
    wave = open_wave()
    plan = plan_of(wave)
    node = plan.mapping.rater_nodes(wave.number)[0]
    who = Respondent(node, Language.NB)
    target = str(targets(plan, who)[0])
    form = {f"{CONTACT}{target}": ["yes"], f"{plan.instrument.tie_items[0].key}:{target}": [value]}
    with pytest.raises(UsageError) as raised:
        understand(plan, who, form)
    assert raised.value.problems[0].code == "collection.bad_answer"


def test_two_answers_to_one_question_are_refused(open_wave):
    wave = open_wave()
    plan = plan_of(wave)
    node = plan.mapping.rater_nodes(wave.number)[0]
    target = str(targets(plan, Respondent(node, Language.NB))[0])
    form = {f"{CONTACT}{target}": ["yes"], f"{plan.instrument.tie_items[0].key}:{target}": ["1", "2"]}
    with pytest.raises(UsageError):
        understand(plan, Respondent(node, Language.NB), form)


@given(st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3), max_size=10))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
def test_fields_that_nobody_knows_change_nothing(strange):
    plan = Plan(parse(PLAN), _instrument(), 1)
    who = Respondent(Node("a"), Language.NB)
    own = {name: values for name, values in strange.items() if ":" not in name and name not in {"sites", "research"}}
    assert understand(plan, who, own) == understand(plan, who, {})


PLAN = """
mapping = { title = "T", core_task = "t", language = "nb" }
organisation = [{ key = "o", name = "O" }]
group = [{ key = "a", name = "A", organisation = "o", size = 9 }, { key = "b", name = "B", organisation = "o", size = 9 }]
"""


def _instrument():
    return find("relational-capacity", Path())
