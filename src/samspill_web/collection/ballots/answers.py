"""What one person answered: checked against the pages of the survey, and written so that every answer is as long as any other.

Pure: no request, no clock, no database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from samspill.design.burden import SITES_CHOSEN
from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.errors import Place, Problem, UsageError
from samspill.instrument.model import Item
from samspill.terms import Contact, Level, PolicyName
from samspill_web.collection.survey import CONTACT, DONT_KNOW, RESEARCH, SITES, Respondent, rated, targets

Given = Mapping[str, Sequence[str]]
"""Fields of a form by name."""

STEP = 256
"""Sealed answers are a multiple of this many bytes."""


@dataclass(frozen=True)
class Answers:
    """One sheet of answers.

    Parameters
    ----------
    node : str
        The group that the person answered as.
    level : str
        ``leader``, ``staff`` or "".
    contacts : mapping of node to Contact
        What was said about working together; a group that nothing was said about is missing.
    asked : tuple of str
        The groups that the person works with and was asked about; fewer than the contacts where groups are drawn.
    ties : mapping of node to mapping of item to code
        ``?`` is "don't know"; what was skipped is missing.
    own : mapping of item to codes
        Answers about the own situation.
    research : bool or None
        Whether the raw answers may be used for research; None where that was not asked or not answered.
    """

    node: str
    level: str = ""
    contacts: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: tuple[str, ...] = ()
    ties: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, dict[str, str]])
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    research: bool | None = None

    def to_bytes(self, room: int) -> bytes:
        """Return the sheet in ``room`` bytes, however little was answered."""
        text = self.to_text().encode()
        if len(text) > room:
            raise AssertionError("more was answered than can be asked")
        # Spaces after a JSON text mean nothing.
        return text.ljust(room)

    def to_text(self) -> str:
        """Return the sheet as JSON, in ASCII, so that a letter is a byte."""
        return json.dumps({name: getattr(self, name) for name in self.__dataclass_fields__}, separators=(",", ":"))

    @classmethod
    def from_bytes(cls, sheet: bytes) -> Answers:
        """Read a sheet."""
        told: dict[str, Any] = json.loads(sheet)
        own = {item: tuple(codes) for item, codes in told["own"].items()}
        return cls(**{**told, "asked": tuple(told["asked"]), "own": own})


def respondent(plan: Plan, who: Respondent, given: Given) -> Respondent:
    """Return somebody with the sites and groups that were chosen so far; what cannot be chosen is left out."""
    sites = tuple(site for site in dict.fromkeys(given.get(SITES, ())) if site in plan.mapping.sites)[:SITES_CHOSEN]
    who = replace(who, sites=sites)
    if not any(name.startswith(CONTACT) and any(values) for name, values in given.items()):
        return who
    met = (str(node) for node in targets(plan, who) if Contact.YES in given.get(f"{CONTACT}{node}", ()))
    return replace(who, contacts=tuple(met))


def understand(plan: Plan, who: Respondent, given: Given, level: str = "") -> Answers:
    """Check what was sent, and return it.

    Fields of groups that the person does not work with are left out, as are fields that the survey does not know.

    Raises
    ------
    UsageError
        ``collection.bad_answer``: an answer that the question does not have, or more answers than may be chosen.
    """
    who = respondent(plan, who, given)
    instrument = plan.instrument
    asked = tuple(map(str, rated(plan, who)))
    own = (str(who.node),) if plan.mapping.own_group else ()
    ties: dict[str, dict[str, str]] = {}
    for item in instrument.tie_items:
        known = _codes(plan, item)
        for node in (*asked, *(own if item.text_own is not None else ())):
            for value in _chosen(f"{item.key}:{node}", given, known):
                ties.setdefault(node, {})[item.key] = value
    situation = {item.key: _chosen(item.key, given, _codes(plan, item), item.choose) for item in instrument.self_items}
    return Answers(
        node=str(who.node),
        level=level,
        contacts=_contacts(plan, who, given),
        asked=asked,
        ties=ties,
        own={item: codes for item, codes in situation.items() if codes},
        research=_research(plan, given),
    )


def _codes(plan: Plan, item: Item) -> set[str]:
    return {DONT_KNOW, *(str(option.code) for option in plan.instrument.scale_of(item.key).options)}


def _contacts(plan: Plan, who: Respondent, given: Given) -> dict[str, str]:
    if plan.instrument.contact_question is None:
        return {}
    labels = {value.value for value in plan.instrument.contact_labels}
    said = {str(node): _chosen(f"{CONTACT}{node}", given, labels) for node in targets(plan, who)}
    return {node: values[0] for node, values in said.items() if values}


def _research(plan: Plan, given: Given) -> bool | None:
    if plan.mapping.policy.name is not PolicyName.RESEARCH:
        return None
    return {"yes": True, "no": False}.get(next(iter(_chosen(RESEARCH, given, {"yes", "no"})), ""))


def _chosen(name: str, given: Given, known: set[str], most: int = 1) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in given.get(name, ()) if value))
    if not set(values) <= known or len(values) > most:
        raise UsageError(Problem("collection.bad_answer", Place(), {"name": name}))
    return values


def room_of(plan: Plan) -> int:
    """Return the bytes that any sheet of a plan has room in: no less than the longest that somebody could fill in."""
    longest = max(len(_full(plan, node)) for node in plan.mapping.rater_nodes(plan.wave))
    return (longest + STEP - 1) // STEP * STEP


def _full(plan: Plan, node: Node) -> str:
    """Return a sheet with the longest answer to everything, all sites and all groups among them."""
    who = Respondent(node, plan.mapping.languages[0])
    met = [str(target) for target in targets(plan, who)]
    longest = {item.key: sorted(_codes(plan, item), key=len)[-item.choose :] for item in plan.instrument.items.values()}
    sheet = Answers(
        node=str(node),
        level=Level.LEADER,
        contacts=dict.fromkeys(met, Contact.WANTED.value),
        asked=tuple(met),
        ties={target: {item.key: longest[item.key][-1] for item in plan.instrument.tie_items} for target in (*met, str(node))},
        own={item.key: tuple(longest[item.key]) for item in plan.instrument.self_items},
        research=False,
    )
    return sheet.to_text()
