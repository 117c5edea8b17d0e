"""What a result tells somebody, for the apps that go on from it: its plan, its published values, what it finds.

Who may have what is asked of ``fetching`` alone, report by report: whoever may have a report may have what its data hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.plan import Plan
from samspill.disclosure import release as core
from samspill.reporting.findings import findings
from samspill.reporting.kinds import whole
from samspill.reporting.visible import own_release, visible
from samspill.reporting.wording import evidence
from samspill.terms import Audience, Finding, Language
from samspill_web.analysis.fetching import audiences_of, may_fetch, own_audience, units_of
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import Wanted
from samspill_web.analysis.selectors import understood
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.projects.models import Project, Role

KIND = "html"
"""A report to read: what somebody may read is asked of it."""


def latest_release(project: Project) -> Release | None:
    """Return the release of a mapping that is the last; None before the first."""
    rows = Release.objects.filter(wave__project=project).select_related("wave__project")
    return rows.order_by("-wave__number").first()


def plan_of_release(row: Release) -> Plan:
    """Return the plan that a release was made with, as it was frozen."""
    return plan_of(row.wave)


def told_to(row: Release, role: Role) -> tuple[core.Release, ...]:
    """Return the parts of a release that somebody may have as data: all of it, or its outline and what is their groups' own."""
    plan, release = plan_of(row.wave), understood(row.text)
    if _may(row, role, Audience.LEADERS):
        told = whole(release, plan.mapping, plan.instrument)
        return (release,) if told is release else (release, told)
    outline = next((each for each in (Audience.STAFF, Audience.PUBLIC) if _may(row, role, each)), None)
    parts = [visible(release, plan.mapping, plan.instrument, outline, None)] if outline else []
    whose = own_audience(row, role)
    own = (visible(release, plan.mapping, plan.instrument, whose, unit) for unit in _own(row, role))
    return (*parts, *own)


def findings_for(row: Release, role: Role) -> tuple[Finding, ...]:
    """Return what a result gives reason to talk about, as far as somebody may read it: all, or what is their groups' own.

    What rests on no tie is told of the whole mapping, and stands in every report of it.
    """
    plan, release = plan_of(row.wave), understood(row.text)
    told = whole(release, plan.mapping, plan.instrument)
    if _may(row, role, Audience.LEADERS):
        return findings(told, plan.mapping, plan.instrument)
    of_all = findings(told, plan.mapping, plan.instrument) if audiences_of(row, role) else ()
    found = [each for each in of_all if not evidence(each)]
    for unit in _own(row, role):
        own = findings(own_release(release, told, unit), plan.mapping, plan.instrument)
        found += [each for each in own if _is_of(each, unit) and each not in found]
    return tuple(found)


def _is_of(finding: Finding, unit: core.Unit) -> bool:
    """Tell whether all that a finding rests on is about a unit: its page tells nothing of ties between others."""
    ties = evidence(finding)
    return bool(ties) and all(rater == unit.id or target in unit.members for rater, target, *_ in ties)


def _own(row: Release, role: Role) -> Iterator[core.Unit]:
    mine = [unit for unit in units_of(row, role) if _may(row, role, own_audience(row, role), unit)]
    return (unit for unit in understood(row.text).waves[-1].groups if unit.id in mine)


def _may(row: Release, role: Role, audience: Audience, unit: str | None = None) -> bool:
    return may_fetch(row, role, Wanted(KIND, Language.NB, audience, unit))
