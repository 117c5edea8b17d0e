"""The script of a meeting, for the one who leads it: the plan with its times, what to have ready, and each part."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.language import listing
from samspill.reporting.document import Block, Bullets, Chart, KeyLine, KeyLines, Kind, Paragraph, Section, Table, TableCell
from samspill.reporting.meeting.agenda import Stage, Step
from samspill.reporting.meeting.screens import steps
from samspill.reporting.names import capital

READY = (1, 2, 3, 4)


def script(stage: Stage) -> tuple[Section, ...]:
    """Return the sections of the script."""
    told = steps(stage)
    parts = [_told(stage, step) for step in told]
    lead = (Paragraph(stage.say("script.steps_lead"), lead=True),)
    return (_front(stage, told), Section("steps", Kind.METHOD, stage.say("script.steps"), lead), *parts)


def _front(stage: Stage, told: Iterable[Step]) -> Section:
    names = [stage.names.inside(group) for group in stage.groups]
    who = capital(stage.say("script.who", groups=listing(stage.some(names), stage.language)))
    blocks: list[Block] = [Paragraph(text, lead=True) for text in when_and_where(stage)]
    blocks.append(Paragraph(who))
    blocks += [Paragraph(talk.name) for talk in stage.talks]
    ready = tuple(stage.say(f"script.before_{number}") for number in READY)
    blocks += [_plan(stage, told), Bullets(ready, stage.say("script.before"))]
    return Section("plan", Kind.MEETING, stage.say("script.heading"), tuple(blocks))


def when_and_where(stage: Stage) -> tuple[str, ...]:
    """Return the day, time and place of a meeting as one line; nothing where none is decided."""
    starts = stage.meeting.starts
    when = [stage.say("script.when", day=starts.date(), clock=f"{starts:%H:%M}")] if starts else []
    told = (*when, *([stage.meeting.place] if stage.meeting.place else []))
    return (" · ".join(told),) if told else ()


def _plan(stage: Stage, told: Iterable[Step]) -> Table:
    """Return the plan as a table; the part of several pictures is one row."""
    header = tuple(stage.say(f"script.{key}") for key in ("time", "part", "long"))
    rows = tuple(
        (TableCell(step.time), TableCell(stage.name(step.part)), TableCell(str(step.part.minutes), number=step.part.minutes))
        for step in told
        if step.number == 1
    )
    return Table(stage.say("script.plan"), header, rows)


def _told(stage: Stage, step: Step) -> Section:
    """Return a part as the script tells it: what to say, what to do, and what people see meanwhile."""
    heading = stage.say("script.step", time=step.time, heading=stage.name(step.part))
    told = (("say", step.say), ("do", step.do))
    blocks: list[Block] = [
        KeyLines(stage.say(f"script.{name}"), (KeyLine(text),)) for name, text in told if text and step.number == 1
    ]
    shown = [step.heading, *(text for block in step.blocks for text in _texts(block))]
    blocks.append(Bullets(tuple(shown), stage.say("script.shown")))
    return Section(f"script-{step.id}", Kind.METHOD, heading, tuple(blocks), parent="steps")


def _texts(block: Block) -> Iterable[str]:
    """Yield what people read of a block."""
    match block:
        case Paragraph():
            yield block.text
        case KeyLines():
            yield from (f"{line.mark} {line.text}".strip() for line in block.lines)
        case Chart():
            yield block.caption
        case Table():
            yield block.caption
        case _:
            yield from block.items
