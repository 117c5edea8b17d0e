"""Paper for a meeting: an A4 sheet for each group, what holds first, and cards to cut out."""

from __future__ import annotations

from samspill.disclosure.release import TieFacts
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Cards, KeyLine, KeyLines, Kind, Paragraph, Questions, Section
from samspill.reporting.meeting.agenda import Stage
from samspill.reporting.meeting.screens import asked_in, needs_lines, reflections
from samspill.reporting.names import capital
from samspill.terms import TieClass

SHOWN = 6
"""Ties of a class that a sheet tells."""
CLASSES = (
    (TieClass.HOLDS, "held"),
    (TieClass.ON_THE_WAY, "way"),
    (TieClass.NEEDS_TALK, "talk"),
    (TieClass.UNKNOWN, "little_known"),
)
"""What a sheet tells, in this order: strengths first."""
BLANK = 4
"""Cards to write ideas on."""


def cards(stage: Stage) -> tuple[Section, ...]:
    """Return a sheet for each group that takes part, and the cards."""
    return (*(_sheet(stage, group, number) for number, group in enumerate(stage.groups, start=1)), *_to_cut(stage))


def _sheet(stage: Stage, group: str, number: int) -> Section:
    heading = stage.say("cards.heading", group=stage.names.inside(group))
    asked = Questions(reflections(stage), stage.report("questions"))
    if stage.scene is None:
        lead = Paragraph(stage.say("cards.lead_before"), lead=True)
        own = Questions(tuple(stage.say(f"kind.core_task.line_{line}") for line in (1, 2)), stage.report("questions"))
        return Section(f"sheet-{number}", Kind.MEETING, heading, (lead, own))
    lead = Paragraph(stage.say("cards.lead"), lead=True)
    return Section(f"sheet-{number}", Kind.MEETING, heading, (lead, *_received(stage, stage.scene, group), asked))


def _received(stage: Stage, scene: Scene, group: str) -> tuple[Block, ...]:
    """Return how others experience the tie with a group, by class, needed ties first; what they build on where none holds."""
    ties = [tie for tie in scene.seen.between if tie.target == group]
    told: list[Block] = []
    if not any(scene.seen.tie_class(tie) is TieClass.HOLDS for tie in ties):
        told.append(Paragraph(stage.say("strengths_begin")))
    for tie_class, code in CLASSES:
        found = [tie for tie in ties if scene.seen.tie_class(tie) is tie_class]
        if found:
            told.append(KeyLines(stage.report(f"overview.{code}"), _lines(stage, scene, found)))
    return tuple(told)


def _lines(stage: Stage, scene: Scene, ties: list[TieFacts]) -> tuple[KeyLine, ...]:
    lines = tuple(KeyLine(scene.tell(tie.rater, tie.target), scene.mark(tie.rater, tie.target)) for tie in ties[:SHOWN])
    more = len(ties) - len(lines)
    rest = (KeyLine(capital(stage.say("cards.most", count=scene.count(more)))),) if more > 0 else ()
    return (*lines, *rest)


def _to_cut(stage: Stage) -> tuple[Section, ...]:
    """Return the cards: the questions of each collaboration, what each needs the other to know, and ideas."""
    lead = Paragraph(stage.say("cards.cut_lead"), lead=True)
    made: list[Section] = []
    for number, talk in enumerate(stage.talks, start=1):
        items = (*asked_in(stage, talk), *needs_lines(stage, talk))
        made.append(Section(f"cards-{number}", Kind.MEETING, talk.name, (lead, Cards(stage.say("cards.cut"), items))))
    ideas = tuple(stage.say(f"kind.ideas.line_{1 + place % 3}") for place in range(BLANK + 2))
    blank = Cards(stage.say("cards.cut"), ideas)
    return (*made, Section("cards-ideas", Kind.MEETING, stage.say("kind.ideas.heading"), (lead, blank)))
