"""The shared start."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.checks.start import start
from samspill.terms import Severity, Text


@pytest.mark.parametrize("part", ["ambitions", "resources", "goals"])
@pytest.mark.parametrize("empty", ["[]", '[""]'])
def test_an_empty_start_blocks(drafts: ModuleType, part: str, empty: str) -> None:
    lines = [f"{part} = {empty}" if line.startswith(part) else line for line in drafts.START.splitlines()]
    found = list(start(drafts.plan(start="\n".join(lines))))
    assert drafts.names(found)[0] == f"no_{part}"
    assert (found[0].severity, found[0].about) == (Severity.BLOCKS, (f"start.{part}",))
    assert "start_written" not in drafts.names(found)


def test_a_start_that_is_left_out_misses_everything(drafts: ModuleType) -> None:
    found = list(start(drafts.plan(start="")))
    missing = ["no_ambitions", "no_resources", "no_goals", "nobody_agreed", "no_feedback_meeting", "nobody_follows_up"]
    assert drafts.names(found) == missing
    assert {finding.severity for finding in found} == {Severity.BLOCKS}


def test_a_whole_start_informs(drafts: ModuleType) -> None:
    found = list(start(drafts.plan()))
    assert drafts.names(found) == ["start_written", "all_signed", "followed_up"]
    assert {finding.severity for finding in found} == {Severity.INFORMS}


def test_a_name_without_a_date_has_not_signed(drafts: ModuleType) -> None:
    text = drafts.START.replace("}]", '}, { who = "Hovedtillitsvalgt" }]')
    (found,) = (finding for finding in start(drafts.plan(start=text)) if finding.severity is Severity.WARNS)
    assert (drafts.names([found]), found.data["names"]) == (["not_all_signed"], [Text("Hovedtillitsvalgt")])


@pytest.mark.parametrize(
    ("line", "name"),
    [("feedback_meeting", "no_feedback_meeting"), ("follow_up", "nobody_follows_up"), ("agreed", "nobody_agreed")],
)
def test_each_missing_part_blocks_alone(drafts: ModuleType, line: str, name: str) -> None:
    text = "\n".join(row for row in drafts.START.splitlines() if not row.startswith(line))
    blocking = [finding for finding in start(drafts.plan(start=text)) if finding.severity is Severity.BLOCKS]
    assert drafts.names(blocking) == [name]


def test_nobody_named_follows_up(drafts: ModuleType) -> None:
    text = drafts.START.replace('"Prosessveileder"', '""')
    assert "nobody_follows_up" in drafts.names(start(drafts.plan(start=text)))
