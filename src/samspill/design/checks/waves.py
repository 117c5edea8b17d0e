"""Whether a later wave still hangs together with the ones before it."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.names import some
from samspill.design.plan import Plan, finding
from samspill.design.pools import successor
from samspill.terms import Finding, Need, Severity


def waves(plan: Plan) -> Iterator[Finding]:
    """Look for groups that were replaced but are still there, and for needs that their successors did not inherit."""
    mapping, wave = plan.mapping, plan.wave
    here = {group.key for group in mapping.groups_in(wave)}
    replaced = {
        old: new
        for number, change in mapping.changes.items()
        if number <= wave
        for old, new in change.groups.items()
        if new != (old,)
    }
    staying = [old for old, new in replaced.items() if old in here and old not in new]
    if staying:
        names = some(mapping.groups[old].name for old in staying)
        yield finding("replaced_stays", Severity.WARNS, staying, groups=names, n=len(staying), wave=wave)
    heirs = dict.fromkeys(key for new in replaced.values() for key in new if key in here and not _has_need(plan, key))
    losing = [key for key in heirs if any(key in new and _had_need(plan, old) for old, new in replaced.items())]
    if losing:
        names = some(mapping.groups[key].name for key in losing)
        yield finding("need_lost", Severity.WARNS, losing, groups=names, n=len(losing), wave=wave)


def _has_need(plan: Plan, key: str) -> bool:
    return any(key in pair and need is Need.HIGH for pair, need in plan.mapping.needs.items())


def _had_need(plan: Plan, old: str) -> bool:
    """Tell whether a group that is gone had a needed tie with one that is still there, itself or by its successor."""
    mapping = plan.mapping
    needed = [pair for pair, need in mapping.needs.items() if need is Need.HIGH and old in pair]
    return any(successor(mapping, other, plan.wave) for pair in needed for other in pair if other != old)
