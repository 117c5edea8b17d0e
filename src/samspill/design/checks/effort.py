"""How much the survey asks of people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from samspill.design.burden import Burden, ask_at_most_for, burdens
from samspill.design.names import some, told
from samspill.design.plan import Plan, finding
from samspill.terms import Finding, Severity, Text

TOO_LONG = 15
"""Minutes. A quarter of an hour is where panels put their limit (Pew Research Center, Decoded, 8 December 2022)."""

LONG = 8
"""Minutes. Our convention: five to eight is what people on a shift can give."""

MANY = 12
"""Groups that one person rates on a phone. Our convention."""


def effort(plan: Plan) -> Iterator[Finding]:
    """Look for surveys that take too long, and for more groups than fit a phone."""
    too_long = [burden for burden in plan.burdens if burden.minutes > TOO_LONG]
    long = [burden for burden in plan.burdens if LONG < burden.minutes <= TOO_LONG]
    many = [burden for burden in plan.burdens if burden.targets > MANY]
    if too_long:
        yield _minutes(plan, "too_long", Severity.BLOCKS, too_long, TOO_LONG)
    if long:
        yield _minutes(plan, "long", Severity.WARNS, long, LONG)
    if many:
        names = some(told("design.counted", name=plan.mapping.groups[one.group].name, count=one.targets) for one in many)
        about = [burden.group for burden in many]
        yield finding("many_targets", Severity.WARNS, about, groups=names, n=len(many), limit=MANY)
    if not too_long and not long and plan.burdens:
        yield finding("short", Severity.INFORMS, minutes=ceil(max(burden.minutes for burden in plan.burdens)))


def _minutes(plan: Plan, name: str, severity: Severity, found: list[Burden], limit: int) -> Finding:
    groups = some(plan.mapping.groups[burden.group].name for burden in found)
    minutes = ceil(max(burden.minutes for burden in found))
    about = [burden.group for burden in found]
    fewer = _fewer(plan, limit)
    return finding(name, severity, about, groups=groups, n=len(found), minutes=minutes, limit=limit, fewer=fewer)


def _fewer(plan: Plan, limit: int) -> Text | str:
    """Return the sentence that proposes to ask each person about fewer groups; none where that is not enough."""
    limits = (fitting for fitting in (LONG, limit) if fitting <= limit)
    proposed = (ask_at_most_for(plan.burdens, plan.mapping, plan.instrument, fitting) for fitting in limits)
    most = next((most for most in proposed if most is not None), None)
    if most is None:
        return ""
    shorter = burdens(replace(plan.mapping, ask_at_most=most), plan.instrument, plan.wave)
    return told("design.ask_fewer", most=most, minutes=ceil(max(burden.minutes for burden in shorter)))
