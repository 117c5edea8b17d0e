"""The needed ties and the later waves of a mapping."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.model import Node, Turnover
from samspill.design.read import parse
from samspill.errors import DesignError
from samspill.language import problem_text
from samspill.terms import Language, Need


def found(content: str) -> list[tuple[str, str]]:
    with pytest.raises(DesignError) as caught:
        parse(content)
    assert all(problem_text(problem, language) for problem in caught.value.problems for language in Language)
    return [(problem.place.key or "", problem.code) for problem in caught.value.problems]


def test_needs_are_directed(drafts: ModuleType) -> None:
    mapping = drafts.mapping(ties=drafts.tie("larere", "ppt", "high"))
    assert (mapping.need("larere", "ppt"), mapping.need("ppt", "larere")) == (Need.HIGH, Need.SOME)


@pytest.mark.parametrize(
    ("tie", "problem"),
    [
        (("larer", "ppt", "high"), ("tie[1].rater", "design.unknown_reference")),
        (("larere", "PPT", "high"), ("tie[1].target", "design.unknown_reference")),
        (("larere", "ppt", "hihg"), ("tie[1].need", "instrument.unknown_word")),
        (("ppt", "ppt", "high"), ("tie[1].target", "design.tie_own")),
    ],
)
def test_what_is_wrong_with_a_tie_is_told(drafts: ModuleType, tie: tuple[str, str, str], problem: tuple[str, str]) -> None:
    assert found(drafts.write(ties=drafts.tie(*tie))) == [problem]


def test_a_tie_says_its_need_once(drafts: ModuleType) -> None:
    assert found(drafts.write(ties=drafts.TIES + drafts.tie("larere", "ppt", "some"))) == [
        ("tie[3].target", "design.duplicate_tie")
    ]
    assert found(drafts.write(ties='[[tie]]\nrater = "larere"\ntarget = "ppt"\n')) == [
        ("tie[1].need", "instrument.missing_key")
    ]


def test_a_later_wave_changes_sizes_by_site_or_for_all(drafts: ModuleType) -> None:
    groups = drafts.group("x", "{ a = 8, b = 9 }", each_site="true") + drafts.group("y", "7", each_site="true")
    more = (
        drafts.sites("a", "b")
        + "[[wave]]\nnumber = 2\nsize = { x = { b = 4 }, y = 10 }\n[[wave]]\nnumber = 3\nsize = { x = 6 }\n"
    )
    mapping = drafts.mapping(groups=groups, ties="", more=more)
    nodes = (Node("x", "a"), Node("x", "b"), Node("y", "a"), Node("y", "b"))
    assert [mapping.size(node, 1) for node in nodes] == [8, 9, 7, 7]
    assert [mapping.size(node, 2) for node in nodes] == [8, 4, 10, 10]
    assert [mapping.size(node, 3) for node in nodes] == [6, 6, 10, 10]


def test_turnover_that_is_not_stated_is_unknown(drafts: ModuleType) -> None:
    mapping = drafts.mapping(more='[[wave]]\nnumber = 2\njoined = { ppt = "0" }\nleft = { larere = "5+" }\n')
    assert mapping.changes[2].turnover == {"ppt": Turnover("0", "unknown"), "larere": Turnover("unknown", "5+")}


def test_a_group_may_be_split_and_merged(drafts: ModuleType) -> None:
    mapping = drafts.mapping(
        groups=drafts.GROUPS + drafts.group("ny", waves="[2]") + drafts.group("nyere", waves="[2]"),
        more='[[wave]]\nnumber = 2\ngroups = { ppt = ["ny", "nyere"], larere = ["ny"] }\n',
    )
    assert mapping.changes[2].groups == {"ppt": ("ny", "nyere"), "larere": ("ny",)}


@pytest.mark.parametrize(
    ("wave", "problem"),
    [
        ("number = 1", ("wave[1].number", "design.wave_number")),
        ("size = { ppt = 7 }", ("wave[1].number", "instrument.missing_key")),
        ("number = 2\nsize = { pp = 7 }", ("wave[1].size.pp", "design.unknown_reference")),
        ("number = 2\nsize = { ppt = 0 }", ("wave[1].size.ppt", "design.size_not_positive")),
        ("number = 2\nsize = { ppt = { a = 4 } }", ("wave[1].size.ppt.a", "design.unknown_reference")),
        ('number = 2\njoined = { ppt = "2" }', ("wave[1].joined.ppt", "instrument.unknown_word")),
        ("number = 2\njoined = { ppt = 0 }", ("wave[1].joined.ppt", "instrument.not_string")),
        ('number = 2\nleft = { pp = "0" }', ("wave[1].left.pp", "design.unknown_reference")),
        ('number = 2\ngroups = { pp = ["ppt"] }', ("wave[1].groups.pp", "design.unknown_reference")),
        ('number = 2\ngroups = { ppt = ["ny"] }', ("wave[1].groups.ppt[1]", "design.unknown_reference")),
        ('number = 2\ngroups = { ppt = "larere" }', ("wave[1].groups.ppt", "design.not_list")),
        ("number = 2\nsizes = {}", ("wave[1].sizes", "instrument.unknown_key")),
    ],
)
def test_what_is_wrong_with_a_wave_is_told(drafts: ModuleType, wave: str, problem: tuple[str, str]) -> None:
    assert found(drafts.write(more=f"[[wave]]\n{wave}\n")) == [problem]


def test_a_wave_is_described_once(drafts: ModuleType) -> None:
    assert found(drafts.write(more="[[wave]]\nnumber = 2\n" * 2)) == [("wave[2].number", "design.duplicate_wave")]
