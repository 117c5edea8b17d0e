"""What the pages of the survey show: dates, who answers, and all that a browser leads through by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django_scopes import scopes_disabled

from samspill.terms import Language
from samspill_web.collection.ballots.coming_in import Guest
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.survey import Respondent, SurveyPage, ranks, thanks, whole
from samspill_web.collection.trying import language_of, nodes_of
from samspill_web.collection.walk import Position
from samspill_web.projects.models import Wave
from samspill_web.projects.selectors import closing


def when(guest: Guest | None) -> dict[str, object]:
    """Return when a survey opens and closes, on the calendar of those who answer, and when its result is talked about."""
    if guest is None:
        return {}
    mapping = guest.plan.mapping
    zone = ZoneInfo(mapping.calendar.zone)
    with scopes_disabled():
        closes = closing(guest.holder.wave)
    opens = guest.holder.wave.opens
    return {"opens": opens.astimezone(zone), "closes": closes.astimezone(zone), "meeting": mapping.start.feedback_meeting}


def context(guest: Guest, who: Respondent) -> dict[str, object]:
    """Return who answers, as what else they could, and in which languages."""
    names = dict(nodes_of(guest.plan, who.language))
    return {
        "node": str(who.node),
        "node_name": names[str(who.node)],
        "nodes": [(node, names[node]) for node in guest.hats],
        "offered": guest.plan.mapping.languages,
        "language": who.language.value,
        **when(guest),
    }


def sheet(guest: Guest, who: Respondent) -> dict[str, object]:
    """Return all pages at once, and a line for each of them in the summary."""
    found = whole(guest.plan, who)
    return {"pages": found, "lines": Position(who, 0, found, {}, guest.plan).summary}


def turns(guest: Guest, who: Respondent) -> list[dict[str, object]]:
    """Return what a browser decides by which groups are asked about: their sites, and when it is the turn of each."""
    # Somebody at a site chooses no sites, whatever the groups' own.
    return [
        {"node": str(node), "site": "" if who.node.site else node.site, "turn": turn}
        for node, turn in ranks(guest.plan, who).items()
    ]


def last_page(wave: Wave, language: Language) -> SurveyPage:
    """Return the thanks."""
    plan = plan_of(wave)
    return thanks(plan, Respondent(plan.mapping.rater_nodes(plan.wave)[0], language_of(plan, language.value)))
