"""The expected matrix as the gate shows it: which ties are likely to be seen, in words and signs."""

from __future__ import annotations

from dataclasses import dataclass

from samspill.design.expected import Outlook, outlook, percent
from samspill.design.plan import Plan
from samspill.terms import Need
from samspill_web.kernel.speech import reader, told

SIGNS = {Outlook.LIKELY: "●", Outlook.DOUBTFUL: "◐", Outlook.HIDDEN: "?"}
NOT_ASKED = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """One tie: a sign, whether the core task needs it, and the whole sentence."""

    sign: str
    needed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rater group and its cells."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ExpectedPicture:
    """Column heads, rows, and the share of needed ties by response rate as sentences."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    shares: tuple[str, ...]


def matrix_of(plan: Plan | None) -> ExpectedPicture | None:
    """Return the expected matrix by kind of group at the expected response; None while the plan is not whole."""
    if plan is None:
        return None
    names = {group.key: group.name.get_in(reader()) for group in plan.mapping.groups_in(plan.wave)}
    rows = tuple(Row(name, tuple(_cell(plan, names, rater, target) for target in names)) for rater, name in names.items())
    needed = len(plan.expected.needed)
    shares = ((response, plan.expected.needed_share(response)) for response in plan.expected.responses)
    told_shares = tuple(
        told("groups.beside.shown", response=percent(response), shown=round(share * needed), n=needed)
        for response, share in shares
        if share is not None
    )
    return ExpectedPicture(tuple(names.values()), rows, told_shares)


def _cell(plan: Plan, names: dict[str, str], rater: str, target: str) -> Cell:
    shown = plan.expected.between(rater, target)
    seen = None if shown is None else outlook(shown[plan.expected.responses.index(plan.mapping.response)])
    needed = plan.mapping.need(rater, target) is Need.HIGH
    sentence = told(f"projects.expected.{seen or 'not_asked'}", rater=names[rater], target=names[target])
    return Cell(NOT_ASKED if seen is None else SIGNS[seen], needed, sentence)
