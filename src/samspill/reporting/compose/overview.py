"""The overview: one page that says how the needed ties stand, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import cast

from samspill.language import listing
from samspill.reporting.compose.not_shown import missing_lines
from samspill.reporting.compose.scene import Scene
from samspill.reporting.document import KeyLine, KeyLines, Kind, Mark, Paragraph, Section
from samspill.reporting.findings import KNOWLEDGE
from samspill.reporting.names import INDEX, capital, small
from samspill.reporting.narrate import cell_mark, policy_words, sentence, share_words
from samspill.reporting.wording import evidence
from samspill.terms import Audience, CompareSites, Finding, PolicyName, Share, TieClass

AT_MOST = 3
"""Ties that the overview names of those that hold, and of those that need a talk."""
COUNTED = (Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.NO_CONTACT, Mark.UNKNOWN, Mark.NO_DATA)
"""Marks that needed ties can have, in the order to count them in."""
STRENGTHS = (Mark.HOLDS, Mark.ON_THE_WAY)
"""Marks that the headline counts, the first that any needed tie has."""
NAMED = 2
"""Groups or ties named in a detail."""


def overview(scene: Scene) -> Section:
    """Return the overview."""
    parts = (
        _held(scene),
        _to_talk_about(scene),
        _little_known(scene),
        _familiarity(scene),
        _wanted(scene),
        _helps(scene),
        _who_answered(scene),
        next_step(scene),
    )
    return Section(
        "overview",
        Kind.OVERVIEW,
        headline(scene),
        (Paragraph(standing(scene), lead=True), *(part for part in parts if part), *_notes(scene)),
    )


def headline(scene: Scene) -> str:
    """Return the sentence that says it all: how many needed ties hold, or what there is to build on where none does."""
    told, total = _strongest(scene), len(scene.seen.needed)
    known = total - len(scene.seen.of_class(TieClass.UNKNOWN))
    count = {mark: len(scene.seen.of_class(TieClass[mark.name])) for mark in STRENGTHS}.get(told, 0)
    others = len(scene.of("little_needed"))
    form, number = _form(told, count, known, total, others)
    words = {"count": scene.count(count), "total": scene.count(total), "known": scene.count(known)}
    return capital(scene.say(f"overview.{form}", n=number, others=scene.count(others), **words))


def _strongest(scene: Scene) -> Mark:
    """Return what the headline counts: ties that hold, those on the way where none does, else nothing."""
    return next((mark for mark in STRENGTHS if scene.seen.of_class(TieClass[mark.name])), Mark.NONE)


def _form(told: Mark, count: int, known: int, total: int, others: int) -> tuple[str, int]:
    """Return the text of the headline and the number that its words follow."""
    name = told.name.lower()
    if known == 0:
        return ("none_known" if total else "none_needed"), total
    if known <= total / 2:
        # Most are unknown: "two of twenty" would read as if the others did not hold.
        return f"known_{name}", known
    if told is Mark.NONE:
        return ("others_hold", others) if others else ("none_none", total)
    if count == total:
        return {1: f"one_{name}", 2: f"both_{name}"}.get(total, f"all_{name}"), total
    return f"some_{name}", count


def standing(scene: Scene) -> str:
    """Return how the needed ties that do not hold stand, and that each direction counts."""
    told = [text for mark, text in counts(scene) if mark is not _strongest(scene)]
    rest = [sentence(listing(told, scene.language))] if told else []
    return " ".join([*rest, each_way(scene)])


def each_way(scene: Scene) -> str:
    """Return what counts as a needed tie."""
    basis = [] if scene.seen.needs_named else [scene.say("overview.none_named")]
    return " ".join([*basis, scene.say("overview.each_way")])


def counts(scene: Scene, dimension: str = INDEX) -> tuple[tuple[Mark, str], ...]:
    """Return how many needed ties have each mark, in words; marks without ties are left out."""
    known = Counter(cell_mark(scene.seen.cell(tie, dimension)) for tie in scene.seen.needed)
    return tuple(
        (mark, scene.say(f"overview.{mark.name.lower()}", n=known[mark], count=scene.count(known[mark])))
        for mark in COUNTED
        if known[mark]
    )


def _held(scene: Scene) -> KeyLines:
    held = scene.of("holds_both", "holds")
    # What is told as the other side of a talk below is not told twice, unless there is nothing else.
    found = [finding for finding in held if not _told_below(finding)] or held or scene.of("little_needed")
    lines = tuple(scene.line(finding) for finding in found[:AT_MOST])
    return KeyLines(scene.say("overview.held"), lines or (KeyLine(strongest_side(scene)),))


def _told_below(finding: Finding) -> bool:
    return any(standing == TieClass.NEEDS_TALK for *_, standing in evidence(finding))


def strongest_side(scene: Scene) -> str:
    """Return what is experienced most where no needed tie holds as a whole: there is always something to build on."""
    counts = {key: len(scene.seen.of_class(TieClass.HOLDS, key)) for key in scene.release.dimensions}
    most = [key for key, count in counts.items() if count and count == max(counts.values())]
    if len(most) == 1:
        return sentence(scene.say("overview.strongest", dimension=scene.names.dimension_inside(most[0])))
    return scene.say("overview.none_held_yet")


def _to_talk_about(scene: Scene) -> KeyLines | None:
    talks = scene.of("needs_talk")
    found = talks or scene.of("on_the_way")
    if not found:
        return None
    lines = tuple(scene.line(finding, both=True) for finding in found[:AT_MOST])
    return KeyLines(scene.say("overview.talk" if talks else "overview.way"), lines)


def _little_known(scene: Scene) -> KeyLines:
    found = scene.of("unknown")
    heading = scene.say("overview.little_known")
    if not found:
        few = sum(map(scene.seen.rests_on_few, scene.seen.needed))
        if not few:
            return KeyLines(heading, (KeyLine(scene.say("overview.all_known")),))
        text = scene.say("overview.some_few", n=few, count=scene.count(few))
        line = KeyLine(text, detail=scene.say("overview.more_answers"))
        return KeyLines(heading, (line,))
    lines = missing_lines(scene, scene.seen.needed)
    told = tuple(replace(line, text=sentence(line.text)) for line in lines[:NAMED])
    more = len(lines) - len(told)
    if more <= 0:
        return KeyLines(heading, told)
    # A group's report has no page of its own for what is missing elsewhere.
    code = "overview.more" if scene.audience is Audience.GROUP else "not_shown.more"
    words = {"count": scene.count(more), "heading": scene.say("not_shown.heading")}
    return KeyLines(heading, (*told, KeyLine(sentence(scene.say(code, **words)))))


def _familiarity(scene: Scene) -> KeyLines | None:
    dimension = next((key for key in KNOWLEDGE if key in scene.release.dimensions), None)
    if dimension is None or not scene.seen.needed:
        return None
    held = len(scene.seen.of_class(TieClass.HOLDS, dimension))
    known = scene.say("overview.known_by", held=scene.count(held), total=scene.count(len(scene.seen.needed)))
    told = [sentence(known)] if held else []
    told += [scene.what(gap) for gap in scene.of("knowledge_gap")[:1]]
    return KeyLines(scene.names.dimension(dimension), (KeyLine(told[0], detail=" ".join(told[1:]) or None),)) if told else None


def _wanted(scene: Scene) -> KeyLines | None:
    found = scene.of("wanted")
    lines = tuple(scene.line(finding) for finding in found[:1])
    return KeyLines(scene.say("overview.wanted"), lines) if lines else None


def _helps(scene: Scene) -> KeyLines | None:
    lines = helps_lines(scene)[:NAMED]
    return KeyLines(scene.say("overview.helps"), tuple(KeyLine(line) for line in lines)) if lines else None


def helps_lines(scene: Scene) -> tuple[str, ...]:
    """Return what many chose as helping most, with the share that chose it."""
    lines: list[str] = []
    for finding in scene.of("helps"):
        labels = {option.code: option.label for option in scene.instrument.scale_of(str(finding.data["item"])).options}
        for code, share in cast("tuple[tuple[int, Share], ...]", finding.data["options"]):
            option = small(labels[code].get_in(scene.language))
            lines.append(capital(scene.say("option", share=share_words(share, scene.language), option=option)))
    return tuple(lines)


def _who_answered(scene: Scene) -> KeyLines:
    asked = [unit for unit in scene.wave.groups if unit.state != "not_asked" and len(unit.members) == 1]
    enough = [unit for unit in asked if unit.state == "answered"]
    everybody = len(enough) == len(asked) > NAMED
    words = {"enough": scene.count(len(enough), "group"), "asked": scene.count(len(asked), "group")}
    text = scene.say("overview.enough_all" if everybody else "overview.enough", **words)
    pools = [scene.say("overview.together", pool=scene.names.inside(unit.id)) for unit in scene.raters if len(unit.members) > 1]
    left = [scene.names.inside(unit.id) for unit in asked if unit.state == "left_out"]
    out = [scene.say("overview.left_out", groups=listing(scene.some(left), scene.language))] if left else []
    detail = " ".join(sentence(part) for part in (*pools[:NAMED], *out))
    return KeyLines(scene.say("overview.answered"), (KeyLine(sentence(text), detail=detail or None),))


def next_step(scene: Scene) -> KeyLines:
    """Return the next step: the feedback meeting, and who follows up."""
    start = scene.mapping.start
    meeting = start.feedback_meeting
    text = scene.say("overview.meeting", day=meeting) if meeting else scene.say("overview.no_meeting")
    detail = scene.say("overview.follow_up", who=start.follow_up) if start.follow_up else None
    return KeyLines(scene.say("overview.next"), (KeyLine(text, detail=detail),))


def _notes(scene: Scene) -> tuple[Paragraph, ...]:
    policy = scene.release.policy
    notes = [scene.say("overview.public")]
    if scene.mapping.sites:
        named = scene.mapping.compare_sites is CompareSites.NAMED
        notes.append(scene.say("overview.places_named" if named else "overview.places_own"))
    if policy.name is not PolicyName.STRICT:
        notes.append(policy_words(policy, scene.language))
    return (Paragraph(" ".join(notes), small=True),)
