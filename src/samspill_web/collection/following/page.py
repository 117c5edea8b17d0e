"""The page about a wave that is open, as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.following.advice import HELPS, LOW, cost_of, name_of
from samspill_web.collection.following.bands import Band, Group, whole_of
from samspill_web.collection.following.deadlines import latest_day, may_extend
from samspill_web.collection.following.participation import Standings, standings_of
from samspill_web.collection.following.reminders import Reminder, State, hindrances, next_reminder, reminders_of
from samspill_web.collection.following.stages import in_words, place_of, told_of, weekday
from samspill_web.collection.following.waves import Phase, zone_of
from samspill_web.collection.handed_out import sentences
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.enums import EDITORS, ProjectRole
from samspill_web.projects.models import Deadline, Role, Wave
from samspill_web.projects.selectors import closing

ALL_SEEING = EDITORS | {ProjectRole.REPRESENTATIVE}


@dataclass(frozen=True, slots=True)
class Line:
    """A group: its name, its band in words, and, where it is low, what happens if it stays so."""

    name: str
    band: str
    sentence: str
    cost: str = ""


def context_of(wave: Wave, role: Role) -> dict[str, Any]:
    """Return what the page about a wave shows."""
    here = told_of(wave)
    far = _far(wave, role, advise=here.phase is Phase.OPEN and _halfway(wave))
    context: dict[str, Any] = {
        **far,
        "wave": wave,
        "told": here,
        "place": place_of(zone_of(wave)),
        "codes": sentences(wave, lambda node: sees(plan_of(wave), role, node)),
        "helps": HELPS,
        "open": here.phase is Phase.OPEN,
        "counted": here.phase is Phase.OPEN or (here.phase in {Phase.OVER, Phase.SHUT} and bool(far["lines"])),
        # With the answers it is forgotten who was reminded when.
        "remembered": here.phase is not Phase.EMPTY,
    }
    return {**context, **_reminders(wave), **_deadlines(wave)}


def closed_now(wave: Wave, role: Role) -> dict[str, Any]:
    """Return what somebody should know who is about to close a wave before its day: how far it is, and what that costs."""
    return {**_far(wave, role, advise=True), "closes": in_words(closing(wave), zone_of(wave))}


def _far(wave: Wave, role: Role, *, advise: bool) -> dict[str, Any]:
    """Return how far the groups are that somebody sees; with ``advise`` also what it costs where few have answered."""
    plan, standings = plan_of(wave), standings_of(wave)
    seen = {node: group for node, group in standings.groups.items() if sees(plan, role, node)}
    lines = _lines(plan, seen, advise=advise)
    return {
        "lines": lines,
        "costs": _costs(lines),
        "whole": _whole(plan, seen, role),
        "as_of": _as_of(standings),
        "k": plan.mapping.policy.k,
    }


def sees(plan: Plan, role: Role, node: Node) -> bool:
    """Tell whether somebody may see how far a group is."""
    group = plan.mapping.groups[node.group]
    if role.role == ProjectRole.PARTNER:
        return group.organisation == role.organisation
    if role.role == ProjectRole.GROUP_LEADER:
        return group.key == role.group
    return ProjectRole(role.role) in ALL_SEEING


def _lines(plan: Plan, groups: Mapping[Node, Group], *, advise: bool) -> list[Line]:
    k = plan.mapping.policy.k
    return [
        Line(
            name_of(plan, node),
            group.band.value,
            told(f"following.band.{group.band}", k=k),
            cost_of(plan, node, group.band) if advise and group.band in LOW else "",
        )
        for node, group in groups.items()
    ]


def _costs(lines: Iterable[Line]) -> dict[str, list[str]]:
    """Return what it costs where few have answered, with the groups that it falls on."""
    costs: dict[str, list[str]] = {}
    for line in lines:
        if line.cost:
            costs.setdefault(line.cost, []).append(line.name)
    return costs


def _whole(plan: Plan, groups: Mapping[Node, Group], role: Role) -> list[str]:
    """Return how far all groups are that somebody sees, as their bands say; of one group that stands in its line."""
    if len(groups) <= 1:
        return []
    bands = [group.band for group in groups.values()]
    told_bands = [band for band in bands if band is not Band.FEW]
    half = sum(band in {Band.HALF, Band.MOST} for band in told_bands)
    whole = whole_of(groups.values(), plan.mapping.policy.k)
    which = "own" if role.role == ProjectRole.PARTNER else "all"
    lines = [told(f"following.whole.{which}.{whole or 'under_half'}")]
    if told_bands:
        lines.append(told("following.whole.groups", half=half, n=len(told_bands)))
    return lines


def _as_of(standings: Standings) -> str:
    if standings.day is None:
        return told("following.as_of.not_yet")
    return told("following.as_of.opening") if standings.first else told("following.as_of.day", day=weekday(standings.day))


def _halfway(wave: Wave) -> bool:
    """Tell whether half of the time is over: before that few answers mean nothing."""
    return clock.now() >= wave.opens + (closing(wave) - wave.opens) / 2


def _reminders(wave: Wave) -> dict[str, Any]:
    upcoming = next_reminder(wave)
    shown = [{"day": weekday(each.day), "what": _reminder_words(each)} for each in reminders_of(wave)]
    return {
        "next_reminder": weekday(upcoming) if upcoming else "",
        "reminders": shown,
        "hindrances": [told(problem.code) for problem in hindrances(wave)],
    }


def _reminder_words(each: Reminder) -> str:
    said = [told(f"following.reminder.{each.state}")]
    if each.state is State.SENT:
        said.append(told("following.reminder.by", name=each.by) if each.by else told("following.reminder.as_planned"))
        said += [told("following.reminder.to_all")] if each.everybody else []
    return ", ".join(said)


def _deadlines(wave: Wave) -> dict[str, Any]:
    zone = zone_of(wave)
    return {
        "may_extend": may_extend(wave),
        "latest_day": latest_day(wave),
        "first_end": in_words(wave.closes, zone),
        "deadlines": [_moved(each, zone) for each in wave.deadlines.select_related("by").order_by("pk")],
    }


def _moved(deadline: Deadline, zone: ZoneInfo) -> str:
    fields = {
        "on": deadline.at.astimezone(zone).date(),
        "by": str(deadline.by) if deadline.by else "Samspill",
        "closes": in_words(deadline.closes, zone),
    }
    if not deadline.reason:
        return told("following.extend.was_plain", **fields)
    return told("following.extend.was", reason=deadline.reason, **fields)
