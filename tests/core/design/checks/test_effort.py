"""What the survey asks of people."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest

from samspill.design.checks.effort import effort
from samspill.instrument.load import shipped
from samspill.language import say
from samspill.terms import Finding, Language, Severity


def found(drafts: ModuleType, number: int, ties: str = "", most: int | None = None) -> dict[str, Finding]:
    groups = "".join(drafts.group(f"g{place}") for place in range(number))
    head = drafts.HEAD if most is None else f"{drafts.HEAD}ask_at_most = {most}\n"
    return {drafts.names([one])[0]: one for one in effort(drafts.plan(head=head, groups=groups, ties=ties))}


def remedy(finding: Finding) -> str:
    return say(f"{finding.code}.remedy", Language.EN, **finding.data)


def test_a_short_survey_informs(drafts: ModuleType) -> None:
    result = found(drafts, 4)
    assert list(result) == ["short"]
    assert result["short"].severity is Severity.INFORMS


@pytest.mark.parametrize(("number", "name", "severity"), [(13, "long", Severity.WARNS), (40, "too_long", Severity.BLOCKS)])
def test_a_long_survey_warns_and_a_very_long_one_blocks(drafts: ModuleType, number: int, name: str, severity: Severity) -> None:
    result = found(drafts, number)
    assert result[name].severity is severity
    assert len(result[name].about) == number
    assert "short" not in result
    assert int(str(result[name].data["minutes"])) > int(str(result[name].data["limit"]))


def test_only_those_it_is_long_for_are_named(drafts: ModuleType) -> None:
    # g0 and g1 rate all others; the others rate g0 and g1 and themselves.
    rest = [f"g{place}" for place in range(2, 14)]
    ties = "".join(drafts.tie(rater, target, "none") for rater in rest for target in rest if rater != target)
    assert found(drafts, 14, ties)["long"].about == ("g0", "g1")


def test_more_than_twelve_groups_are_too_many_for_a_phone(drafts: ModuleType) -> None:
    assert "many_targets" not in found(drafts, 12)
    many = found(drafts, 13)["many_targets"]
    assert (many.severity, many.data["limit"], len(many.about)) == (Severity.WARNS, 12, 13)


@pytest.mark.parametrize("number", [13, 20, 40])
def test_where_it_is_too_long_a_limit_is_proposed_that_makes_it_short(drafts: ModuleType, number: int) -> None:
    result = found(drafts, number)
    told = remedy(result.get("too_long") or result["long"])
    match = re.search(
        r"at most (\d+) groups, drawn at random \(ask_at_most = (\d+)\). Then it takes at most (\d+) minutes", told
    )
    assert match
    most, again, minutes = map(int, match.groups())
    assert most == again
    shorter = found(drafts, number, most=most)
    assert "too_long" not in shorter
    assert minutes <= 8 or "long" in shorter
    assert ("long" if minutes <= 8 else "too_long") in found(drafts, number, most=most + 1)


def test_a_limit_that_is_set_counts(drafts: ModuleType) -> None:
    assert list(found(drafts, 13, most=6)) == ["short"]
    assert "many_targets" in found(drafts, 13)


def test_nothing_is_proposed_where_even_the_least_number_is_too_long(drafts: ModuleType) -> None:
    groups = "".join(drafts.group(f"g{place}") for place in range(20))
    asking = shipped("relational-capacity")
    many = {f"{key}{number}": replace(item, key=f"{key}{number}") for key, item in asking.items.items() for number in range(12)}
    plan = drafts.plan(asking=replace(asking, items=many), groups=groups, ties="")
    (too_long,) = (one for one in effort(plan) if one.code.endswith("too_long"))
    assert too_long.data["fewer"] == ""
    assert remedy(too_long).endswith("choose fewer questions.")
