"""Slides for the feedback meeting, with notes for who leads it: strengths first, one question a slide, actions last."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from samspill.reporting.compose.mapped import MARKS, why_rounded
from samspill.reporting.compose.not_shown import not_shown
from samspill.reporting.compose.overview import AT_MOST, counts, each_way, headline
from samspill.reporting.compose.pictures import map_heading, maps, whole_map
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.talks import stands_out, told_line
from samspill.reporting.document import Block, Bullets, KeyLine, KeyLines, Kind, Mark, Paragraph, Questions, Section
from samspill.reporting.kinds import tells_places
from samspill.reporting.narrate import cell_mark, policy_words, sentence
from samspill.reporting.wording import asked_once, evidence, questions
from samspill.terms import Finding

RULES = (1, 2, 3, 4)
TALKS = 3
"""Findings that a meeting has time for."""
GAPS = ("knowledge_gap", "wanted", "no_contact", "one_sided", "on_the_way")
"""What fills the time where fewer pairs need a talk, in this order."""


def slides(scene: Scene, told: Scene) -> tuple[Section, ...]:
    """Return the slides of the meeting, each with notes and timing; findings are those of ``told``, a group's own or all."""
    return (
        _aim(scene),
        reading_slide(scene),
        overview_slide(scene),
        strengths_slide(told),
        *map_slides(scene),
        *(_talk(told, finding, number) for number, finding in enumerate(to_talk_about(told), start=1)),
        _slide(scene, "reflection", numbered=(1, 2, 3)),
        _slide(scene, "actions", numbered=(1, 2, 3)),
        _next(scene),
        *_not_shown(scene),
        _protected(scene),
    )


def _aim(scene: Scene) -> Section:
    task = Paragraph(scene.say("slide.task", core_task=scene.names.core_task), lead=True)
    rules = Bullets(tuple(scene.say(f"talk.rule_{number}") for number in RULES), scene.say("talk.rules"))
    return Section("aim", Kind.MEETING, scene.say("slide.aim"), (task, rules), notes=scene.say("slide.aim_notes"))


def reading_slide(scene: Scene) -> Section:
    """Return how to read the marks that needed ties have."""
    met = {cell_mark(scene.seen.cell(tie)) for tie in scene.seen.needed}
    lines = tuple(
        KeyLine(scene.say(f"mark.{key}"), mark) for mark, key in MARKS if mark in met or not mark.silent or mark is Mark.UNKNOWN
    )
    direction = Paragraph(scene.say("reading.direction"))
    blocks = (direction, KeyLines(scene.say("reading.marks"), lines))
    return Section("reading", Kind.READING, scene.say("slide.reading"), blocks, notes=scene.say("slide.reading_notes"))


def overview_slide(scene: Scene) -> Section:
    """Return how the needed ties stand, in one sentence and as counts."""
    lines = tuple(KeyLine(sentence(text), mark) for mark, text in counts(scene))
    blocks = (KeyLines(scene.say("slide.counts"), lines), Paragraph(each_way(scene)))
    return Section("overview", Kind.OVERVIEW, headline(scene), blocks, notes=scene.say("slide.overview_notes"))


def strengths_slide(scene: Scene, first: Container[str] = ()) -> Section:
    """Return what holds, with one question; ties of the units ``first`` are told before others."""
    every = scene.of("holds_both", "holds") or scene.of("little_needed")
    found = sorted(every, key=lambda finding: not any(unit in first for unit in pair_of(scene, finding)))
    lines = tuple(scene.line(finding) for finding in found[:AT_MOST])
    blocks: list[Block] = (
        [KeyLines(scene.say("overview.held"), lines)] if lines else [Paragraph(scene.say("overview.none_held_yet"))]
    )
    asked = questions(found[0], scene.names, several=len(lines) > 1)[:1] if found else (scene.say("slide.strengths_question"),)
    blocks.append(Questions(asked, scene.say("questions")))
    heading = scene.say("talk.strengths") if found else scene.say("slide.strengths")
    return Section("strengths", Kind.FINDING, heading, tuple(blocks), notes=scene.say("slide.strengths_notes"))


def map_slides(scene: Scene) -> tuple[Section, ...]:
    """Return the map; one for each site where sites are named."""
    notes = scene.say("slide.map_notes")
    if scene.mapping.sites and tells_places(scene.mapping):
        return tuple(Section(part.id, part.kind, part.heading, part.blocks[:1], notes=notes) for part in maps(scene))
    return (Section("map", Kind.MAP, map_heading(scene), (whole_map(scene),), notes=notes),)


def to_talk_about(scene: Scene) -> tuple[Finding, ...]:
    """Return what the meeting talks about: pairs that need a talk, then one finding of each further kind about another pair."""
    told = list(scene.of("needs_talk"))[:TALKS]
    for code in GAPS:
        pairs = {pair_of(scene, finding) for finding in told}
        fresh = (finding for finding in scene.of(code) if pair_of(scene, finding) not in pairs)
        told += [finding for finding in (next(fresh, None),) if finding]
    return asked_once(told[:TALKS])


def pair_of(scene: Scene, finding: Finding) -> frozenset[str]:
    """Return the two units that a finding about a tie is about."""
    rater, target, *_ = evidence(finding)[0]
    return frozenset((rater, scene.seen.rater_of(target)))


def _talk(scene: Scene, finding: Finding, number: int) -> Section:
    ties = evidence(finding)
    if finding.code == "findings.needs_talk":
        lines = tuple(KeyLine(scene.tell(*tie[:2]), scene.mark(*tie[:2])) for tie in ties)
        told: tuple[Block, ...] = (KeyLines(scene.say("talk.both"), lines),)
    else:
        line = told_line(scene, finding)
        told = (Paragraph(line.detail),) if line.detail else ()
    notes = " ".join(part for part in (scene.say("slide.talk_notes"), stands_out(scene, finding)) if part)
    asked = Questions(questions(finding, scene.names)[:1], scene.say("questions"))
    return Section(f"talk-{number}", Kind.FINDING, scene.heading(finding), (*told, asked), notes=notes)


def _next(scene: Scene) -> Section:
    who = scene.mapping.start.follow_up
    follow = [scene.say("overview.follow_up", who=who)] if who else []
    steps = Bullets((*follow, *(scene.say(f"slide.next_{number}") for number in (1, 2, 3))))
    return Section("next", Kind.MEETING, scene.say("slide.next"), (steps,), notes=scene.say("slide.next_notes"))


def _not_shown(scene: Scene) -> tuple[Section, ...]:
    """Return what is not shown of the needed ties; behind the meeting, for who asks."""
    notes = f"{scene.say('slide.not_shown_notes')} {scene.say('not_shown.lead')}"
    return tuple(replace(part, blocks=part.blocks[1:], notes=notes) for part in not_shown(scene, needed=True))


def _protected(scene: Scene) -> Section:
    told = (policy_words(scene.release.policy, scene.language), why_rounded(scene))
    blocks = tuple(Paragraph(text) for text in told)
    return Section("protected", Kind.METHOD, scene.say("protect.heading"), blocks, notes=scene.say("slide.protected_notes"))


def _slide(scene: Scene, name: str, numbered: tuple[int, ...]) -> Section:
    steps = Bullets(tuple(scene.say(f"slide.{name}_{number}") for number in numbered), numbered=True)
    return Section(name, Kind.MEETING, scene.say(f"slide.{name}"), (steps,), notes=scene.say(f"slide.{name}_notes"))
