"""The trial link, and where somebody is in a survey that is only tried. Answers are in no field that outlives a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.terms import Contact, Language
from samspill_web.collection.models import Trial
from samspill_web.collection.survey import PageKind, Respondent, SurveyPage, pages

SALT = "collection.trial"
CONTACT = "contact:"


def link_of(trial: Trial) -> str:
    """Return the address of a trial."""
    return f"{settings.ADDRESS}{reverse('try', args=[signing.dumps([trial.pk, trial.turn], salt=SALT)])}"


def trial_of(token: str) -> Trial | None:
    """Return the trial of a link; None where it is false or closed."""
    try:
        pk, turn = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    with scopes_disabled():
        return Trial.objects.select_related("project").filter(pk=pk, turn=turn, open=True).first()


@dataclass(frozen=True, slots=True)
class Position:
    """A page of the survey, who reads it, and what the next page must know."""

    who: Respondent
    number: int
    page: SurveyPage
    of: int
    carried: tuple[tuple[str, str], ...]

    @property
    def node(self) -> str:
        """The group that somebody answers as."""
        return str(self.who.node)

    @property
    def before(self) -> int:
        """The page before."""
        return max(0, self.number - 1)

    @property
    def after(self) -> int | None:
        """The page after; None on the last."""
        return self.number + 1 if self.number + 1 < self.of else None

    @property
    def shown_number(self) -> int:
        """Which step this is for a reader: the welcome and the thanks are none."""
        return min(self.number, self.last_number)

    @property
    def last_number(self) -> int:
        """The number of steps."""
        return self.of - 2


def nodes_of(plan: Plan, language: Language) -> list[tuple[str, str]]:
    """Return the groups that somebody can try as, with their names."""
    return [(str(node), node_name(plan.mapping, node).get_in(language)) for node in plan.mapping.rater_nodes(plan.wave)]


def language_of(plan: Plan, given: str) -> Language:
    """Return a language that the survey is offered in: the one that was asked for, else the first."""
    offered = plan.mapping.languages
    return Language(given) if given in offered else offered[0]


def at_page(plan: Plan, given: QueryDict | Mapping[str, str], language: Language, number: int) -> Position:
    """Return a page of the survey of somebody; numbers beyond the ends stand for the ends."""
    known = dict(nodes_of(plan, language))
    node = Node.parse(str(given.get("node", "")) if given.get("node", "") in known else next(iter(known)))
    posted = given if isinstance(given, QueryDict) else QueryDict()
    met = [name.removeprefix(CONTACT) for name in posted if name.startswith(CONTACT) and posted[name] == Contact.YES]
    contacts = met or posted.getlist("contacts")
    asked = any(name.startswith(CONTACT) for name in posted) or "contacts" in posted
    who = Respondent(node, language, tuple(posted.getlist("sites")), tuple(contacts) if asked else None)
    found = pages(plan, who)
    number = max(0, min(number, len(found) - 1))
    carried = [("node", str(node)), *(("sites", site) for site in who.sites)]
    if who.contacts is not None:
        # One empty value tells "none" from "not asked yet".
        carried += [("contacts", each) for each in who.contacts or ("",)]
    return Position(who, number, found[number], len(found), tuple(_not_on_page(found[number], carried)))


def _not_on_page(page: SurveyPage, carried: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out what the page itself asks, else an old choice would come back beside the new one."""
    asked = {"contacts"} if page.kind is PageKind.CONTACT else {each.name for each in page.asked}
    return [(name, value) for name, value in carried if name not in asked]
