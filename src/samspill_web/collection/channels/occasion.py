"""What a paper tells of a wave: what it is about, who asks, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from samspill.design.model import Node
from samspill.design.names import node_name
from samspill.design.plan import Plan
from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.kernel import clock
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.readiness import examine_project
from samspill_web.projects.selectors import closing, open_wave, owners

DAY_S_END = time(23, 59)
ASKED = 2
"""People who are named for questions."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A wave as papers tell of it; ``wave`` is None while it is prepared, and days that are not decided are None."""

    project: Project
    plan: Plan
    wave: Wave | None
    opens: datetime | date | None
    closes: datetime | date | None
    ask: tuple[str, ...]

    @property
    def number(self) -> int:
        """The number of the wave."""
        return self.plan.wave

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose clock people read."""
        return ZoneInfo(self.plan.mapping.calendar.zone)

    @property
    def opened(self) -> bool:
        """Whether people can answer already."""
        return isinstance(self.opens, datetime) and self.opens <= clock.now()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the survey is offered in, the mapping's own first."""
        return self.plan.mapping.languages

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The groups whose people are asked."""
        return self.plan.mapping.rater_nodes(self.plan.wave)

    def title(self, language: Language) -> str:
        """Return what the mapping is called."""
        return self.plan.mapping.title.get_in(language)

    def name(self, node: str, language: Language) -> str:
        """Return what a group is called; its key where the plan knows it no more."""
        found = Node.parse(node)
        known = found in self.plan.sizes
        return node_name(self.plan.mapping, found).get_in(language) if known else node

    def organisation(self, node: str, language: Language) -> str:
        """Return whose group it is, "" where the plan does not know it."""
        found = Node.parse(node)
        if found not in self.plan.sizes:
            return ""
        mapping = self.plan.mapping
        return mapping.organisations[mapping.groups[found.group].organisation].name.get_in(language)

    def until(self, language: Language) -> str:
        """Return the sentence of the last day, with the hour where it is not the end of that day; "" while it is open."""
        if isinstance(self.closes, datetime):
            local = self.closes.astimezone(self.zone)
            if local.time() < DAY_S_END:
                return say("paper.until_hour", language, day=local.date(), hour=f"{local:%H.%M}")
            return say("paper.until", language, day=local.date())
        return say("paper.until", language, day=self.closes) if self.closes else ""

    def from_day(self, language: Language) -> str:
        """Return the sentence of the first day; "" once it is past."""
        if self.opens is None or self.opened:
            return ""
        day = self.opens.astimezone(self.zone).date() if isinstance(self.opens, datetime) else self.opens
        return say("paper.from", language, day=day)

    def questions(self, language: Language) -> str:
        """Return the sentence that tells whom to ask, "" where nobody is named."""
        return say("paper.ask", language, who=list(self.ask)) if self.ask else ""


def occasion_of(project: Project) -> Occasion | None:
    """Return the wave that is open, else the one that is being prepared; None while its plan is not whole."""
    wave = open_wave(project)
    if wave is not None:
        plan = plan_of(wave)
        return Occasion(project, plan, wave, wave.opens, closing(wave), _ask(project))
    prepared = examine_project(project).plan
    if prepared is None:
        return None
    calendar = prepared.mapping.calendar
    return Occasion(project, prepared, None, calendar.opens, calendar.closes, _ask(project))


def _ask(project: Project) -> tuple[str, ...]:
    """Return whom people may ask: the owners, since a paper must name somebody who can be reached."""
    return tuple(f"{owner.name} ({owner.email})" if owner.name else owner.email for owner in owners(project))[:ASKED]
