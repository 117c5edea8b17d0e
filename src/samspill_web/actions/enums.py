"""Closed vocabularies of actions."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an action works on, after the Relational Model of Organisational Change."""

    RELATIONAL = "relational"
    WORK_PROCESS = "work_process"
    STRUCTURAL = "structural"


class Aim(StrEnum):
    """What an action is for: a collaboration that should become better, or one that holds and deserves to spread."""

    BETTER = "better"
    KEEP = "keep"


class Status(StrEnum):
    """Where an action is. Only an IDEA may be without an owner or a date."""

    IDEA = "idea"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    LET_GO = "let_go"


PROMISED = frozenset({Status.AGREED, Status.UNDER_WAY})
"""Somebody has said that it will be done by a day, and it is not done yet."""

TOLD = PROMISED | {Status.DONE}
"""What everybody in the mapping may read of."""

NEXT: dict[Status, tuple[Status, ...]] = {
    Status.IDEA: (Status.AGREED,),
    Status.AGREED: (Status.UNDER_WAY, Status.DONE),
    Status.UNDER_WAY: (Status.DONE,),
    Status.DONE: (Status.UNDER_WAY,),
    Status.LET_GO: (Status.IDEA,),
}
"""What one button makes of an action. Letting go asks for a line why, and has a form of its own."""
