"""From a sheet of answers to rows of the ratings table, as docs/reference/ratings-files.md has them."""

from __future__ import annotations

from collections.abc import Sequence

from samspill.design.model import Node
from samspill.terms import Contact
from samspill_web.collection.ballots.answers import Answers
from samspill_web.collection.survey import DONT_KNOW

Row = dict[str, str]


def rows_of(answers: Answers, respondent: str, wave: int) -> list[Row]:
    """Return the rows of one person: one for each group that something was said of, one about the own situation."""
    own = Node.parse(answers.node)
    person: Row = {
        "wave": str(wave),
        "respondent": respondent,
        "rater_group": own.group,
        "rater_site": own.site,
        "level": answers.level,
    }
    targets = dict.fromkeys((*answers.contacts, *answers.asked, *answers.ties))
    rows = [person | _about(answers, target) for target in targets]
    # Who has left everything blank has a row too: nobody who has sent a sheet is missing.
    return [*rows, person | {item: _chosen(codes) for item, codes in answers.own.items()}] if answers.own or not rows else rows


def _about(answers: Answers, target: str) -> Row:
    node, contact = Node.parse(target), answers.contacts.get(target, "")
    row: Row = {"target_group": node.group, "target_site": node.site, "contact": contact}
    if contact == Contact.YES and target not in answers.asked:
        # Worked with, and not among the groups that the lot fell on: neither skipped nor unknown.
        row["asked"] = "no"
    return row | dict(answers.ties.get(target, {}))


def _chosen(codes: Sequence[str]) -> str:
    """Return the choices of a question as one cell; "don't know" beside a choice says nothing more."""
    return ";".join(code for code in codes if code != DONT_KNOW) or DONT_KNOW
