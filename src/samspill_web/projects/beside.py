"""What stands beside the design: what it asks of people, and what it is likely to show, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from samspill.design.burden import ask_at_most_for, burdens
from samspill.design.expected import percent
from samspill.design.plan import Plan
from samspill.language import number
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import examine_project

LACKING = "projects.finding.lacking"
LISTED = 6
ENOUGH = 8.0
"""Minutes that a limit is proposed for (DOMAIN: five to eight is what an employee has)."""
LONG = 12.0
"""Minutes; a survey beyond this is longer than people finish between two tasks (DOMAIN: 5 to 12 minutes)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What the survey asks of one person of a group."""

    group: str
    said: str
    long: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Either what the plan lacks, or what it asks and shows."""

    lacking: tuple[str, ...] = ()
    burden: str = ""
    loads: tuple[Load, ...] = ()
    shown: str = ""
    precise: str = ""


def beside(project: Project) -> Beside:
    """Return what stands beside the design of a mapping."""
    examined = examine_project(project)
    if examined.plan is None:
        whats = [told("projects.finding.lacking.what", **each.data) for each in examined.findings if each.code == LACKING]
        rest = [told("groups.beside.more", n=len(whats) - LISTED)] if len(whats) > LISTED else []
        return Beside(lacking=(*whats[:LISTED], *rest))
    return Beside(
        burden=_burden(examined.plan), loads=_loads(examined.plan), shown=_shown(examined.plan), precise=_precise(examined.plan)
    )


def shorter(project: Project) -> str:
    """Return what asking about fewer groups saves: with the limit that is set, else with one that makes the survey short."""
    plan = examine_project(project).plan
    if plan is None:
        return ""
    mapping, instrument, wave = plan.mapping, plan.instrument, plan.wave
    whole = burdens(replace(mapping, ask_at_most=None), instrument, wave)
    most = mapping.ask_at_most or ask_at_most_for(whole, mapping, instrument, ENOUGH)
    if most is None:
        return ""
    before, after = (
        max(1, round(max(each.minutes for each in found)))
        for found in (whole, burdens(replace(mapping, ask_at_most=most), instrument, wave))
    )
    return told("projects.questions.ask_at_most_saves", n=most, before=before, after=after) if after < before else ""


def _loads(plan: Plan) -> tuple[Load, ...]:
    groups = plan.mapping.groups
    return tuple(
        Load(
            groups[each.group].name.get_in(reader()),
            told("groups.beside.load", n=each.targets, minutes=max(1, round(each.minutes))),
            each.minutes > LONG,
        )
        for each in plan.burdens
    )


def _burden(plan: Plan) -> str:
    minutes = [max(1, round(each.minutes)) for each in plan.burdens]
    least, most = min(minutes), max(minutes)
    if least == most:
        return told("groups.beside.minutes", n=most)
    return told("groups.beside.minutes_between", least=least, most=most)


def _shown(plan: Plan) -> str:
    share, response = plan.expected.needed_share(plan.mapping.response), percent(plan.mapping.response)
    if share is None:
        return told("groups.beside.nothing_needed")
    needed = len(plan.expected.needed)
    # A number of ties, not a percentage: it is what somebody can picture.
    return told("groups.beside.shown", shown=round(share * needed), n=needed, response=response)


def _precise(plan: Plan) -> str:
    if not plan.precision:
        return ""
    widths = sorted(each.width for each in plan.precision.values())
    middle = widths[len(widths) // 2]
    change = sorted(each.change for each in plan.precision.values())[len(widths) // 2]
    return told("groups.beside.precise", width=number(middle, reader(), 1), change=number(change, reader(), 1))
