"""What the columns and codes of the data formats are called in the report's language."""

from __future__ import annotations

from samspill.disclosure.release import Reason
from samspill.language import catalogue, has, say
from samspill.reporting.document import Report

# Which texts explain the codes of a column, where they are not named after it.
SECTION_OF = {
    **dict.fromkeys(("own", "is_rater", "is_target"), "flag"),
    **dict.fromkeys(("response", "no_contact", "wanted", "dont_know"), "share"),
    "answered": "unit_state",
}


def heading(report: Report, column: str) -> str:
    """Return what a column is called."""
    return say(f"data.column.{column}", report.language)


def codes_of(column: str) -> tuple[str, ...]:
    """Return the codes that may stand in a column; none where it holds other things than codes."""
    prefix = f"{SECTION_OF.get(column, column)}."
    own = tuple(key.removeprefix(prefix) for key in catalogue("data") if key.startswith(prefix))
    return (*own, *(reason for reason in Reason if has(reason))) if column == "reason" else own


def short(reason: str) -> str:
    """Return a reason's own name, under which its short text stands."""
    return reason.rpartition(".")[2]


def word(report: Report, column: str, code: object) -> str:
    """Return a code in words; a code without words is its own word, so that one unknown code stops nothing.

    Only the reasons of a release are looked up by themselves: a group may be called as some message is coded.
    """
    text = str(code).lower() if isinstance(code, bool) else str(code)
    known = f"data.{SECTION_OF.get(column, column)}.{text}"
    if has(known):
        return say(known, report.language, k=report.release.policy.k)
    return say(text, report.language) if text in set(Reason) else text
