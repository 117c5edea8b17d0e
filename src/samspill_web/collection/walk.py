"""Where somebody is in the survey. Everything answered so far is carried from page to page, so that going back loses nothing.

Pure: no request, no clock, no database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from samspill.design.plan import Plan
from samspill_web.collection.asking import Asked
from samspill_web.collection.ballots.answers import Given, respondent
from samspill_web.collection.survey import PageKind, Respondent, SurveyPage, pages, whole


@dataclass(frozen=True, slots=True)
class Line:
    """A page in the summary: how many of its questions have an answer."""

    number: int
    key: str
    heading: str
    answered: int
    asked: int


@dataclass(frozen=True)
class Position:
    """A page of the survey, who reads it, and what was answered so far."""

    who: Respondent
    number: int
    sheet: tuple[SurveyPage, ...]
    given: Given

    @property
    def page(self) -> SurveyPage:
        """The page."""
        return self.sheet[self.number]

    @property
    def node(self) -> str:
        """The group that somebody answers as."""
        return str(self.who.node)

    @property
    def before(self) -> int:
        """The page before."""
        return max(0, self.number - 1)

    @property
    def after(self) -> int | None:
        """The page after; None on the last."""
        return self.number + 1 if self.number + 1 < len(self.sheet) else None

    @property
    def shown_number(self) -> int:
        """Which step this is for a reader: the welcome and the thanks are none."""
        return min(self.number, self.last_number)

    @property
    def last_number(self) -> int:
        """The number of steps."""
        return len(self.sheet) - 2

    @cached_property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """Answers of other pages, to be sent along: those of groups that were put aside too, should they be taken back."""
        here = {asked.name for asked in self.page.asked}
        return tuple((name, value) for name in self._known if name not in here for value in self.given.get(name, ()) if value)

    @cached_property
    def _known(self) -> tuple[str, ...]:
        return tuple(asked.name for page in whole(self._plan, self.who) for asked in page.asked)

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """What was answered on this page, by field."""
        return {asked.name: tuple(self.given.get(asked.name, ())) for asked in self.page.asked}

    @property
    def answered(self) -> bool:
        """Whether something was answered on this page."""
        return any(map(self._answered, self.page.asked))

    @property
    def too_many(self) -> tuple[Asked, ...]:
        """Questions on this page that have more answers than may be chosen."""
        return tuple(asked for asked in self.page.asked if len(self.given.get(asked.name, ())) > asked.most)

    @property
    def open(self) -> int:
        """How many questions have no answer."""
        return sum(line.asked - line.answered for line in self.summary)

    @property
    def summary(self) -> tuple[Line, ...]:
        """Every page with questions, and how many of them have an answer."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[Line]:
        for number, page in enumerate(self.sheet):
            if page.asked:
                yield Line(number, page.key, page.name, sum(map(self._answered, page.asked)), len(page.asked))

    def _answered(self, asked: Asked) -> bool:
        return any(self.given.get(asked.name, ()))

    # The plan is no part of what two positions are compared by.
    _plan: Plan


def at_page(plan: Plan, who: Respondent, given: Given, number: int) -> Position:
    """Return a page of somebody's survey; numbers beyond the ends stand for the ends."""
    who = respondent(plan, who, given)
    sheet = pages(plan, who)
    return Position(who, max(0, min(number, len(sheet) - 1)), sheet, given, plan)


def page_of_kind(sheet: tuple[SurveyPage, ...], kind: PageKind) -> int:
    """Return the number of the first page of a kind."""
    return next(number for number, page in enumerate(sheet) if page.kind is kind)
