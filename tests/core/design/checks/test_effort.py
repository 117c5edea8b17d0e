"""What the survey asks of people."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.effort import effort
from samspill.terms import Finding, Severity


def found(drafts: ModuleType, number: int, ties: str = "") -> dict[str, Finding]:
    groups = "".join(drafts.group(f"g{place}") for place in range(number))
    return {drafts.names([one])[0]: one for one in effort(drafts.plan(groups=groups, ties=ties))}


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
