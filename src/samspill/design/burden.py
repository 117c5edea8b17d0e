"""How long the survey takes for the people of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from samspill.design.model import LEAST_ASKED_ABOUT, Mapping, Node
from samspill.instrument.model import Instrument, Item
from samspill.instrument.wording import ending, filling, stem
from samspill.terms import Text

WORDS_PER_MINUTE = 200.0
"""Silent reading of plain text. English non-fiction: 238 (Brysbaert 2019, doi 10.1016/j.jml.2019.104047); our assumption for
phones, tired evenings and the longer words of the Scandinavian languages is a sixth less."""

SECONDS_AN_ANSWER = 4.0
"""One answer on a scale that has been read, about one more group. Our assumption: rows of a grid go at ten or more a minute in
web panels, and the same seven questions come back for every group. To be replaced by measured times."""

SECONDS_A_CONTACT = 2.0
"""One answer to "do you work with them?" in a list. Our assumption."""

SECONDS_A_QUESTION = 10.6
"""A question of its own: a panel's budget of 85 for a quarter of an hour (Pew Research Center, Decoded, 8 December 2022)."""

WORDS_AROUND = 150
"""First page and thank-you. Our assumption."""

SITES_CHOSEN = 3
"""Sites that a person who serves all of them is asked about."""


@dataclass(frozen=True, slots=True)
class Burden:
    """What the survey asks of one person in a group, at the site where it is most.

    ``targets`` counts the groups that the person rates, the own group among them; ``answers`` the answers given; ``minutes`` is
    the expected time of a median reader who works with every one of them. ``met`` counts those that the person could be asked
    about: more than ``targets`` where the mapping asks about some of them only.
    """

    group: str
    targets: int
    answers: int
    minutes: float
    met: int


def burdens(mapping: Mapping, instrument: Instrument, wave: int) -> tuple[Burden, ...]:
    """Return the burden of every group that is asked.

    Reading time of each different sentence, once, plus answering time of each answer. Somebody who works with every group is
    taken, so most people need less; a person who serves all sites chooses up to three of them. Where the mapping asks about
    some groups only, contact is asked of all of them, and the questions about those that the lot falls on.

    Parameters
    ----------
    mapping, instrument
        The instrument with its modules.
    wave : int

    Returns
    -------
    tuple of Burden
        In the owner's order; minutes.
    """
    targets: dict[str, int] = {}
    for node in mapping.rater_nodes(wave):
        targets[node.group] = max(targets.get(node.group, 0), targets_of(mapping, node, wave))
    return tuple(_burden(mapping, instrument, group, number) for group, number in targets.items())


def targets_of(mapping: Mapping, rater: Node, wave: int) -> int:
    """Return how many groups one person could rate, sites chosen and the own group counted."""
    targets = [target for target in mapping.nodes(wave) if mapping.meets(rater, target)]
    if rater.site:
        return len(targets)
    by_site = sorted((sum(target.site == site for target in targets) for site in mapping.sites), reverse=True)
    return sum(not target.site for target in targets) + sum(by_site[:SITES_CHOSEN])


def share_choosing(mapping: Mapping, rater: Node, target: Node, wave: int) -> float:
    """Return the share of a node's people who rate a target: all, or, of those who serve all sites, who choose its site.

    Choices are taken as even over the sites.

    Examples
    --------
    >>> from samspill.design.read import parse
    >>> plan = parse('''
    ... mapping = { title = "T", core_task = "t", language = "nb" }
    ... organisation = [{ key = "o", name = "O" }]
    ... site = [{ key = "a", name = "A" }, { key = "b", name = "B" }, { key = "c", name = "C" }, { key = "d", name = "D" }]
    ... group = [{ key = "ppt", name = "PPT", organisation = "o", size = 9 },
    ...          { key = "sfo", name = "SFO", organisation = "o", each_site = true, size = 8 }]
    ... ''')
    >>> share_choosing(plan, Node("ppt"), Node("sfo", "a"), wave=1), share_choosing(plan, Node("sfo", "a"), Node("ppt"), wave=1)
    (0.75, 1.0)
    """
    if rater.site or not target.site:
        return 1.0
    sites = mapping.sites_met(rater, wave)
    return min(1.0, SITES_CHOSEN / len(sites)) if sites else 1.0


def ask_at_most_for(found: Sequence[Burden], mapping: Mapping, instrument: Instrument, limit: float) -> int | None:
    """Return the greatest ``ask_at_most`` with which no survey takes longer than ``limit`` minutes.

    None where none of those allowed is short enough, or nobody would be asked about less.
    """
    own, a_group = int(mapping.own_group), len(instrument.tie_items) * SECONDS_AN_ANSWER / 60
    longer = [burden for burden in found if burden.minutes > limit]
    if not longer or not a_group:
        return None
    most = min(burden.targets - own - ceil((burden.minutes - limit) / a_group) for burden in longer)
    return most if most >= LEAST_ASKED_ABOUT else None


def _burden(mapping: Mapping, instrument: Instrument, group: str, met: int) -> Burden:
    own = int(mapping.own_group)
    targets = met if mapping.ask_at_most is None else min(met, mapping.ask_at_most + own)
    answers = targets * len(instrument.tie_items) + len(instrument.self_items)
    seconds = (
        targets * len(instrument.tie_items) * SECONDS_AN_ANSWER
        + (met - own) * SECONDS_A_CONTACT * (instrument.contact_question is not None)
        + len(instrument.self_items) * SECONDS_A_QUESTION
    )
    return Burden(group, targets, answers, seconds / 60 + _words(mapping, instrument, group) / WORDS_PER_MINUTE, met)


def _words(mapping: Mapping, instrument: Instrument, group: str) -> int:
    """Count the words of every different sentence that one person reads, those about the own situation apart."""
    language = mapping.languages[0]
    asked = mapping.groups[group]
    names = filling(
        instrument,
        language,
        group=asked.in_text,
        own_group=asked.name,
        core_task=mapping.core_task,
        people=mapping.people,
    )
    asked_about = [(item, False) for item in instrument.tie_items]
    asked_about += [(item, True) for item in instrument.tie_items if mapping.own_group and item.text_own]
    sentences = [ending(instrument, item, names, language, own=own) for item, own in asked_about]
    # A stem is read once, though it stands above every question.
    sentences += dict.fromkeys(stem(instrument, item, names, language, own=own) for item, own in asked_about)
    helps = [_in(item.help, mapping) for item in instrument.tie_items]
    labels = [_in(option.label, mapping) for key in _scales(instrument.tie_items) for option in instrument.scales[key].options]
    return WORDS_AROUND + sum(len(text.split()) for text in (*sentences, *helps, *labels))


def _in(text: Text | None, mapping: Mapping) -> str:
    return text.get_in(mapping.languages[0]) if text else ""


def _scales(items: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.scale for item in items))
