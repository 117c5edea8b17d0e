"""A meeting: its plan, which is data, and what is decided about one meeting that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from samspill.terms import Text


class PartKind(StrEnum):
    """What a part of a meeting is about. Those up to NEXT belong to a meeting about a result, those from WHY to one before."""

    AIM = "aim"
    READING = "reading"
    OVERVIEW = "overview"
    STRENGTHS = "strengths"
    MAP = "map"
    TIE = "tie"
    SILENCE = "silence"
    QUESTIONS = "questions"
    NEEDS = "needs"
    IDEAS = "ideas"
    CHOICES = "choices"
    NEXT = "next"
    BREAK = "break"
    OWN = "own"
    WHY = "why"
    CORE_TASK = "core_task"
    AMBITIONS = "ambitions"
    RESOURCES = "resources"
    GOALS = "goals"
    GROUPS = "groups"
    AGREEMENT = "agreement"


OF_RESULT = frozenset({PartKind.READING, PartKind.OVERVIEW, PartKind.STRENGTHS, PartKind.MAP})
"""Parts that show a result."""
OF_TIE = frozenset({PartKind.TIE, PartKind.QUESTIONS, PartKind.NEEDS})
"""Parts about one collaboration."""
MOST_TIES = 5
"""Collaborations that a meeting can have time for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a meeting. What is None is said in the words of its kind."""

    key: str
    kind: PartKind
    minutes: int
    tie: int | None = None
    """Which of the meeting's collaborations it is about, from 1; None for a part about all of them."""
    heading: Text | None = None
    lines: tuple[Text, ...] = ()
    """What is shown below the heading, instead of the kind's own lines."""
    say: Text | None = None
    do: Text | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The plan of a meeting: its parts in their order; their minutes add up to its own."""

    key: str
    version: str
    name: Text
    what: Text | None
    minutes: int
    parts: tuple[Part, ...]

    @property
    def needs_release(self) -> bool:
        """Whether it shows something of a result."""
        return any(part.kind in OF_RESULT | OF_TIE for part in self.parts)

    @property
    def ties(self) -> int:
        """How many collaborations it talks about."""
        return max((part.tie or 0 for part in self.parts), default=0)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting. ``starts`` is local time; groups and ties are units of the release, in the order to talk about them.

    Where no tie is chosen, the findings choose; where no group is chosen, those of the ties take part.
    """

    template: Template
    starts: datetime | None = None
    place: str | None = None
    groups: tuple[str, ...] = ()
    ties: tuple[tuple[str, str], ...] = ()
