"""The shared start."""

from __future__ import annotations

from types import ModuleType

import pytest

from samspill.design.agreement import fingerprint
from samspill.design.checks.start import start
from samspill.terms import Finding, Severity, Text


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


TWO = '[[organisation]]\nkey = "oppvekst"\nname = "Oppvekst"\n[[organisation]]\nkey = "helse"\nname = "Helse"\n'


def signed(drafts: ModuleType, *entries: str, **parts: str) -> dict[str, Finding]:
    text = drafts.START.replace('{ who = "Kommunalsjef", on = 2026-09-01 }', ", ".join(f"{{ {entry} }}" for entry in entries))
    found = start(drafts.plan(start=text, organisations=TWO, **parts))
    return {drafts.names([one])[0]: one for one in found}


def test_a_yes_to_another_text_is_asked_for_again(drafts: ModuleType) -> None:
    mapping = drafts.mapping()
    present = fingerprint(mapping.start, mapping.core_task)
    entries = (
        f'who = "A", on = 2026-09-01, of = "{present}"',
        'who = "B", on = 2026-09-02',
        'who = "C", on = 2026-09-03, of = "0"',
    )
    found = signed(drafts, *entries)
    assert (found["agreed_before_change"].severity, found["agreed_before_change"].data["names"]) == (
        Severity.WARNS,
        [Text("C")],
    )
    assert "all_signed" not in found
    assert "all_signed" in signed(drafts, *entries[:2])
    other = drafts.HEAD.replace("trygg overgang for", "god overgang for")
    assert signed(drafts, *entries, head=other)["agreed_before_change"].data["names"] == [Text("A"), Text("C")]


def test_a_name_without_a_date_has_nothing_to_be_asked_again(drafts: ModuleType) -> None:
    found = signed(drafts, 'who = "A", of = "0"', 'who = "B", on = 2026-09-02')
    assert "agreed_before_change" not in found
    assert found["not_all_signed"].data["names"] == [Text("A")]


def test_an_organisation_that_nobody_agreed_for_warns(drafts: ModuleType) -> None:
    found = signed(drafts, 'who = "A", on = 2026-09-01, organisation = "oppvekst"', 'who = "B", on = 2026-09-01')
    told = found["organisations_silent"]
    assert (told.severity, told.data["names"], told.data["n"]) == (Severity.WARNS, (Text("Helse"),), 1)
    both = ('who = "A", on = 2026-09-01, organisation = "oppvekst"', 'who = "B", organisation = "helse"')
    assert "organisations_silent" in signed(drafts, *both)
    assert "organisations_silent" not in signed(drafts, both[0], 'who = "B", on = 2026-09-02, organisation = "helse"')


def test_organisations_are_not_asked_for_where_nobody_names_one(drafts: ModuleType) -> None:
    assert set(signed(drafts, 'who = "A", on = 2026-09-01')) == {"start_written", "all_signed", "followed_up"}


def test_goals_with_an_owner_count_as_goals(drafts: ModuleType) -> None:
    text = drafts.START.replace('"Felles plan innen 1. mai"', '{ what = "Felles plan", owner = "Rektor" }')
    assert "start_written" in drafts.names(start(drafts.plan(start=text)))
