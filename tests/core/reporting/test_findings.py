"""What a wave gives reason to talk about: each rule on a small change of the made-up release, and the order of them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from samspill.design.model import Mapping
from samspill.disclosure.release import Cell, Published, Release, TieFacts
from samspill.instrument.model import Instrument
from samspill.reporting.findings import RULES, findings
from samspill.terms import Bound, CellState, Finding, Need, PeopleBand, Severity, Share, TieClass

Find = Callable[..., list[Finding]]
POOL = "helsesykepleiere+familie"


@pytest.fixture
def find(made_up_mapping: Mapping, made_up_instrument: Instrument) -> Find:
    def found(release: Release, *codes: str) -> list[Finding]:
        everything = findings(release, made_up_mapping, made_up_instrument)
        return [finding for finding in everything if finding.code.removeprefix("findings.") in codes]

    return found


def changed(
    release: Release,
    *,
    cells: dict[tuple[str, str, str], Published] | None = None,
    ties: dict[tuple[str, str], dict[str, object]] | None = None,
) -> Release:
    """Return the release with other values, or other facts, for some ties of its latest wave."""
    latest = release.waves[-1]

    def cell(old: Cell) -> Cell:
        new = (cells or {}).get((old.rater, old.target, old.dimension))
        return replace(old, state=CellState.SHOWN, published=new, reason=None) if new else old

    def tie(old: TieFacts) -> TieFacts:
        return replace(old, **(ties or {}).get((old.rater, old.target), {}))  # type: ignore[arg-type]

    wave = replace(latest, cells=tuple(map(cell, latest.cells)), ties=tuple(map(tie, latest.ties)))
    return replace(release, waves=(*release.waves[:-1], wave))


def about(found: list[Finding]) -> list[tuple[str, ...]]:
    return [finding.about for finding in found]


def test_ties_that_hold_come_first_and_those_needed_both_ways_before_the_others(find: Find, made_up_release: Release) -> None:
    held = find(made_up_release, "holds_both", "holds")
    assert about(held) == [("larere", "barnehage"), ("barnehage", POOL), ("ppt", "larere")]
    assert [finding.code for finding in held] == ["findings.holds_both", "findings.holds_both", "findings.holds"]


def test_every_finding_informs_and_carries_the_ties_it_rests_on(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    known = {(cell.rater, cell.target, cell.dimension): cell for cell in made_up_release.waves[-1].cells}
    found = findings(made_up_release, made_up_mapping, made_up_instrument)
    assert found
    for finding in found:
        assert finding.severity is Severity.INFORMS
        for rater, target, dimension, standing in finding.data["ties"]:  # type: ignore[attr-defined]
            cell = known[rater, target, dimension]
            assert standing == (cell.published.tie_class if cell.published else cell.state)


def test_all_kinds_of_findings_occur_in_the_order_of_the_rules(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    codes = [finding.code for finding in findings(made_up_release, made_up_mapping, made_up_instrument)]
    order = list(dict.fromkeys(codes))
    assert order[:4] == ["findings.holds_both", "findings.holds", "findings.needs_talk", "findings.on_the_way"]
    assert order[-1] == "findings.helps"
    assert len(RULES) == 10
    assert {"knowledge_gap", "one_sided", "wanted", "bridge", "little_needed", "unknown", "dont_know"} <= {
        code.removeprefix("findings.") for code in codes
    }


def test_a_pair_is_told_once_with_both_directions_and_what_needs_a_talk_first(find: Find, made_up_release: Release) -> None:
    first, second = find(made_up_release, "needs_talk")
    assert first.about == ("larere", "ppt")
    assert first.data["ties"] == (("larere", "ppt", "index", "needs_talk"), ("ppt", "larere", "index", "holds"))
    assert second.data["ties"] == (
        (POOL, "barnevern", "index", "needs_talk"),
        ("barnevern", "familie", "index", "on_the_way"),
    )


def test_the_dimension_to_talk_about_comes_from_what_all_say_of_the_target(
    find: Find, made_up: ModuleType, made_up_release: Release
) -> None:
    # The one small cell points elsewhere; all raters together point at familiarity.
    low = made_up.published(1.6, PeopleBand.FEW)
    odd = changed(made_up_release, cells={("larere", "ppt", "respect"): low})
    assert find(odd, "needs_talk")[0].data["dimension"] == "familiarity"


def test_no_dimension_is_named_where_none_stands_out(find: Find, made_up_release: Release) -> None:
    latest = made_up_release.waves[-1]
    same = dict.fromkeys(made_up_release.dimensions, latest.groups[0].received["index"])
    flat = replace(latest, groups=tuple(replace(unit, received=same) for unit in latest.groups))
    assert find(replace(made_up_release, waves=(flat,)), "needs_talk")[0].data["dimension"] is None


def test_a_knowledge_gap_names_who_feels_unknown_to_whom(find: Find, made_up_release: Release) -> None:
    gaps = find(made_up_release, "knowledge_gap")
    assert gaps[0].about == ("larere", "ppt")
    assert gaps[0].data["items"] == ("knows_tasks", "knows_competence")
    assert all(finding.data["measured"] == "familiarity" for finding in gaps)


def test_one_step_apart_is_not_one_sided(find: Find, made_up: ModuleType, made_up_release: Release) -> None:
    low = made_up.published(3.5, PeopleBand.FEW)
    high = Published(4.0, Bound.AT_LEAST, None, PeopleBand.FEW, None, TieClass.HOLDS, None)
    pair = {("larere", "ppt", "index"): low, ("ppt", "larere", "index"): high}
    assert ("larere", "ppt") not in about(find(changed(made_up_release, cells=pair), "one_sided"))


def test_more_than_one_step_apart_is_one_sided(find: Find, made_up: ModuleType, made_up_release: Release) -> None:
    pair = {
        ("larere", "ppt", "index"): made_up.published(3.0, PeopleBand.FEW),
        ("ppt", "larere", "index"): made_up.published(4.4, PeopleBand.FEW),
    }
    (found,) = [part for part in find(changed(made_up_release, cells=pair), "one_sided") if part.about == ("larere", "ppt")]
    assert (found.data["rater"], found.data["other"]) == ("ppt", "larere")


def test_a_difference_between_ties_that_are_not_needed_is_not_told(find: Find, made_up_release: Release) -> None:
    for finding in find(made_up_release, "one_sided"):
        assert set(finding.about) in ({"larere", "ppt"}, {"barnevern", POOL})


def test_wanted_contact_needs_at_least_half_and_a_needed_tie(find: Find, made_up_release: Release) -> None:
    assert about(find(made_up_release, "wanted")) == [("larere", "hab")]
    few = changed(made_up_release, ties={("larere", "hab"): {"wanted": Share.SOME}})
    assert not find(few, "wanted")
    assert about(find(few, "no_contact")) == [("larere", "hab")]
    unneeded = changed(made_up_release, ties={("larere", "hab"): {"need": Need.SOME}})
    assert not find(unneeded, "wanted", "no_contact")


def test_a_bridge_holds_needed_ties_in_two_organisations(find: Find, made_up_release: Release) -> None:
    assert about(find(made_up_release, "bridge")) == [("larere",), ("barnehage",)]
    for finding in find(made_up_release, "bridge"):
        # The organisation that the group belongs to is not one that it links to.
        assert finding.data["organisations"] == ("helse",)


def test_ties_that_hold_though_little_needed(find: Find, made_up_release: Release) -> None:
    assert about(find(made_up_release, "little_needed")) == [("larere", "sfo"), ("ppt", "familie"), ("ppt", "hab")]


def test_what_cannot_be_shown_is_unknown_with_what_would_help(find: Find, made_up_release: Release) -> None:
    (unknown,) = find(made_up_release, "unknown")
    assert unknown.about == ("sfo", "ppt")
    assert unknown.data["help_with"] == "larere"


def test_a_tie_is_told_once_and_few_answers_with_it(find: Find, made_up: ModuleType, made_up_release: Release) -> None:
    """A tie that is told to hold is never told as too little known as well."""
    sure = {("ppt", "larere", "index"): made_up.published(4.3, PeopleBand.FEW, interval=0.4)}
    for release, few in ((made_up_release, True), (changed(made_up_release, cells=sure), False)):
        (held,) = find(release, "holds")
        assert (held.about, held.data["few"]) == (("ppt", "larere"), few)
        assert ("ppt", "larere") not in about(find(release, "unknown", "dont_know"))


def test_values_of_one_class_are_not_one_sided(find: Find, made_up: ModuleType, made_up_release: Release) -> None:
    pair = {
        ("larere", "ppt", "index"): made_up.published(2.0, PeopleBand.SOME),
        ("ppt", "larere", "index"): made_up.published(3.0, PeopleBand.SOME),
    }
    assert ("larere", "ppt") not in about(find(changed(made_up_release, cells=pair), "one_sided"))


def test_what_would_help_is_told_from_half_upwards_most_first(find: Find, made_up_release: Release) -> None:
    (helps,) = find(made_up_release, "helps")
    assert helps.data["options"] == ((2, Share.MOST), (1, Share.HALF))


def test_the_order_does_not_follow_the_values(find: Find, made_up: ModuleType, made_up_release: Release) -> None:
    """Turn all values of the pairs that need a talk around: they are told in the same order."""
    before = about(find(made_up_release, "needs_talk"))
    values = {
        ("larere", "ppt", "index"): made_up.published(1.7, PeopleBand.MANY),
        (POOL, "barnevern", "index"): made_up.published(3.0, PeopleBand.FEW),
    }
    assert about(find(changed(made_up_release, cells=values), "needs_talk")) == before


def test_without_named_needs_every_tie_counts(
    made_up_mapping: Mapping, made_up_instrument: Instrument, made_up_release: Release
) -> None:
    latest = made_up_release.waves[-1]
    ties = tuple(replace(tie, need=Need.SOME) if tie.need is Need.HIGH else tie for tie in latest.ties)
    release = replace(made_up_release, waves=(replace(latest, ties=ties),))
    found = findings(release, made_up_mapping, made_up_instrument)
    held = [finding for finding in found if finding.code in ("findings.holds", "findings.holds_both")]
    assert ("larere", "sfo") in about(held)
    assert not [finding for finding in found if finding.code == "findings.little_needed"]


def test_groups_that_answered_together_are_told_together(
    made_up_sites_mapping: Mapping, made_up_instrument: Instrument, made_up_sites_release: Release
) -> None:
    found = findings(made_up_sites_release, made_up_sites_mapping, made_up_instrument)
    pool = "barnehage@sorby+barnehage@ostby"
    pairs = [finding for finding in found if finding.code == "findings.needs_talk" and pool in finding.about]
    assert pairs
    for finding in pairs:
        raters = {rater for rater, *_ in finding.data["ties"]}  # type: ignore[attr-defined]
        assert "barnehage@sorby" not in raters
