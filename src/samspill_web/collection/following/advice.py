"""What helps where few have answered, and what it costs if nothing happens. No number under k, and nobody to blame."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.ballots.codes import short_address
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.following.bands import Band
from samspill_web.collection.following.waves import zone_of
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing

HELPS = ("leader", "time", "terminal", "slips", "poster")
"""What helps, the strongest first; below ``following.helps``."""

PARAGRAPHS = ("why", "time", "how", "free", "unseen", "thanks")
"""Of the text that a leader may use; below ``following.words``."""

LOW = frozenset({Band.FEW, Band.UNDER_K, Band.SOME})


@dataclass(frozen=True, slots=True)
class Words:
    """A text for the leader of a group, in one language."""

    title: str
    paragraphs: tuple[str, ...]


def cost_of(plan: Plan, node: Node, band: Band) -> str:
    """Return what happens to a group with few answers when the wave closes (P2)."""
    mapping, k = plan.mapping, plan.mapping.policy.k
    if band is Band.SOME:
        return told("following.cost.unsure")
    fallback = mapping.groups[node.group].fallback
    if fallback is None:
        return told("following.cost.left_out", k=k)
    partner = Node.parse(fallback)
    if partner.group == node.group:
        return told("following.cost.joins_sites", k=k)
    return told("following.cost.joins", k=k, partner=mapping.groups[partner.group].name)


def words_for(wave: Wave, language: Language) -> Words:
    """Return the text that a leader may read aloud or send, in a language."""
    plan = plan_of(wave)
    fields = {
        "title": plan.mapping.title,
        "task": plan.mapping.core_task,
        "day": closing(wave).astimezone(zone_of(wave)).date(),
        "address": short_address().partition("://")[2],
        "minutes": ceil(max(burden.minutes for burden in plan.burdens)),
    }
    paragraphs = tuple(say(f"following.words.{name}", language, **fields) for name in PARAGRAPHS)
    return Words(say("following.words.title", language, **fields), paragraphs)


def name_of(plan: Plan, node: Node) -> str:
    """Return what a group is called, in the reader's language."""
    from samspill_web.kernel.speech import reader

    return node_name(plan.mapping, node).get_in(reader())
