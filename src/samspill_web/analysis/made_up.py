"""Sheets of made-up people, for the demonstration and for tests: drawn as ``samspill simulate`` draws ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from samspill.design.model import Node
from samspill.design.plan import Plan
from samspill.ratings.simulate import simulate
from samspill.ratings.table import ASKED
from samspill.terms import Contact
from samspill_web.collection.ballots import submit
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.ballots.codes import code_of, link_of
from samspill_web.collection.ballots.doors import holder_of
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.models import Person
from samspill_web.projects.models import Wave

PARTED_BY = ";"


def made_up(plan: Plan, seed: int, **options: object) -> dict[str, list[Answers]]:
    """Return the sheets of those who answer in a plan's wave, by group.

    Parameters
    ----------
    plan : Plan
        Its mapping names all waves up to this one, so that the waves of one seed belong together.
    seed : int
    **options
        Fields of :class:`samspill.ratings.simulation_options.SimulationOptions`.
    """
    drawn = simulate(plan.mapping, plan.instrument, np.random.default_rng(seed), **options).filter(pl.col("wave") == plan.wave)
    found: dict[str, list[Answers]] = {}
    for rows in drawn.partition_by("respondent", maintain_order=True):
        sheet = _sheet(plan, rows.to_dicts())
        found.setdefault(sheet.node, []).append(sheet)
    return found


def answer(wave: Wave, share: float, seed: int, **options: object) -> None:
    """Let the people on a wave's list answer, so many of those who will; each sheet is sealed and kept as any other."""
    for node, sheets in made_up(plan_of(wave), seed, **options).items():
        people = Person.objects.filter(project=wave.project, wave=wave.number, nodes=[node])
        for person, sheet in zip(people, sheets[: round(share * len(sheets))], strict=False):
            holder = holder_of(code_of(person))
            if holder is None or submit.keep(holder, sheet) is not submit.Outcome.KEPT:
                raise AssertionError("a made-up person is not taken in")


def link_to_try(wave: Wave) -> str:
    """Return the link of somebody on a wave's list who has not answered; "" where nobody is left."""
    for person in Person.objects.filter(project=wave.project, wave=wave.number):
        code = code_of(person)
        holder = holder_of(code)
        if holder is not None and not holder.used:
            return link_of(code)
    return ""


def _sheet(plan: Plan, rows: list[dict[str, Any]]) -> Answers:
    node = _node(rows[0], "rater")
    about = {_node(row, "target"): row for row in rows if row["target_group"]}
    items, situation = plan.instrument.tie_items, plan.instrument.self_items
    ties = {target: {item.key: row[item.key] for item in items if row[item.key] is not None} for target, row in about.items()}
    own = next((row for row in rows if not row["target_group"]), {})
    contacts = {target: row["contact"] for target, row in about.items() if target != node and row.get("contact")}
    return Answers(
        node=node,
        contacts=contacts,
        asked=tuple(each for each, said in contacts.items() if said == Contact.YES and about[each].get(ASKED) != "no"),
        ties={target: answers for target, answers in ties.items() if answers},
        own={item.key: tuple(own[item.key].split(PARTED_BY)) for item in situation if own.get(item.key)},
    )


def _node(row: Mapping[str, Any], who: str) -> str:
    return str(Node(row[f"{who}_group"], row.get(f"{who}_site") or ""))
