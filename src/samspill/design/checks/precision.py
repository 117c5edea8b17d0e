"""How clear the numbers will be, and how large a change can be seen."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.names import some, unit_name
from samspill.design.plan import Plan, finding
from samspill.design.precision import Precision
from samspill.instrument.ladder import BEGINS
from samspill.terms import Finding, PeopleBand, Severity

DECIMALS = 1
FEW_UNDER = BEGINS[PeopleBand.SOME]


def precision(plan: Plan) -> Iterator[Finding]:
    """Tell of which groups few answer, and what is clear of the others.

    Few answers warn where a change is to be seen, in a mapping with several waves; in a single one they are good to know.
    """
    few = {unit: each for unit, each in plan.precision.items() if each.few}
    rest = [each for each in plan.precision.values() if not each.few]
    if few:
        severity = Severity.WARNS if len(plan.mapping.wave_numbers) > 1 else Severity.INFORMS
        names = some(unit_name(plan.mapping, unit) for unit in few)
        about = [node for unit in few for node in unit]
        people = min(sum(plan.sizes[node] for node in unit) for unit in few)
        told = _told(plan, [*few.values()])
        yield finding("low_precision", severity, about, groups=names, n=len(few), people=people, under=FEW_UNDER, **told)
    if rest:
        yield finding("precision", Severity.INFORMS, (), answers=min(each.answers for each in rest), **_told(plan, rest))


def _told(plan: Plan, found: list[Precision]) -> dict[str, object]:
    """Return the largest change and the widest interval, in words of the scale."""
    change, width = max(each.change for each in found), max(each.width for each in found)
    ends = {"low": float(plan.ladder.low), "high": float(plan.ladder.high)} if plan.ladder else {}
    return {"change": round(change, DECIMALS), "width": width, **ends}
