"""What employees, their representatives and leaders are told before a mapping opens, filled from the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from samspill.language import say
from samspill.terms import POLICIES, CompareSites, Informed, Language, PolicyName, Text
from samspill_web.projects.drafts import Table

SECTIONS: Mapping[Informed, tuple[str, ...]] = {
    Informed.EMPLOYEES: ("about", "when", "voluntary", "protected", "small", "seen", "public", "after", "ask"),
    Informed.REPRESENTATIVES: (
        "about",
        "heard",
        "when",
        "voluntary",
        "protected",
        "small",
        "rated",
        "assessed",
        "seen",
        "public",
        "after",
    ),
    Informed.LEADERS: ("about", "aims", "leader", "when", "seen", "protected", "public", "after"),
}
"""The parts of each letter in their order; a part that says nothing is left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Writer:
    """Writes from a plan, whole or not, in one language."""

    table: Table
    to: Informed
    language: Language
    head: Table = field(default_factory=dict)

    def say(self, code: str, **fields: object) -> str:
        """Return a text of the letters."""
        return say(f"start.letter.{code}", self.language, **fields)

    def text(self, value: Any) -> str:
        """Return a text of the plan."""
        return Text(value).get_in(self.language) if value else ""

    def about(self) -> Iterator[str]:
        """Tell what it is about."""
        task, people = self.text(self.head.get("core_task")), self.text(self.head.get("people"))
        yield self.say("about.text", task=task) if task else self.say("about.no_task")
        if people:
            yield self.say("about.people", people=people)
        yield self.say("about.groups")

    def when(self) -> Iterator[str]:
        """Tell when it is open."""
        calendar = self.table.get("calendar", {})
        if calendar.get("opens") and calendar.get("closes"):
            yield self.say("when.text", opens=calendar["opens"], closes=calendar["closes"])
        else:
            yield self.say("when.unknown")
        yield self.say("when.link")

    def voluntary(self) -> Iterator[str]:
        """Tell that nobody must answer."""
        yield self.say("voluntary.text")
        yield self.say("voluntary.sent")

    def protected(self) -> Iterator[str]:
        """Tell how the answers are protected, and where the protection ends."""
        policy = POLICIES[PolicyName(self._privacy.get("policy", PolicyName.STRICT))]
        yield say(f"disclosure.policy.{policy.name}", self.language, k=self._k)
        yield self.say("protected.until_closed")

    def small(self) -> Iterator[str]:
        """Tell what happens to small groups."""
        yield self.say("small.text", k=self._k)

    def rated(self) -> Iterator[str]:
        """Tell that groups are rated, and no person."""
        yield self.say("rated.text")

    def assessed(self) -> Iterator[str]:
        """Tell whether privacy was assessed."""
        by, day = self.text(self._privacy.get("dpia_by")), self._privacy.get("dpia")
        yield self.say("assessed.text", by=by, day=day) if by and day else self.say("assessed.not_yet")

    def seen(self) -> Iterator[str]:
        """Tell who sees what, and when."""
        yield self.say("seen.who")
        meeting = self.table.get("start", {}).get("feedback_meeting")
        yield self.say("seen.meeting", day=meeting) if meeting else self.say("seen.no_meeting")
        if self.table.get("site"):
            yield self.say(f"seen.sites_{self.head.get('compare_sites', CompareSites.OWN)}")

    def public(self) -> Iterator[str]:
        """Tell what may become public."""
        yield self.say("public.text")

    def after(self) -> Iterator[str]:
        """Tell who keeps hold of what is agreed."""
        who = self.text(self.table.get("start", {}).get("follow_up"))
        yield self.say("after.who", who=who) if who else self.say("after.text")

    def ask(self) -> Iterator[str]:
        """Tell whom to ask."""
        who = [self.text(entry.get("who")) for entry in self.table.get("inform", ()) if entry.get("whom") == self.to]
        if who:
            yield self.say("ask.text", who=" / ".join(dict.fromkeys(who)))

    def heard(self) -> Iterator[str]:
        """Ask representatives what they think."""
        yield self.say("heard.text")

    def aims(self) -> Iterator[str]:
        """Tell that the goals follow, where there are any."""
        if self._goals:
            yield self.say("aims.text")

    def leader(self) -> Iterator[str]:
        """Tell what leaders do, and leave."""
        yield self.say("leader.text")
        yield self.say("leader.not")

    @property
    def _privacy(self) -> Table:
        return self.table.get("privacy", {})  # type: ignore[no-any-return]

    @property
    def _k(self) -> int:
        return int(self._privacy.get("k", POLICIES[PolicyName(self._privacy.get("policy", PolicyName.STRICT))].k))

    @property
    def _goals(self) -> list[str]:
        goals = self.table.get("start", {}).get("goals", ())
        whats = (goal.get("what", goal) if isinstance(goal, dict) else goal for goal in goals)
        return [text for text in map(self.text, whats) if text]

    def points(self, name: str) -> tuple[str, ...]:
        """Return the list below a part."""
        return tuple(self._goals) if name == "aims" else ()


def letter(table: Table, to: Informed, language: Language) -> Letter:
    """Return a letter in one language. What the plan does not say yet is told as not decided."""
    head = table.get("mapping", {})
    writer = Writer(table, to, language, head)
    title = writer.say(f"title.{to}", title=writer.text(head.get("title")))
    parts = ((name, tuple(getattr(writer, name)())) for name in SECTIONS[to])
    sections = (Section(writer.say(f"{name}.heading"), texts, writer.points(name)) for name, texts in parts if texts)
    return Letter(title, tuple(sections))
