"""Two editable pages for the council's case: background, what was done, the main picture, what is proposed, privacy."""

from __future__ import annotations

from samspill.language import listing
from samspill.reporting.compose.mapped import how_asked, why_rounded
from samspill.reporting.compose.not_shown import missing
from samspill.reporting.compose.overview import AT_MOST, headline, helps_lines, next_step, standing
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import Block, Bullets, KeyLine, KeyLines, Kind, Paragraph, Section
from samspill.reporting.names import capital
from samspill.reporting.narrate import policy_words


def brief(scene: Scene) -> tuple[Section, ...]:
    """Return the case."""
    return (_background(scene), _done(scene), _picture(scene), _proposal(scene), _privacy(scene))


def _background(scene: Scene) -> Section:
    start = scene.mapping.start
    blocks: list[Block] = [Paragraph(scene.say("brief.why", core_task=scene.names.core_task))]
    blocks += [
        Bullets(tuple(text.get_in(scene.language) for text in texts), scene.say(f"mapped.{key}"))
        for key, texts in (("ambitions", start.ambitions), ("goals", tuple(goal.what for goal in start.goals)))
        if texts
    ]
    return Section("background", Kind.MAPPED, scene.say("brief.background"), tuple(blocks))


def _done(scene: Scene) -> Section:
    groups = scene.mapping.groups_in(scene.wave.wave)
    asked = [scene.names.inside(group.key) for group in groups if group.asked]
    who = scene.say("brief.groups", groups=listing(asked, scene.language))
    return Section("done", Kind.MAPPED, scene.say("brief.done"), (Paragraph(how_asked(scene)), Paragraph(who)))


def _picture(scene: Scene) -> Section:
    held = scene.of("holds_both", "holds")[:AT_MOST]
    talks = scene.of("needs_talk")[:AT_MOST]
    blocks: list[Block] = [Paragraph(f"{headline(scene)}. {standing(scene)}", lead=True)]
    if held:
        blocks.append(KeyLines(scene.say("overview.held"), tuple(scene.line(finding) for finding in held)))
    if talks:
        blocks.append(KeyLines(scene.say("overview.talk"), tuple(scene.line(finding, both=True) for finding in talks)))
    absent = missing(scene, scene.seen.needed)
    blocks += [absent] if absent else []
    return Section("picture", Kind.OVERVIEW, scene.say("brief.picture"), tuple(blocks))


def _proposal(scene: Scene) -> Section:
    proposals = [scene.say(f"brief.proposal_{number}") for number in (1, 2, 3)]
    helps = helps_lines(scene)
    blocks: list[Block] = [Paragraph(scene.say("brief.proposal_lead")), Bullets(tuple(proposals), numbered=True)]
    if helps:
        blocks.append(KeyLines(scene.say("talk.helps"), tuple(KeyLine(capital(line)) for line in helps)))
    return Section("proposal", Kind.MEETING, scene.say("brief.proposal"), (*blocks, next_step(scene)))


def _privacy(scene: Scene) -> Section:
    policy = scene.release.policy
    told = (policy_words(policy, scene.language), why_rounded(scene), scene.say("brief.public"))
    return Section("privacy", Kind.METHOD, scene.say("brief.privacy"), tuple(Paragraph(text) for text in told))
