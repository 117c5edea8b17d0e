"""Codes that a group was handed, beside the people it was planned with: how many need no reason, and how the rest is told.

Whoever makes codes can answer with them. With k − 1 codes too many, and the answer of one person, a group would be shown whose
numbers tell their maker what that person answered. So a surplus is told where everybody sees it. Codes handed out are not codes
used: nothing here depends on who has answered.
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

from samspill.design.model import Mapping, Node
from samspill.design.names import node_name
from samspill.language import say
from samspill.terms import Language

SPARE = 5
"""One code more for every so many people: some are lost, and somebody is new."""


def most_codes(planned: int) -> int:
    """Return how many codes a group may have before anybody asks why.

    Examples
    --------
    >>> most_codes(5), most_codes(6), most_codes(12), most_codes(1), most_codes(0)
    (6, 8, 15, 2, 0)
    """
    return planned + -(-planned // SPARE)


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The codes of a group in a wave.

    Parameters
    ----------
    node : str
        Key of the group, with its site where it has one.
    planned : int
        People that the plan says.
    codes : int
        Codes that ever let anybody answer as this group: of people listed, of those taken off the list after the opening,
        and of all slips.
    late : int
        Those of them on slips that were made after the opening.
    reasons : tuple of str
        What was written when slips were made, in that order.
    """

    node: str
    planned: int
    codes: int
    late: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def beyond(self) -> bool:
        """Whether there are more codes than people and losses explain."""
        return self.codes > most_codes(self.planned)

    @property
    def is_told(self) -> bool:
        """Whether it is worth a word."""
        return self.beyond or self.late > 0

    def to_json(self) -> dict[str, object]:
        """Return it as it is kept when the codes are destroyed."""
        return {
            "node": self.node,
            "planned": self.planned,
            "codes": self.codes,
            "late": self.late,
            "reasons": list(self.reasons),
        }

    @classmethod
    def of_json(cls, kept: Table[str, Any]) -> HandedOut:
        """Read what was kept."""
        return cls(kept["node"], kept["planned"], kept["codes"], kept["late"], tuple(kept["reasons"]))


def told(handed: HandedOut, mapping: Mapping, language: Language, *, reasons: bool = True) -> str:
    """Return how many codes a group was handed, and why.

    Parameters
    ----------
    handed : HandedOut
    mapping : Mapping
    language : Language
    reasons : bool
        Whether the reasons are told: they are in somebody's own words.
    """
    people, codes = (
        say(f"design.handed_out.{name}", language, n=n) for name, n in (("people", handed.planned), ("codes", handed.codes))
    )
    group = node_name(mapping, Node.parse(handed.node))
    parts = [say("design.handed_out.line", language, group=group, people=people, codes=codes)]
    if handed.late:
        parts.append(say("design.handed_out.late", language, n=handed.late))
    if reasons and handed.reasons:
        # Each is told once, and its sentence ends once.
        own = dict.fromkeys(reason.rstrip(" .") for reason in handed.reasons)
        parts += [say("design.handed_out.reason", language, reason=reason) for reason in own]
    elif reasons and not handed.late:
        parts.append(say("design.handed_out.no_reason", language))
    return " ".join(parts)
