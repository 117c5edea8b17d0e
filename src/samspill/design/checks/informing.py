"""Who tells employees, their representatives and leaders, and whether privacy was assessed."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.names import told
from samspill.design.plan import Plan, finding
from samspill.terms import Finding, Informed, Language, Severity


def informing(plan: Plan) -> Iterator[Finding]:
    """Look for those whom nobody tells of the mapping."""
    named = {entry.whom for entry in plan.mapping.inform}
    forgotten = [whom for whom in Informed if whom not in named]
    if forgotten:
        names = [told(f"design.informed.{whom}") for whom in forgotten]
        yield finding("nobody_informs", Severity.WARNS, ["inform"], names=names, n=len(forgotten))
    else:
        names = list(dict.fromkeys(entry.who for entry in plan.mapping.inform))
        yield finding("all_informed", Severity.INFORMS, ["inform"], names=names)


def assessment(plan: Plan) -> Iterator[Finding]:
    """Look for the assessment of privacy (DPIA), when it was made and by whom."""
    made = plan.mapping.assessment
    by = made.by is not None and any(map(made.by.has, Language))
    missing = [key for key, there in (("privacy.dpia", made.on), ("privacy.dpia_by", by)) if not there]
    if missing:
        yield finding("no_assessment", Severity.WARNS, missing)
    else:
        yield finding("assessed", Severity.INFORMS, ["privacy.dpia"], day=made.on, who=made.by)
