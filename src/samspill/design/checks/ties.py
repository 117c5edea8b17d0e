"""Whether the ties that the core task needs will be seen."""

from __future__ import annotations

from collections.abc import Iterator

from samspill.design.burden import SITES_CHOSEN, share_choosing
from samspill.design.expected import HIDDEN_TO, ExpectedTie, percent
from samspill.design.model import Node
from samspill.design.names import node_name, some, tie_name
from samspill.design.plan import Plan, finding
from samspill.terms import Finding, Need, Severity

SHOWN_FROM = 0.7
"""Least share of needed ties that is expected to be shown before we warn. Our convention."""


def ties(plan: Plan) -> Iterator[Finding]:
    """Look for needs that nobody named, and needed ties that will not be seen."""
    yield from _needs(plan)
    yield from _shown(plan)
    yield from _hidden_sites(plan)


def _needs(plan: Plan) -> Iterator[Finding]:
    mapping, needed = plan.mapping, plan.expected.needed
    if not needed:
        yield finding("no_needed_ties", Severity.WARNS, ["tie"])
        return
    silent = [tie for tie in needed if not tie.asked]
    if silent:
        kinds = dict.fromkeys((Node(tie.rater.group), Node(tie.target.group)) for tie in silent)
        names = some(tie_name(mapping, *kind) for kind in kinds)
        yield finding(
            "needed_not_asked", Severity.WARNS, (f"{rater}>{target}" for rater, target in kinds), ties=names, n=len(kinds)
        )
    wanted = {tie.target.group for tie in needed}
    lonely = [group for group in mapping.groups_in(plan.wave) if group.key not in wanted]
    if lonely:
        names = some(group.name for group in lonely)
        yield finding("nobody_needs", Severity.WARNS, [group.key for group in lonely], groups=names, n=len(lonely))


def _shown(plan: Plan) -> Iterator[Finding]:
    response = plan.mapping.response
    share = plan.expected.needed_share(response)
    if share is None:
        return
    hidden = [tie for tie in plan.expected.needed if _at(plan, tie) <= HIDDEN_TO]
    low = share < SHOWN_FROM
    name, severity = ("needed_share_low", Severity.WARNS) if low else ("needed_share_good", Severity.INFORMS)
    yield finding(name, severity, map(_key, hidden), share=percent(share), response=round(100 * response))


def _hidden_sites(plan: Plan) -> Iterator[Finding]:
    """Tell which services meet so many sites that too few of their people will rate each."""
    mapping = plan.mapping
    cells = [
        tie
        for tie in plan.expected.ties
        if tie.asked and tie.need is not Need.NONE and share_choosing(mapping, tie.rater, tie.target, plan.wave) < 1
    ]
    hidden = [tie for tie in cells if _at(plan, tie) <= HIDDEN_TO]
    raters = dict.fromkeys(tie.rater for tie in hidden)
    if raters:
        names = some(node_name(mapping, node) for node in raters)
        yield finding("sites_hidden", Severity.WARNS, raters, groups=names, n=len(hidden), of=len(cells), chosen=SITES_CHOSEN)


def _at(plan: Plan, tie: ExpectedTie) -> float:
    return tie.shown[plan.expected.responses.index(plan.mapping.response)]


def _key(tie: ExpectedTie) -> str:
    return f"{tie.rater}>{tie.target}"
