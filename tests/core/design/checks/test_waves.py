"""Whether waves hang together."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from samspill.design.checks.waves import waves
from samspill.design.plan import Plan
from samspill.design.read import read
from samspill.instrument.load import shipped
from samspill.terms import Severity

EXAMPLES = Path(__file__).parents[4] / "examples"
MERGED = '[[wave]]\nnumber = 2\ngroups = { ppt = ["ny"] }\n'


def test_a_first_wave_has_nothing_before_it(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + drafts.group("ny", waves="[2]")
    assert list(waves(drafts.plan(groups=groups, more=MERGED))) == []


def test_a_group_that_was_replaced_and_is_still_there_warns(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + drafts.group("ny", waves="[2]")
    found = list(waves(drafts.plan(wave=2, groups=groups, more=MERGED)))
    assert drafts.names(found) == ["replaced_stays", "need_lost"]
    assert found[0].about == ("ppt",)


def test_a_group_that_keeps_its_name_in_a_split_is_not_replaced(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + drafts.group("ny", waves="[2]")
    more = '[[wave]]\nnumber = 2\ngroups = { ppt = ["ppt", "ny"] }\n'
    assert "replaced_stays" not in drafts.names(waves(drafts.plan(wave=2, groups=groups, more=more)))


def test_needs_that_a_new_group_did_not_inherit_warn(drafts: ModuleType) -> None:
    groups = drafts.GROUPS + "waves = [1]\n" + drafts.group("ny", waves="[2]")
    (found,) = waves(drafts.plan(wave=2, groups=groups, more=MERGED))
    assert (drafts.names([found]), found.severity, found.about) == (["need_lost"], Severity.WARNS, ("ny",))
    named = drafts.TIES + drafts.tie("larere", "ny")
    assert list(waves(drafts.plan(wave=2, groups=groups, ties=named, more=MERGED))) == []
    assert list(waves(drafts.plan(wave=2, groups=groups, ties="", more=MERGED))) == []


def test_the_example_tells_what_its_merged_group_lost(drafts: ModuleType) -> None:
    plan = Plan(read(EXAMPLES / "oppvekst" / "mapping.toml"), shipped("relational-capacity"), 2)
    (found,) = waves(plan)
    assert (drafts.names([found]), found.about) == (["need_lost"], ("helsefamilie",))
