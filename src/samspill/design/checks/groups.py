"""Whether the groups are large enough to answer and to be rated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samspill.design.model import Mapping, Node
from samspill.design.names import node_name, proposal_name, some, unit_name
from samspill.design.plan import Plan, finding
from samspill.design.proposals import proposals
from samspill.terms import Finding, Severity, Text

RATED_FROM = 5
"""TRUST, P9: people in a group that others rate."""

NEVER_RATED_TO = 2
"""A rating of one or two is a rating of persons, whatever the reason."""


def groups(plan: Plan) -> Iterator[Finding]:
    """Look for groups too small to answer, and too small to be rated."""
    yield from _answering(plan)
    yield from _rated(plan)


def _answering(plan: Plan) -> Iterator[Finding]:
    """Pool the groups as if everybody answered: who is left out then is left out always."""
    k = plan.mapping.policy.k
    pools = plan.pools
    if pools.left_out:
        yield _about("rater_under_k", Severity.BLOCKS, plan.mapping, pools.left_out, k=k)
    proposed = proposals(plan.mapping, plan.wave)
    if proposed:
        names = some(proposal_name(plan.mapping, one.group, one.fallback) for one in proposed)
        yield finding("fallback_proposed", Severity.WARNS, [one.group for one in proposed], groups=names, n=len(proposed), k=k)
    joined = [unit for unit in pools.units if len(unit) > 1]
    if joined:
        names = some(unit_name(plan.mapping, unit) for unit in joined)
        about = [node for unit in joined for node in unit]
        yield finding("always_pooled", Severity.INFORMS, about, groups=names, n=len(joined), k=k)


def _rated(plan: Plan) -> Iterator[Finding]:
    small = [node for node in plan.rated if plan.sizes[node] < RATED_FROM]
    persons = [node for node in small if plan.sizes[node] <= NEVER_RATED_TO]
    rest = [node for node in small if node not in persons]
    silent = [node for node in rest if not plan.mapping.groups[node.group].small_reason]
    reasoned = [node for node in rest if node not in silent]
    if persons:
        yield _about("rated_persons", Severity.BLOCKS, plan.mapping, persons)
    if silent:
        yield _about("rated_small", Severity.BLOCKS, plan.mapping, silent)
    if reasoned:
        yield _about("rated_small_reason", Severity.WARNS, plan.mapping, reasoned)
    if not small:
        yield finding("rated_enough", Severity.INFORMS, least=RATED_FROM)


def _about(name: str, severity: Severity, mapping: Mapping, nodes: Iterable[Node], **data: object) -> Finding:
    nodes = tuple(nodes)
    names: tuple[Text | str, ...] = some(node_name(mapping, node) for node in nodes)
    return finding(name, severity, nodes, groups=names, n=len(nodes), **data)
