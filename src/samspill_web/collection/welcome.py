"""The first page: why, how long, who sees what, and how answers are protected. Pure: no request, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.language import say
from samspill.terms import Language, PolicyName


@dataclass(frozen=True, slots=True)
class Block:
    """A few sentences under a small heading; ``folded`` is opened by those who want to know more."""

    heading: str
    sentences: tuple[str, ...]
    folded: bool = False


def lead(plan: Plan, node: Node, language: Language) -> tuple[str, ...]:
    """Return what comes first: why, about whom, how long, and that it is voluntary."""
    mapping = plan.mapping
    burden = next(each for each in plan.burdens if each.group == node.group)
    return (
        _say("why", language, core_task=mapping.core_task),
        _say("about", language),
        f"{_say('time', language, minutes=ceil(burden.minutes))} {_say('voluntary', language)}",
    )


def blocks(plan: Plan, node: Node, language: Language) -> tuple[Block, ...]:
    """Return the rest of the first page, in short blocks."""
    return tuple(_blocks(plan, node, language))


def _blocks(plan: Plan, node: Node, language: Language) -> Iterator[Block]:
    research = plan.mapping.policy.name is PolicyName.RESEARCH
    if research:
        # Said at once, not among what is folded: whoever reads no further has read this.
        yield Block(_say("research", language), (say("collection.survey.research.text", language),))
    yield Block(_say("who_sees", language), tuple(_seen(plan, language)))
    yield Block(_say("protected", language), tuple(_protected(plan, node, language, research=research)), folded=True)


def _seen(plan: Plan, language: Language) -> Iterator[str]:
    yield _say("leader", language)
    yield _say("behind", language, k=plan.mapping.policy.k)
    meeting = plan.mapping.start.feedback_meeting
    if meeting:
        yield say("collection.survey.thanks.meeting", language, day=meeting)
    yield _say("public", language)
    yield _say("promise", language)


def _protected(plan: Plan, node: Node, language: Language, *, research: bool) -> Iterator[str]:
    mapping = plan.mapping
    yield _say(f"policy.{mapping.policy.name}", language)
    yield from _pooling(plan, node, language)
    if mapping.sites:
        yield _say(f"sites_{mapping.compare_sites}", language)
    if mapping.ask_at_most is not None:
        yield _say("at_most", language, n=mapping.ask_at_most)
    if research:
        # Answers are opened for more than the result, and those of whoever says yes are kept.
        yield _say("locked_research", language)
    else:
        yield from (_say("locked", language), _say("deleted", language))


def _pooling(plan: Plan, node: Node, language: Language) -> Iterator[str]:
    """Tell whom the own group joins if too few of it answer (P2: told on the first page)."""
    mapping = plan.mapping
    fallback = mapping.groups[node.group].fallback
    if fallback is None:
        return
    partner = Node.parse(fallback)
    if partner.group == node.group:
        yield _say("pool_sites", language, k=mapping.policy.k)
    else:
        yield _say("pool", language, k=mapping.policy.k, partner=mapping.groups[partner.group].name)


def _say(name: str, language: Language, **fields: object) -> str:
    return say(f"collection.survey.welcome.{name}", language, **fields)
