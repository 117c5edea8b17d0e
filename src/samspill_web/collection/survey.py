"""The survey as one person meets it: pages in their order, every sentence filled. Pure: no request, no clock, no database."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from samspill.design.burden import SITES_CHOSEN
from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.design.subset import asked_about, needs_of, turns
from samspill.instrument.model import Item
from samspill.instrument.wording import Filling, fill, filling, question
from samspill.language import say
from samspill.terms import Contact, Language, PolicyName, Text
from samspill_web.collection import welcome
from samspill_web.collection.asking import Asked, Choice, Rows, own_row, parts, rows
from samspill_web.collection.welcome import Block


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
class SurveyPage:
    """One page: its heading, sentences, and the questions on it.

    ``rows`` are questions asked about several groups, ``single`` those that stand by themselves; ``key`` names the page.
    """

    kind: PageKind
    heading: str
    sentences: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()
    single: tuple[Asked, ...] = ()
    note: str = ""
    blocks: tuple[Block, ...] = ()
    key: str = ""

    @property
    def name(self) -> str:
        """What the page is called where several are listed: two of one dimension would otherwise be called the same."""
        if self.kind is not PageKind.QUESTION:
            return self.heading
        return self.single[0].text if self.single else self.rows[0].short

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every question on the page."""
        return (*(asked for each in self.rows for asked in each.asked), *self.single)


DONT_KNOW = "?"
CONTACT = "contact:"
"""Before a group: the field that tells whether somebody works with it."""
SITES = "sites"
RESEARCH = "research"


@dataclass(frozen=True)
class Respondent:
    """Somebody in a group, what has been chosen so far, and the language that is read.

    ``sites`` are those that somebody who serves all has chosen; ``contacts`` the groups worked with, as ``group@site``.
    ``lot`` is the person's own, and decides which groups are drawn where a mapping asks about some only.
    """

    node: Node
    language: Language
    sites: tuple[str, ...] = ()
    contacts: tuple[str, ...] | None = field(default=None)
    lot: bytes = b""

    def turn(self, target: Node) -> bytes:
        """Return when it is a group's turn to be asked about: the same whenever it is asked, and chance to everybody else."""
        return hmac.digest(self.lot or b"-", str(target).encode(), sha256)


def pages(plan: Plan, who: Respondent) -> tuple[SurveyPage, ...]:
    """Return the pages of one person's survey, as far as the choices made so far decide them."""
    return _sheet(plan, who, rated(plan, who))


def whole(plan: Plan, who: Respondent) -> tuple[SurveyPage, ...]:
    """Return the pages with all groups that any choice could lead to, for a browser to choose from."""
    who = replace(who, sites=(), contacts=None)
    return _sheet(plan, who, targets(plan, who))


def targets(plan: Plan, who: Respondent) -> tuple[Node, ...]:
    """Return the groups that somebody could be asked about, the own one left out; at most the sites that were chosen."""
    mapping = plan.mapping
    met = (target for target in mapping.nodes(plan.wave) if target != who.node and mapping.meets(who.node, target))
    return tuple(target for target in met if who.node.site or not target.site or not who.sites or target.site in who.sites)


def rated(plan: Plan, who: Respondent) -> tuple[Node, ...]:
    """Return the groups that somebody is asked about, the own one left out: those worked with, or before that is known all.

    Where a mapping asks about some groups only, so many are drawn.
    """
    met = tuple(node for node in targets(plan, who) if who.contacts is None or str(node) in who.contacts)
    mapping = plan.mapping
    return asked_about(met, needs_of(mapping, who.node, met), mapping.ask_at_most, who.turn)


def ranks(plan: Plan, who: Respondent) -> dict[Node, int]:
    """Return the turn of every group that somebody could be asked about: of those worked with, the first are asked about."""
    every = targets(plan, replace(who, sites=()))
    return turns(every, needs_of(plan.mapping, who.node, every), who.turn)


def _sheet(plan: Plan, who: Respondent, chosen: Sequence[Node]) -> tuple[SurveyPage, ...]:
    return tuple(page for page in _pages(plan, who, chosen) if page is not None)


def _pages(plan: Plan, who: Respondent, chosen: Sequence[Node]) -> Iterator[SurveyPage | None]:
    yield _welcome(plan, who)
    yield _sites(plan, who)
    yield _contact(plan, who, targets(plan, who))
    for item in plan.instrument.tie_items:
        yield _about_ties(plan, who, item, chosen)
    for item in plan.instrument.self_items:
        yield _about_self(plan, who, item)
    yield _research(plan, who)
    yield SurveyPage(PageKind.SUMMARY, _say("summary.heading", who), (_say("summary.text", who),), key="summary")
    yield thanks(plan, who)


