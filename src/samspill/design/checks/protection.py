"""What the mapping promises the people who answer, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.plan import Plan, finding
from samspill.instrument.ladder import unprotected
from samspill.terms import POLICIES, CompareSites, Finding, Severity


def protection(plan: Plan) -> Iterator[Finding]:
    """Tell the policy, a lower limit with its reason, answers that it would open, and whether sites are compared by name."""
    mapping = plan.mapping
    policy = mapping.policy
    yield finding(f"policy_{policy.name}", Severity.INFORMS, ["privacy.policy"], k=policy.k)
    if policy.k < POLICIES[policy.name].k:
        yield finding("k_lowered", Severity.INFORMS, ["privacy.k"], k=policy.k, reason=mapping.k_reason or "–")
    open_items = unprotected(plan.instrument, policy)
    if open_items:
        yield finding("k_opens_answers", Severity.BLOCKS, ["privacy.k"], k=policy.k, items=open_items)
    if mapping.sites:
        named = mapping.compare_sites is CompareSites.NAMED
        yield finding("sites_named" if named else "sites_own", Severity.INFORMS, ["mapping.compare_sites"])
