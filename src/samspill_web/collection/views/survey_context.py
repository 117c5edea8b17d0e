"""What the pages of the survey show: dates, who asks and who answers, and all that a browser leads through by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.template.loader import render_to_string

from samspill.design.plan import Plan
from samspill.terms import Language
from samspill_web.collection.ballots.codes import LENGTH, signs_of
from samspill_web.collection.ballots.coming_in import Guest
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.sender import Sender, sender_of
from samspill_web.collection.survey import Respondent, SurveyPage, ranks, thanks, whole
from samspill_web.collection.trying import language_of, nodes_of
from samspill_web.collection.walk import Position
from samspill_web.projects.models import Wave

LONGEST = 40
"""Signs of a typed code that are shown again."""

SHEETS = 200
"""Drawn sheets that a process keeps: about 0.1 MB each."""


def when(guest: Guest | None) -> dict[str, object]:
    """Return when a survey opens and closes, on the calendar of those who answer, when its result is shown, and who asks."""
    if guest is None:
        return {}
    mapping = guest.plan.mapping
    zone = ZoneInfo(mapping.calendar.zone)
    return {
        "opens": guest.holder.wave.opens.astimezone(zone),
        "closes": guest.holder.closes.astimezone(zone),
        "meeting": mapping.start.feedback_meeting,
        "sender": _sender(guest),
    }


def context(guest: Guest, who: Respondent) -> dict[str, object]:
    """Return who asks, who answers, as what else they could, and in which languages."""
    names = dict(nodes_of(guest.plan, who.language))
    return {
        "sender": _sender(guest),
        "node": str(who.node),
        "node_name": names[str(who.node)],
        "nodes": [(node, names[node]) for node in guest.hats],
        "offered": guest.plan.mapping.languages,
        "language": who.language.value,
    }


def _sender(guest: Guest) -> Sender:
    wave = guest.holder.wave
    return sender_of(wave.project_id, wave.by_id)


_sheets: dict[tuple[object, ...], tuple[Plan, str]] = {}


def whole_sheet(request: HttpRequest, guest: Guest, who: Respondent) -> str:
    """Return all pages at once, drawn: the same for everybody who answers as the same group in the same language.

    A whole staff meeting opens it within minutes, and drawing takes much longer than all else that is done for one of them.
    Whom people may ask can change meanwhile: that is looked up each time.
    """
    told = context(guest, who)
    key = (guest.holder.wave.pk, who.node, who.language, guest.hats, told["sender"])
    plan, html = _sheets.get(key, (None, ""))
    if plan is not guest.plan:
        found = whole(guest.plan, who)
        lines = Position(who, 0, found, {}, guest.plan).summary
        html = render_to_string("collection/whole.html", {**told, "pages": found, "lines": lines}, request)
        if len(_sheets) >= SHEETS:
            _sheets.clear()
        _sheets[key] = (guest.plan, html)
    return html


def turns(guest: Guest, who: Respondent) -> list[dict[str, object]]:
    """Return what a browser decides by which groups are asked about: their sites, and when it is the turn of each."""
    # Somebody at a site chooses no sites, whatever the groups' own.
    return [
        {"node": str(node), "site": "" if who.node.site else node.site, "turn": turn}
        for node, turn in ranks(guest.plan, who).items()
    ]


def mistyped(text: str) -> dict[str, object]:
    """Return what was typed where it cannot be a code, and how many signs it has: a code's length is no secret."""
    signs = signs_of(text)
    return {"short": len(signs), "typed": text[:LONGEST]} if signs and len(signs) != LENGTH else {}


def last_page(wave: Wave, language: Language) -> SurveyPage:
    """Return the thanks."""
    plan = plan_of(wave)
    return thanks(plan, Respondent(plan.mapping.rater_nodes(plan.wave)[0], language_of(plan, language.value)))
