"""A meeting minute by minute: each part with what is shown, said and done, and when it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from samspill.design.model import Mapping
from samspill.errors import Problem, UsageError
from samspill.instrument.model import Instrument
from samspill.language import has, say
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block
from samspill.reporting.meeting.model import Meeting, Part, PartKind
from samspill.reporting.meeting.talks import Talk, talks
from samspill.reporting.names import Names, capital
from samspill.reporting.narrate import counted
from samspill.terms import Language, Text

SOME = 8
"""Groups named in a row."""


@dataclass(frozen=True)
class Stage:
    """What a meeting is made of. ``scene`` is None before a mapping: then nothing but the plan is told."""

    meeting: Meeting
    mapping: Mapping
    instrument: Instrument
    language: Language
    scene: Scene | None

    @cached_property
    def names(self) -> Names:
        """Names in the meeting's language."""
        return Names(self.mapping, self.instrument, self.language)

    @cached_property
    def result(self) -> Scene:
        """The result.

        Raises
        ------
        UsageError
            ``meeting.no_release`` before there is one.
        """
        if self.scene is None:
            raise UsageError(Problem("meeting.no_release"))
        return self.scene

    @cached_property
    def talks(self) -> tuple[Talk, ...]:
        """The collaborations that the meeting talks about."""
        most = self.meeting.template.ties
        return talks(self.result, most, self.meeting.ties) if most else ()

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The groups that take part: those chosen, else those of the collaborations, else all.

        Raises
        ------
        UsageError
            ``meeting.unknown_group`` for one that the result, or the plan, does not have.
        """
        known = [unit.id for unit in self.scene.targets] if self.scene else list(self.mapping.groups)
        for group in self.meeting.groups:
            if group not in known:
                raise UsageError(Problem("meeting.unknown_group", data={"group": group}))
        talked = {member for talk in self.talks for member in talk.members}
        wanted = set(self.meeting.groups) or talked or set(known)
        return tuple(group for group in known if group in wanted)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that there is something for: without a second collaboration there are none about it."""
        return tuple(part for part in self.meeting.template.parts if part.tie is None or part.tie <= len(self.talks))

    @property
    def minutes(self) -> int:
        """How long the meeting takes."""
        return sum(part.minutes for part in self.parts)

    def say(self, code: str, /, **fields: object) -> str:
        """Return a text of meetings."""
        return say(f"meeting.{code}", self.language, **fields)

    def report(self, code: str, /, **fields: object) -> str:
        """Return a text that reports and meetings share."""
        return say(f"report.{code}", self.language, **fields)

    def some(self, names: Sequence[str], most: int = SOME) -> tuple[str, ...]:
        """Return the first names, and how many more there are where there are more."""
        more = len(names) - most
        rest = (self.report("overview.more", count=counted(more, self.language, "group")),) if more > 0 else ()
        return (*names[:most], *rest)

    def talk(self, part: Part) -> Talk | None:
        """Return the collaboration that a part is about."""
        return self.talks[part.tie - 1] if part.tie else None

    def words(self, part: Part, name: str, own: Text | None) -> str:
        """Return what a part says under a name: its own words, else its kind's; "" where there are none."""
        talk = self.talk(part)
        fields = {"core_task": self.names.core_task, **(talk.fields if talk else {})}
        if own is not None:
            return own.get_in(self.language).format_map(fields)
        code = f"kind.{part.kind}.{name}"
        return capital(self.say(code, **fields)) if has(f"meeting.{code}") else ""

    def name(self, part: Part) -> str:
        """Return what a part is called in a plan."""
        own = part.heading.get_in(self.language) if part.kind is PartKind.OWN and part.heading else ""
        return own or self.say(f"kind.{part.kind}.name")

    def clock(self, begins: int, minutes: int) -> str:
        """Return when a part begins and ends: the time of day where the meeting has one, else minutes from its start."""
        ends = begins + minutes
        if self.meeting.starts is None:
            return f"{begins}–{ends}"
        moments = (self.meeting.starts + timedelta(minutes=each) for each in (begins, ends))
        return "–".join(f"{moment:%H:%M}" for moment in moments)


@dataclass(frozen=True, slots=True)
class Step:
    """A part as it is carried out. ``number`` tells the pictures of one part apart."""

    part: Part
    number: int
    time: str
    heading: str
    blocks: tuple[Block, ...]
    say: str
    do: str

    @property
    def id(self) -> str:
        """Id of its section."""
        return f"part-{self.part.key}" if self.number == 1 else f"part-{self.part.key}-{self.number}"
