"""What is shown in each part of a meeting: one thought a screen, strengths first, ties and not people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from samspill.language import listing
from samspill.reporting.compose.slides import map_slides, overview_slide, reading_slide, strengths_slide
from samspill.reporting.document import Block, Bullets, KeyLine, KeyLines, Kind, Paragraph, Questions, Section
from samspill.reporting.meeting.agenda import Stage, Step
from samspill.reporting.meeting.model import Part, PartKind
from samspill.reporting.meeting.talks import Talk
from samspill.reporting.names import capital
from samspill.reporting.wording import questions, what
from samspill.terms import Text

RULES = (1, 2, 3, 4)
THREE = (1, 2, 3)
QUESTIONS = 3
"""Questions that stand on one screen."""
LISTED = 5
Shown = tuple[str, tuple[Block, ...]]


def steps(stage: Stage) -> tuple[Step, ...]:
    """Return the parts of a meeting with what is shown, said and done."""
    return tuple(_steps(stage))


def _steps(stage: Stage) -> Iterator[Step]:
    begins = 0
    for part in stage.parts:
        said = stage.words(part, "say", part.say), stage.words(part, "do", part.do)
        time = stage.clock(begins, part.minutes)
        for number, (heading, blocks) in enumerate(_shown(stage, part), start=1):
            yield Step(part, number, time, heading, blocks, *said)
        begins += part.minutes


def sections(stage: Stage) -> tuple[Section, ...]:
    """Return the screens, each with its time and what is said and done as notes."""
    return tuple(
        Section(step.id, _kind(step.part), step.heading, step.blocks, notes=_notes(stage, step)) for step in steps(stage)
    )


def _kind(part: Part) -> Kind:
    return {PartKind.MAP: Kind.MAP, PartKind.OVERVIEW: Kind.OVERVIEW, PartKind.READING: Kind.READING}.get(
        part.kind, Kind.FINDING if part.kind in (PartKind.TIE, PartKind.STRENGTHS) else Kind.MEETING
    )


def _notes(stage: Stage, step: Step) -> str:
    told = {"time": step.time, "n": step.part.minutes, "do": step.do, "say": step.say}
    if step.do and step.say:
        return stage.say("notes.line", **told)
    return " ".join(part for part in (stage.say("notes.time", **told), step.do or step.say) if part)


def _shown(stage: Stage, part: Part) -> tuple[Shown, ...]:
    """Return the screens of a part: own heading and lines where it has them, the kind's otherwise."""
    own = part.heading.get_in(stage.language) if part.heading else ""
    lines = tuple(stage.words(part, "line", line) for line in part.lines)
    made = SHOWS.get(part.kind, _words)(stage, part)
    first, blocks = made[0]
    heading = stage.words(part, "heading", part.heading) if own else first
    return ((heading, (Bullets(lines),) if lines else blocks), *made[1:])


def _section(section: Section) -> Shown:
    return section.heading, section.blocks


