"""Somebody who answers everything."""

from __future__ import annotations

from random import Random

from samspill.design.model import Node
from samspill.terms import Language
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.survey import CONTACT, Respondent, pages
from samspill_web.projects.models import Wave


def filled(wave: Wave, node: str, seed: int = 0) -> dict[str, object]:
    """Everything that somebody could answer."""
    draw = Random(seed)  # noqa: S311 -- an answer, not a secret
    sheet = pages(plan_of(wave), Respondent(Node.parse(node), Language.NB))
    given: dict[str, object] = {"node": node, "language": "nb"}
    for page in sheet:
        for asked in page.asked:
            values = [choice.value for choice in asked.choices]
            given[asked.name] = "yes" if asked.name.startswith(CONTACT) else draw.sample(values, asked.most)
    return given
