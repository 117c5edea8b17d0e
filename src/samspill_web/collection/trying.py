"""The trial link, and who somebody is who only tries the survey."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django_scopes import scopes_disabled

from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.terms import Language
from samspill_web.collection.ballots.answers import Given
from samspill_web.collection.models import Trial
from samspill_web.collection.survey import Respondent

SALT = "collection.trial"


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


def nodes_of(plan: Plan, language: Language) -> list[tuple[str, str]]:
    """Return the groups that somebody can try as, with their names."""
    return [(str(node), node_name(plan.mapping, node).get_in(language)) for node in plan.mapping.rater_nodes(plan.wave)]


def language_of(plan: Plan, given: str) -> Language:
    """Return a language that the survey is offered in: the one that was asked for, else the first."""
    offered = plan.mapping.languages
    return Language(given) if given in offered else offered[0]


def trying_as(plan: Plan, given: Given, language: Language) -> Respondent:
    """Return somebody of the group that was chosen to try as; of the first where none was."""
    known = [str(node) for node in plan.mapping.rater_nodes(plan.wave)]
    chosen = next(iter(given.get("node", ())), "")
    return Respondent(Node.parse(chosen if chosen in known else known[0]), language)
