"""The survey as one person meets it: pages in their order, every sentence filled. Pure: no request, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from samspill.design.burden import SITES_CHOSEN
from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.instrument.model import Item
from samspill.instrument.wording import Filling, fill, filling, question
from samspill.language import say
from samspill.terms import Contact, Language, PolicyName, Text


class PageKind(StrEnum):
    """What a page of the survey asks for."""

    WELCOME = "welcome"
    SITES = "sites"
    CONTACT = "contact"
    QUESTION = "question"
    RESEARCH = "research"
    SUMMARY = "summary"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answers: ``name`` is the field; several answers may be chosen where ``most`` is above one."""

    name: str
    text: str
    choices: tuple[Choice, ...]
    help: str = ""
    most: int = 1


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One page: its heading, sentences, and the questions on it."""

    kind: PageKind
    heading: str
    sentences: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    note: str = ""


DONT_KNOW = "?"
CONTACT = "contact:"
"""Before a group: the field that tells whether somebody works with it."""
SITES = "sites"
RESEARCH = "research"


@dataclass(frozen=True)
class Respondent:
    """Somebody in a group, what has been chosen so far, and the language that is read.

    ``sites`` are those that somebody who serves all has chosen; ``contacts`` the groups worked with, as ``group@site``.
    """

    node: Node
    language: Language
    sites: tuple[str, ...] = ()
    contacts: tuple[str, ...] | None = field(default=None)


def pages(plan: Plan, who: Respondent) -> tuple[SurveyPage, ...]:
    """Return the pages of one person's survey, as far as the choices made so far decide them."""
    return tuple(page for page in _pages(plan, who) if page is not None)


def targets(plan: Plan, who: Respondent) -> tuple[Node, ...]:
    """Return the groups that somebody could be asked about, the own one left out; at most the sites that were chosen."""
    mapping = plan.mapping
    met = (target for target in mapping.nodes(plan.wave) if target != who.node and mapping.meets(who.node, target))
    return tuple(target for target in met if who.node.site or not target.site or not who.sites or target.site in who.sites)


def rated(plan: Plan, who: Respondent) -> tuple[Node, ...]:
    """Return the groups that somebody is asked about, the own one left out: those worked with, or before that is known all."""
    return tuple(node for node in targets(plan, who) if who.contacts is None or str(node) in who.contacts)


def _pages(plan: Plan, who: Respondent) -> Iterator[SurveyPage | None]:
    others = targets(plan, who)
    chosen = rated(plan, who)
    yield _welcome(plan, who)
    yield _sites(plan, who)
    yield _contact(plan, who, others)
    for item in plan.instrument.tie_items:
        yield _about_ties(plan, who, item, chosen)
    for item in plan.instrument.self_items:
        yield _about_self(plan, who, item)
    yield _research(plan, who)
    yield SurveyPage(PageKind.SUMMARY, _say("summary.heading", who), (_say("summary.text", who),))
    yield thanks(plan, who)


def thanks(plan: Plan, who: Respondent) -> SurveyPage:
    """Return the last page, which every group has in common."""
    return SurveyPage(PageKind.THANKS, _say("thanks.heading", who), _after(plan, who))


def _say(name: str, who: Respondent, **fields: object) -> str:
    return say(f"collection.survey.{name}", who.language, **fields)


def _welcome(plan: Plan, who: Respondent) -> SurveyPage:
    mapping, language = plan.mapping, who.language
    burden = next(each for each in plan.burdens if each.group == who.node.group)
    sentences = [
        _say("welcome.why", who, core_task=mapping.core_task),
        _say("welcome.about", who, group=node_name(mapping, who.node)),
        _say("welcome.time", who, minutes=ceil(burden.minutes)),
        _say("welcome.voluntary", who),
        say(f"disclosure.policy.{mapping.policy.name}", language, k=mapping.policy.k),
        *_pooling(plan, who),
        *([_say(f"welcome.sites_{mapping.compare_sites}", who)] if mapping.sites else []),
        _say("welcome.public", who),
        _say("welcome.promise", who),
    ]
    return SurveyPage(PageKind.WELCOME, mapping.title.get_in(language), tuple(sentences))


def _pooling(plan: Plan, who: Respondent) -> Iterator[str]:
    """Tell whom the own group joins if too few of it answer (P2: told on the first page)."""
    mapping = plan.mapping
    fallback = mapping.groups[who.node.group].fallback
    if fallback is None:
        return
    partner = Node.parse(fallback)
    if partner.group == who.node.group:
        yield _say("welcome.pool_sites", who, k=mapping.policy.k)
    else:
        yield _say("welcome.pool", who, k=mapping.policy.k, partner=mapping.groups[partner.group].name)


