"""A plan that is changed: what is written reads the same, minutes are added up, and no other language loses its words."""

from __future__ import annotations

from copy import deepcopy
from tomllib import loads
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.errors import MeetingError
from samspill.reporting.meeting import built, shipped, shipped_keys
from samspill.reporting.meeting.edit import (
    by_part,
    copied,
    fresh_part,
    minutes_of,
    relined,
    reworded,
    words_in,
    written,
)
from samspill.reporting.meeting.load import source
from samspill.reporting.meeting.model import PartKind
from samspill.terms import Language

Plan = dict[str, Any]


def plan(key: str = "45-minutes") -> Plan:
    return loads(source(key))


@pytest.mark.parametrize("key", shipped_keys())
def test_what_is_written_is_read_as_the_same_plan(key: str) -> None:
    assert built(loads(written(plan(key))), "") == shipped(key)


def test_how_long_it_takes_is_added_up_and_nothing_given_is_changed() -> None:
    values = plan()
    values["part"][0]["minutes"] = 14
    before = deepcopy(values)
    assert built(loads(written(values)), "").minutes == minutes_of(values) == 55
    assert values == before


def test_a_copy_has_a_name_and_a_key_of_its_own() -> None:
    values = copied(plan("90-minutes"), "Møte på Nordby", Language.NB)
    template = built(loads(written(values)), "")
    assert (template.key, template.version, template.name.get_in(Language.EN)) == ("mote-pa-nordby", "1", "Møte på Nordby")
    assert template.parts == shipped("90-minutes").parts
    assert template.what == shipped("90-minutes").what


@pytest.mark.parametrize("kind", PartKind)
def test_a_part_of_any_kind_can_be_put_in(kind: PartKind) -> None:
    values = plan()
    part = fresh_part(kind, [each["key"] for each in values["part"]])
    if kind is PartKind.OWN:
        part |= {"heading": "Navn", "line": [{"text": "Si hvem du er"}]}
    values["part"].append(part)
    if kind is PartKind.STRENGTHS:
        assert part["key"] == "strengths-2"
    assert built(loads(written(values)), "").parts[-1].kind is kind


TEXTS = st.dictionaries(st.sampled_from(list(Language)), st.text("ab ", min_size=1).filter(str.strip), min_size=1)


@given(before=TEXTS, words=st.text("abc ", max_size=8), language=st.sampled_from(list(Language)))
def test_no_other_language_loses_or_changes_its_words(before: dict[str, str], words: str, language: Language) -> None:
    after = reworded(before, words, language)
    if not words.strip():
        assert after is None
        return
    assert isinstance(after, dict)
    assert words_in(after, language).split() == words.split()
    assert {tag: text for tag, text in after.items() if tag != language} == {
        tag: text for tag, text in before.items() if tag != language
    }


def test_what_is_left_as_it_was_shown_stays_whole() -> None:
    for before in ("Hei", {"nb": "Hei"}, {"nb": "Hei", "sv": "Hej"}):
        assert reworded(before, words_in(before, Language.DA), Language.DA) == before
    assert reworded("Hei", "Hallo", Language.DA) == "Hallo"
    assert reworded(None, "Hallo", Language.DA) == {"da": "Hallo"}
    assert reworded({"nb": 7, "xx": "?"}, "Hallo", Language.DA) == {"da": "Hallo"}


def test_a_line_in_new_words_is_new_where_lines_came_or_went() -> None:
    was = [{"text": {"nb": "En", "en": "One"}}, {"text": {"nb": "To", "en": "Two"}}]
    assert [each["text"] for each in relined(was, ["En", "Tre"], Language.NB)] == [
        {"nb": "En", "en": "One"},
        {"nb": "Tre", "en": "Two"},
    ]
    assert [each["text"] for each in relined(was, ["Null", "En", " ", "To"], Language.NB)] == [
        {"nb": "Null"},
        {"nb": "En", "en": "One"},
        {"nb": "To", "en": "Two"},
    ]
    assert relined(None, ["En"], Language.NB) == [{"text": {"nb": "En"}}]


def test_each_problem_is_told_of_the_part_that_it_is_about() -> None:
    values = plan()
    values["part"].insert(0, values["part"].pop(2))
    values["part"].append({"key": "far", "kind": "tie", "tie": 3, "minutes": 900, "say": {"nb": "x" * 601}})
    values["template"]["name"] = "n" * 201
    with pytest.raises(MeetingError) as caught:
        written(values)
    found = by_part(caught.value, values)
    told = {place: sorted((key, problem.code) for key, problem in each) for place, each in found.items()}
    assert told == {
        None: [("name", "meeting.words_long")],
        6: [("minutes", "meeting.minutes_range"), ("say", "meeting.words_long")],
    }
    values["part"][6] |= {"minutes": 9, "say": "x"}
    values["template"]["name"] = "Navn"
    with pytest.raises(MeetingError) as caught:
        written(values)
    codes = {place: [problem.code for _, problem in each] for place, each in by_part(caught.value, values).items()}
    assert codes == {2: ["meeting.strengths_first"], 6: ["meeting.tie_skipped"]}


@pytest.mark.parametrize("part", [{"key": "k" * 81}, {"key": "a", "kind": "aim", "minutes": 5}])
def test_a_plan_has_room_for_so_much(part: Plan) -> None:
    values = plan()
    values["part"] = [*values["part"], *([part] * 50)]
    with pytest.raises(MeetingError) as caught:
        written(values)
    assert {problem.code for problem in caught.value.problems} & {"meeting.words_long", "meeting.too_many_parts"}
