"""The shared start of mapping.toml, the test of the core task, and who tells whom."""

from __future__ import annotations

from collections.abc import Collection

from samspill.design.mapping_table import MappingTable
from samspill.design.model import Agreed, CoreTaskTest, Goal, Inform, Stakeholder, Start
from samspill.terms import Informed, Language, Text

PARTS_OF_GOAL = frozenset({"what", "owner", "seen_by"})


def read_start(table: MappingTable, organisations: Collection[str]) -> Start:
    """Read what the partners agreed."""
    start = Start(
        ambitions=table.phrases("ambitions"),
        resources=table.phrases("resources"),
        goals=_goals(table),
        agreed=tuple(_agreed(entry, organisations) for entry in table.each("agreed")),
        feedback_meeting=table.day("feedback_meeting"),
        follow_up=table.phrase("follow_up", wait=True),
        stakeholders=tuple(_stakeholder(entry) for entry in table.each("stakeholders")),
        indicators=table.phrases("indicators"),
    )
    table.finish()
    return start


def read_core_task_test(table: MappingTable) -> CoreTaskTest:
    """Read the four answers that put the core task to the test."""
    test = CoreTaskTest(
        who=table.written("who"),
        on_whom=table.written("on_whom"),
        when=table.written("when"),
        people=table.written("people"),
    )
    table.finish()
    return test


def read_inform(top: MappingTable) -> tuple[Inform, ...]:
    """Read who tells employees, their representatives and leaders."""
    found: list[Inform] = []
    for table in top.each("inform"):
        who, when, how = table.phrase("who", required=True), table.day("when"), table.written("how")
        if not table.has("whom"):
            table.note("instrument.missing_key", "whom", name="whom")
        whom = table.word("whom", Informed)
        table.finish()
        if who is not None and whom is not None:
            found.append(Inform(who, whom, when, how))
    return tuple(found)


def _goals(table: MappingTable) -> tuple[Goal, ...]:
    entries = table.entries("goals")
    found = (_goal(entries, entry) for entry in entries.names)
    return tuple(goal for goal in found if any(map(goal.what.has, Language)))


def _goal(entries: MappingTable, entry: str) -> Goal:
    """Read a goal: a text, in one language or several, or a table with the text, the owner and how it will be seen."""
    if not entries.holds_table(entry) or PARTS_OF_GOAL.isdisjoint(entries.inner(entry).names):
        return Goal(entries.phrase(entry, wait=True) or Text(""))
    table = entries.inner(entry)
    if not table.has("what"):
        table.note("instrument.missing_key", "what", name="what")
    goal = Goal(table.written("what") or Text(""), table.written("owner"), table.written("seen_by"))
    table.finish()
    return goal


def _stakeholder(table: MappingTable) -> Stakeholder:
    stakeholder = Stakeholder(table.phrase("who", required=True) or Text(""), table.written("interest"))
    table.finish()
    return stakeholder


def _agreed(table: MappingTable, organisations: Collection[str]) -> Agreed:
    agreed = Agreed(
        who=table.phrase("who", required=True) or Text(""),
        on=table.day("on"),
        role=table.written("role"),
        organisation=table.refer("organisation", organisations, "organisations"),
        of=table.string("of"),
    )
    table.finish()
    return agreed