def _sites(plan: Plan, who: Respondent) -> SurveyPage | None:
    """Let somebody who meets many sites choose those worked with most."""
    met = dict.fromkeys(node.site for node in targets(plan, Respondent(who.node, who.language)) if node.site)
    if who.node.site or len(met) <= SITES_CHOSEN:
        return None
    choices = tuple(Choice(site, plan.mapping.sites[site].name.get_in(who.language)) for site in met)
    asked = Asked(SITES, _say("sites.question", who, n=SITES_CHOSEN), choices, most=SITES_CHOSEN)
    return SurveyPage(PageKind.SITES, _say("sites.heading", who), (), (asked,))


def _contact(plan: Plan, who: Respondent, others: Sequence[Node]) -> SurveyPage | None:
    instrument = plan.instrument
    if instrument.contact_question is None or not others:
        return None
    labels = instrument.contact_labels
    choices = tuple(Choice(value.value, labels[value].get_in(who.language)) for value in Contact if value in labels)
    heading = fill(instrument.contact_question.get_in(who.language), _filling(plan, who, who.node), who.language)
    asked = tuple(Asked(f"{CONTACT}{node}", _name(plan, who, node), choices) for node in others)
    return SurveyPage(PageKind.CONTACT, heading, (), asked)


def _about_ties(plan: Plan, who: Respondent, item: Item, chosen: Sequence[Node]) -> SurveyPage | None:
    """Ask one question over the groups that somebody works with, the own group last."""
    own = [who.node] if plan.mapping.own_group and item.text_own is not None else []
    asked = tuple(_one(plan, who, item, node) for node in (*chosen, *own))
    if not asked:
        return None
    note = plan.instrument.note
    names = _filling(plan, who, who.node)
    return SurveyPage(
        PageKind.QUESTION,
        _heading(plan, who, item),
        asked=asked,
        note=fill(note.get_in(who.language), names, who.language) if note and chosen else "",
    )


def _heading(plan: Plan, who: Respondent, item: Item) -> str:
    dimension = plan.instrument.dimensions.get(item.dimension or "")
    return dimension.name.get_in(who.language) if dimension else _say("question.heading", who)


def _one(plan: Plan, who: Respondent, item: Item, node: Node) -> Asked:
    names = _filling(plan, who, node)
    text = question(plan.instrument, item, names, who.language, own=node == who.node)
    return Asked(f"{item.key}:{node}", text, _answers(plan, who, item), _help(item, names, who))


def _about_self(plan: Plan, who: Respondent, item: Item) -> SurveyPage:
    names = _filling(plan, who, who.node)
    text = question(plan.instrument, item, names, who.language)
    asked = Asked(item.key, text, _answers(plan, who, item), _help(item, names, who), item.choose)
    return SurveyPage(PageKind.QUESTION, _say("question.self", who), asked=(asked,))


def _research(plan: Plan, who: Respondent) -> SurveyPage | None:
    """Let each person choose whether the raw answers may be used, where a mapping is made for research."""
    if plan.mapping.policy.name is not PolicyName.RESEARCH:
        return None
    choices = (Choice("yes", _say("research.yes", who)), Choice("no", _say("research.no", who)))
    asked = Asked(RESEARCH, _say("research.question", who), choices)
    return SurveyPage(PageKind.RESEARCH, _say("research.heading", who), (_say("research.text", who),), (asked,))


def _answers(plan: Plan, who: Respondent, item: Item) -> tuple[Choice, ...]:
    options = plan.instrument.scale_of(item.key).options
    known = (Choice(str(option.code), option.label.get_in(who.language)) for option in options)
    return (*known, Choice(DONT_KNOW, plan.instrument.dont_know.get_in(who.language)))


def _help(item: Item, names: Filling, who: Respondent) -> str:
    return fill(item.help.get_in(who.language), names, who.language) if item.help else ""


def _filling(plan: Plan, who: Respondent, node: Node) -> Filling:
    groups = plan.mapping.groups
    return filling(
        plan.instrument,
        who.language,
        group=_in_text(plan, node),
        own_group=groups[who.node.group].name,
        core_task=plan.mapping.core_task,
        people=plan.mapping.people,
    )


def _in_text(plan: Plan, node: Node) -> Text:
    """Return a group as it reads inside a sentence, with its site where somebody meets several."""
    group = plan.mapping.groups[node.group]
    if not node.site:
        return group.in_text
    site = plan.mapping.sites[node.site].name
    return Text({tag: f"{group.in_text.get_in(tag)} ({site.get_in(tag)})" for tag in Language})


def _name(plan: Plan, who: Respondent, node: Node) -> str:
    return node_name(plan.mapping, node).get_in(who.language)


def _after(plan: Plan, who: Respondent) -> tuple[str, ...]:
    meeting = plan.mapping.start.feedback_meeting
    when = (_say("thanks.meeting", who, day=meeting),) if meeting else ()
    return (_say("thanks.nobody", who), *when)