def thanks(plan: Plan, who: Respondent) -> SurveyPage:
    """Return the last page, which every group has in common."""
    return SurveyPage(PageKind.THANKS, _say("thanks.heading", who), _after(plan, who), key="thanks")


def _say(name: str, who: Respondent, **fields: object) -> str:
    return say(f"collection.survey.{name}", who.language, **fields)


def _welcome(plan: Plan, who: Respondent) -> SurveyPage:
    return SurveyPage(
        PageKind.WELCOME,
        plan.mapping.title.get_in(who.language),
        welcome.lead(plan, who.node, who.language),
        blocks=welcome.blocks(plan, who.node, who.language),
        key="welcome",
    )


def _sites(plan: Plan, who: Respondent) -> SurveyPage | None:
    """Let somebody who meets many sites choose those worked with most."""
    met = dict.fromkeys(node.site for node in targets(plan, Respondent(who.node, who.language)) if node.site)
    if who.node.site or len(met) <= SITES_CHOSEN:
        return None
    choices = tuple(Choice(site, plan.mapping.sites[site].name.get_in(who.language)) for site in met)
    asked = Asked(SITES, _say("sites.question", who, n=SITES_CHOSEN), choices, most=SITES_CHOSEN)
    return SurveyPage(PageKind.SITES, _say("sites.heading", who), single=(asked,), key="sites")


def _contact(plan: Plan, who: Respondent, others: Sequence[Node]) -> SurveyPage | None:
    instrument = plan.instrument
    if instrument.contact_question is None or not others:
        return None
    labels = instrument.contact_labels
    choices = tuple(Choice(value.value, labels[value].get_in(who.language)) for value in Contact if value in labels)
    heading = fill(instrument.contact_question.get_in(who.language), _filling(plan, who, who.node), who.language)
    names = [(node, _name(plan, who, node)) for node in others]
    asked = tuple(Asked(f"{CONTACT}{node}", name, choices, group=name) for node, name in names)
    return SurveyPage(PageKind.CONTACT, heading, rows=(Rows("contact", heading, "", asked),), key="contact")


def _about_ties(plan: Plan, who: Respondent, item: Item, chosen: Sequence[Node]) -> SurveyPage | None:
    """Ask one question over the groups that somebody works with, the own group last."""
    key, found = f"item-{item.key}", parts(plan.instrument, item, _filling(plan, who, who.node), who.language)
    others = rows(key, found, [(_one(plan, who, item, node), _in_text(plan, node).get_in(who.language)) for node in chosen])
    own = None
    if plan.mapping.own_group and item.text_own is not None:
        own = own_row(key, found.lead if others else "", _one(plan, who, item, who.node), _name(plan, who, who.node))
    every = tuple(each for each in (others, own) if each is not None)
    if not every:
        return None
    note = plan.instrument.note if others else None
    return SurveyPage(
        PageKind.QUESTION,
        _heading(plan, who, item),
        (found.lead,) if found.lead and others else (),
        every,
        note=fill(note.get_in(who.language), _filling(plan, who, who.node), who.language) if note else "",
        key=key,
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
    return SurveyPage(PageKind.QUESTION, _say("question.self", who), single=(asked,), key=f"item-{item.key}")


def _research(plan: Plan, who: Respondent) -> SurveyPage | None:
    """Let each person choose whether the raw answers may be used, where a mapping is made for research."""
    if plan.mapping.policy.name is not PolicyName.RESEARCH:
        return None
    choices = (Choice("yes", _say("research.yes", who)), Choice("no", _say("research.no", who)))
    asked = Asked(RESEARCH, _say("research.question", who), choices)
    return SurveyPage(
        PageKind.RESEARCH, _say("research.heading", who), (_say("research.text", who),), single=(asked,), key="research"
    )


def _answers(plan: Plan, who: Respondent, item: Item) -> tuple[Choice, ...]:
    options = plan.instrument.scale_of(item.key).options
    known = (Choice(str(option.code), option.label.get_in(who.language)) for option in options)
    return (*known, Choice(DONT_KNOW, plan.instrument.dont_know.get_in(who.language), apart=True))


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
