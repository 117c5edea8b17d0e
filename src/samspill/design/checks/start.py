"""The shared start: what the partners want, have and have agreed, and what follows."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.agreement import out_of_date
from samspill.design.names import some
from samspill.design.plan import Plan, finding
from samspill.terms import Finding, Language, Severity, Text


def start(plan: Plan) -> Iterator[Finding]:
    """Look for ambitions, resources, goals, those who agreed, the feedback meeting and who follows up."""
    agreement = plan.mapping.start
    goals = tuple(goal.what for goal in agreement.goals)
    parts = {"ambitions": agreement.ambitions, "resources": agreement.resources, "goals": goals}
    empty = [name for name, texts in parts.items() if not any(map(_written, texts))]
    for name in empty:
        yield finding(f"no_{name}", Severity.BLOCKS, [f"start.{name}"])
    if not empty:
        yield finding("start_written", Severity.INFORMS, [f"start.{name}" for name in parts])
    yield from _agreement(plan)
    yield from _afterwards(plan)


def _written(text: Text | None) -> bool:
    return text is not None and any(text.has(language) for language in Language)


def _agreement(plan: Plan) -> Iterator[Finding]:
    agreed = [entry for entry in plan.mapping.start.agreed if _written(entry.who)]
    waiting = [entry.who for entry in agreed if entry.on is None]
    given = [entry for entry in agreed if entry.on is not None]
    old = [entry.who for entry in out_of_date(plan.mapping, given)]
    if not agreed:
        yield finding("nobody_agreed", Severity.BLOCKS, ["start.agreed"])
    elif waiting:
        yield finding("not_all_signed", Severity.WARNS, ["start.agreed"], names=waiting, n=len(waiting))
    elif not old:
        yield finding("all_signed", Severity.INFORMS, ["start.agreed"], names=[entry.who for entry in agreed])
    if old:
        yield finding("agreed_before_change", Severity.WARNS, ["start.agreed"], names=old, n=len(old))
    spoken_for = {entry.organisation for entry in given}
    silent = [one.name for one in plan.mapping.organisations.values() if one.key not in spoken_for]
    if silent and any(entry.organisation for entry in agreed):
        yield finding("organisations_silent", Severity.WARNS, ["start.agreed"], names=some(silent), n=len(silent))


def _afterwards(plan: Plan) -> Iterator[Finding]:
    meeting, who = plan.mapping.start.feedback_meeting, plan.mapping.start.follow_up
    if meeting is None:
        yield finding("no_feedback_meeting", Severity.BLOCKS, ["start.feedback_meeting"])
    if not _written(who):
        yield finding("nobody_follows_up", Severity.BLOCKS, ["start.follow_up"])
    elif meeting is not None:
        yield finding("followed_up", Severity.INFORMS, ["start.feedback_meeting", "start.follow_up"], day=meeting, who=who)
