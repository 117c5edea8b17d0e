"""What the list has to say before a launch."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.design.names import some
from samspill.design.plan import Plan
from samspill.terms import Finding, Severity
from samspill_web.collection.enums import Standing
from samspill_web.collection.roster.selectors import counts, homeless, people_of, slips_of
from samspill_web.collection.roster.wave import Asking
from samspill_web.projects.models import Project
from samspill_web.projects.readiness import looks

ABOUT = ("roster",)


@looks
def roster_filled(project: Project, plan: Plan | None) -> Iterable[Finding]:
    """Warn while nobody is on the list, and where the list and the plan are far apart; block groups that are gone."""
    if plan is None:
        return
    asking = Asking(project, plan.wave, plan.mapping, open=False)
    people = [person for person in people_of(asking) if person.standing != Standing.WITHDRAWN]
    slips = sum(slips_of(asking).values())
    if not people and not slips:
        yield Finding("roster.finding.nobody", Severity.WARNS, ABOUT)
        return
    yield Finding("roster.finding.listed", Severity.INFORMS, ABOUT, {"n": len(people) + slips})
    if gone := homeless(asking, people):
        yield Finding("roster.finding.gone", Severity.BLOCKS, ABOUT, {"n": len(gone)})
    if far := [count.name for count in counts(asking, people) if count.far]:
        yield Finding("roster.finding.sizes", Severity.WARNS, ABOUT, {"groups": some(far)})
