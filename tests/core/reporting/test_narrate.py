"""Values, counts and states in words."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Change, Published
from samspill.instrument.model import Instrument
from samspill.reporting.document import Mark
from samspill.reporting.names import Names
from samspill.reporting.narrate import (
    cell_mark,
    cell_word,
    counted,
    difference_figure,
    direction_word,
    experience,
    interval_figure,
    people,
    people_figure,
    people_of,
    policy_words,
    share_words,
    value_figure,
    value_words,
)
from samspill.terms import (
    POLICIES,
    Bound,
    CellState,
    Direction,
    Language,
    PeopleBand,
    PolicyName,
    Share,
    TieClass,
)

STRICT = POLICIES[PolicyName.STRICT]


def published(value: float, bound: Bound | None = None, n: int | None = None) -> Published:
    return Published(value, bound, (3.25, 4.0), PeopleBand.FEW, n, TieClass.HOLDS, None)


def test_values_in_words_and_figures() -> None:
    assert value_words(published(3.5), Language.NB) == "omtrent 3,5"
    assert value_words(published(4.0, Bound.AT_LEAST), Language.DA) == "mindst 4"
    assert value_words(published(2.0, Bound.AT_MOST), Language.EN) == "at most 2"
    assert value_figure(published(4.0, Bound.AT_LEAST), Language.NB) == "≥ 4"
    assert value_figure(published(1.5, Bound.AT_MOST), Language.SV) == "≤ 1,5"
    assert interval_figure(published(3.5), Language.NN) == "3,25–4"


def test_counts_are_words_up_to_twenty_and_follow_the_gender() -> None:
    assert [counted(count, Language.NB) for count in (0, 1, 2, 14, 20, 21)] == ["ingen", "ett", "to", "fjorten", "tjue", "21"]
    assert counted(1, Language.NN, "group") == "éi"
    assert counted(0, Language.SV) == "inget"
    assert counted(0, Language.SV, "group") == "ingen"
    for language in Language:
        assert len({counted(count, language) for count in range(21)}) == 21


def test_people_are_told_in_bands_that_begin_at_k_and_exactly_only_where_the_release_does() -> None:
    assert people(PeopleBand.FEW, STRICT, Language.NB) == "5–9 personer"
    assert people(PeopleBand.FEW, STRICT.with_k(4), Language.NB) == "4–9 personer"
    assert people_of(published(3.5), STRICT, Language.NB) == "5–9 personer"
    assert people_of(published(3.5, n=12), STRICT, Language.NB) == "12 personer"
    assert people_figure(published(3.5), STRICT.with_k(4), Language.NB) == "4–9"
    assert people_figure(published(3.5, n=12), STRICT, Language.NB) == "12"


@pytest.mark.parametrize("language", Language)
def test_every_share_policy_direction_and_reason_has_words(language: Language) -> None:
    for share in Share:
        assert share_words(share, language)
    for policy in POLICIES.values():
        assert "5" in policy_words(policy, language)
    changes = [Change("a", "b", "index", 1, direction, None) for direction in Direction]
    reasons = [
        Change("a", "b", "index", 1, None, None, reason) for reason in ("groups_changed", "instrument_changed", "not_shown")
    ]
    words = [direction_word(change, language) for change in (*changes, *reasons)]
    assert len(set(words)) == len(words)


def test_a_difference_has_its_sign_and_its_interval_and_none_where_it_is_about_the_same() -> None:
    up = Change("a", "b", "index", 1, Direction.HIGHER, 0.3, None, (-0.1, 0.6))
    assert difference_figure(up, Language.NB) == "+0,3, trolig mellom −0,1 og +0,6"
    assert difference_figure(Change("a", "b", "index", 1, Direction.LOWER, -0.25), Language.NB) == "−0,25"
    assert difference_figure(Change("a", "b", "index", 1, Direction.SAME, 0.1), Language.NB) == ""
    assert difference_figure(Change("a", "b", "index", 1, Direction.HIGHER, None), Language.NB) == ""


def test_no_data_hidden_no_contact_and_no_tie_never_look_alike() -> None:
    cells = [Cell("a", "b", "index", state) for state in CellState if state is not CellState.SHOWN]
    for language in Language:
        assert len({cell_word(cell, language) for cell in cells}) == len(cells)
    assert {cell_mark(cell) for cell in cells} == {Mark.UNKNOWN, Mark.NO_DATA, Mark.NO_CONTACT, Mark.NO_TIE}


@pytest.mark.parametrize("language", Language)
def test_every_class_and_state_is_a_sentence_of_its_own(
    language: Language, made_up_mapping: Mapping, made_up_instrument: Instrument, made_up: ModuleType
) -> None:
    names = Names(made_up_mapping, made_up_instrument, language)
    values = [made_up.published(value, PeopleBand.MANY) for value in (2.0, 3.5, 4.2)]
    cells = [Cell("larere", "ppt", "index", CellState.SHOWN, value) for value in values]
    cells += [Cell("larere", "ppt", "index", state) for state in CellState if state is not CellState.SHOWN]
    for own in (False, True):
        told = [experience(cell, names, own=own) for cell in cells]
        assert len(set(told)) == len(told)
        assert all(names.inside("larere") in text for text in told)