def _aim(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    report = stage.report
    task = Paragraph(report("slide.task", core_task=stage.names.core_task), lead=True)
    rules = Bullets(tuple(report(f"talk.rule_{number}") for number in RULES), report("talk.rules"))
    return ((report("slide.aim"), (task, rules)),)


def _reading(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    return (_section(reading_slide(stage.result)),)


def _overview(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    return (_section(overview_slide(stage.result)),)


def _strengths(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    return (_section(strengths_slide(stage.result, first=[unit for talk in stage.talks for unit in talk.units])),)


def _map(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    return tuple(_section(section) for section in map_slides(stage.result))


def _tie(stage: Stage, part: Part) -> tuple[Shown, ...]:
    talk = _talk(stage, part)
    scene = talk.scene
    lines = tuple(KeyLine(scene.tell(way.rater, way.target), scene.mark(way.rater, way.target)) for way in talk.ways)
    begin = [Paragraph(text)] if (text := stands_out(talk)) else []
    heading = capital(what(talk.finding, scene.names)) if talk.finding else talk.name
    return ((heading, (KeyLines(scene.say("talk.both"), lines), *begin)),)


def stands_out(talk: Talk) -> str | None:
    """Return where to begin: the dimension that all raters of the groups miss most together, where one stands out."""
    scene = talk.scene
    if talk.dimension is None:
        return None
    given = talk.finding.data.get("targets") if talk.finding else None
    targets = cast("tuple[str, ...]", given) if isinstance(given, tuple) else tuple(way.target for way in talk.ways)
    names = listing(scene.some(scene.names.members(targets)), scene.language)
    return scene.say("talk.stands_out", targets=names, dimension=scene.names.dimension_inside(talk.dimension))


def _questions(stage: Stage, part: Part) -> tuple[Shown, ...]:
    talk = _talk(stage, part)
    asked = asked_in(stage, talk)
    return ((stage.say("kind.questions.heading"), (Questions(asked, stage.report("questions")),)),)


def asked_in(stage: Stage, talk: Talk) -> tuple[str, ...]:
    """Return the questions of a collaboration; those for silent reflection where its finding has none."""
    found = questions(talk.finding, stage.names)[:QUESTIONS] if talk.finding else ()
    return found or reflections(stage)


def reflections(stage: Stage) -> tuple[str, ...]:
    """Return the questions for silent reflection."""
    return tuple(stage.report(f"slide.reflection_{number}") for number in THREE)


def _needs(stage: Stage, part: Part) -> tuple[Shown, ...]:
    return ((stage.say("kind.needs.heading"), (Bullets(needs_lines(stage, _talk(stage, part))),)),)


def needs_lines(stage: Stage, talk: Talk) -> tuple[str, str]:
    """Return what each of two groups is asked that it needs the other to know."""
    a, b = talk.fields["a"], talk.fields["b"]
    return stage.say("kind.needs.line", a=a, b=b), stage.say("kind.needs.line", a=b, b=a)


def _silence(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    asked = reflections(stage) if stage.scene else tuple(stage.say(f"kind.core_task.line_{number}") for number in (1, 2))
    return ((stage.say("kind.silence.heading"), (Bullets(asked, numbered=True),)),)


def _choices(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    lines = tuple(stage.report(f"slide.actions_{number}") for number in THREE)
    return ((stage.report("slide.actions"), (Bullets(lines, numbered=True),)),)


def _next(stage: Stage, part: Part) -> tuple[Shown, ...]:
    del part
    who = stage.mapping.start.follow_up
    follow = [stage.report("overview.follow_up", who=who)] if who else []
    lines = Bullets((*follow, *(stage.report(f"slide.next_{number}") for number in THREE)))
    return ((stage.report("slide.next"), (lines,)),)


def _break(stage: Stage, part: Part) -> tuple[Shown, ...]:
    line = stage.say("kind.break.line", n=part.minutes)
    return ((stage.say("kind.break.name"), (Paragraph(line, lead=True),)),)


def _words(stage: Stage, part: Part) -> tuple[Shown, ...]:
    """Return the heading and lines that a kind has in words alone."""
    heading = stage.words(part, "heading", None) or stage.name(part)
    lines = tuple(text for number in THREE if (text := stage.words(part, f"line_{number}", None)))
    return ((heading, (Bullets(lines),) if lines else ()),)


def _core_task(stage: Stage, part: Part) -> tuple[Shown, ...]:
    ((heading, blocks),) = _words(stage, part)
    task = stage.names.core_task
    return ((heading, (*((Paragraph(capital(task), lead=True),) if task else ()), *blocks)),)


def _written(*texts: Callable[[Stage], tuple[Text, ...]]) -> Callable[[Stage, Part], tuple[Shown, ...]]:
    """Return what shows the questions of a kind and, where something is written in the plan already, that before them."""

    def shown(stage: Stage, part: Part) -> tuple[Shown, ...]:
        ((heading, blocks),) = _words(stage, part)
        told = tuple(text.get_in(stage.language) for each in texts for text in each(stage))[:LISTED]
        return ((heading, (*((Bullets(told),) if told else ()), *blocks)),)

    return shown


def _groups(stage: Stage, part: Part) -> tuple[Shown, ...]:
    ((heading, _),) = _words(stage, part)
    names = tuple(capital(stage.names.inside(key)) for key in stage.mapping.groups)
    listed = listing(stage.some(names), stage.language)
    return ((heading, (Paragraph(listed or stage.say("kind.groups.none"), lead=True),)),)


def _talk(stage: Stage, part: Part) -> Talk:
    talk = stage.talk(part)
    if talk is None:
        raise ValueError(part.key)
    return talk


SHOWS: dict[PartKind, Callable[[Stage, Part], tuple[Shown, ...]]] = {
    PartKind.AIM: _aim,
    PartKind.READING: _reading,
    PartKind.OVERVIEW: _overview,
    PartKind.STRENGTHS: _strengths,
    PartKind.MAP: _map,
    PartKind.TIE: _tie,
    PartKind.SILENCE: _silence,
    PartKind.QUESTIONS: _questions,
    PartKind.NEEDS: _needs,
    PartKind.CHOICES: _choices,
    PartKind.NEXT: _next,
    PartKind.BREAK: _break,
    PartKind.CORE_TASK: _core_task,
    PartKind.AMBITIONS: _written(lambda stage: stage.mapping.start.ambitions),
    PartKind.RESOURCES: _written(lambda stage: stage.mapping.start.resources),
    PartKind.GOALS: _written(lambda stage: tuple(goal.what for goal in stage.mapping.start.goals)),
    PartKind.GROUPS: _groups,
}
