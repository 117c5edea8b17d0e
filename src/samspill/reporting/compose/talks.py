"""Findings with questions: one idea a page, strengths first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from samspill.language import listing
from samspill.reporting.compose.overview import helps_lines
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.tables import spread_words, ties_table
from samspill.reporting.document import Block, Bullets, KeyLine, KeyLines, Kind, Paragraph, Questions, Section
from samspill.reporting.names import capital
from samspill.reporting.narrate import help_words, reason_words, sentence, share_words
from samspill.reporting.wording import evidence, questions
from samspill.terms import Finding, Share, TieClass

PAGES = 6
"""Pairs that get a page each; further ones share a page."""
LINES = 8
"""Findings told on a shared page."""
STRENGTHS = ("holds_both", "holds")
SHARED = (
    ("strengths", STRENGTHS),
    ("on_the_way", ("on_the_way",)),
    ("knowledge", ("knowledge_gap",)),
    ("one_sided", ("one_sided",)),
    ("wanted", ("wanted", "no_contact")),
    ("bridges", ("bridge",)),
    ("little_needed", ("little_needed",)),
)
"""Pages that tell several findings of one idea, in their order; pairs that need a talk come after the strengths, the first."""


def talks(scene: Scene) -> tuple[Section, ...]:
    """Return how to talk about the findings, and a page for each idea."""
    pages = (*_pages(scene), *_helps(scene))
    rules = Bullets(tuple(scene.say(f"talk.rule_{number}") for number in (1, 2, 3, 4)), scene.say("talk.rules"))
    intro = Section("findings", Kind.FINDING, scene.say("talk.index"), (Paragraph(scene.say("talk.lead"), lead=True), rules))
    return (intro, *pages) if pages else ()


def _pages(scene: Scene) -> tuple[Section, ...]:
    """Return the strengths, a page for each pair that needs a talk, and the other ideas."""
    pairs = scene.of("needs_talk")
    own_pages = [pair_page(scene, finding, number) for number, finding in enumerate(pairs[:PAGES], start=1)]
    shared = [(name, _page(scene, name, scene.of(*codes))) for name, codes in SHARED]
    if not scene.of(*STRENGTHS):
        # Strengths first: where no needed tie holds, those that hold although less needed.
        shared.sort(key=lambda part: part[0] != "little_needed")
    strengths, *others = (page for _, page in shared)
    ordered = (strengths, *own_pages, _page(scene, "more_talks", pairs[PAGES:]), *others, _unknown(scene))
    return tuple(page for page in ordered if page)


def pair_page(scene: Scene, finding: Finding, number: int) -> Section:
    """Return the page of a pair that needs a talk: both directions, what stands out, questions."""
    ties = [scene.tie(rater, target) for rater, target, *_ in evidence(finding)]
    blocks: list[Block] = [
        KeyLines(
            scene.say("talk.both"),
            tuple(KeyLine(scene.tell(tie.rater, tie.target), scene.mark(tie.rater, tie.target)) for tie in ties),
        ),
        ties_table(scene, [("", ties)], scene.say("talk.figures")),
    ]
    standing_out = stands_out(scene, finding)
    if standing_out:
        blocks.append(Paragraph(standing_out))
    asked = Questions(questions(finding, scene.names), scene.say("questions"))
    return Section(f"finding-pair-{number}", Kind.FINDING, scene.heading(finding), (*blocks, asked), parent="findings")


def stands_out(scene: Scene, finding: Finding) -> str | None:
    """Return which dimension all raters of the targets together miss most, where one stands out."""
    dimension, targets = finding.data.get("dimension"), finding.data.get("targets")
    if not isinstance(dimension, str) or not isinstance(targets, tuple):
        return None
    names = listing(scene.some(scene.names.members(cast("tuple[str, ...]", targets))), scene.language)
    return scene.say("talk.stands_out", targets=names, dimension=scene.names.dimension_inside(dimension))


def _page(scene: Scene, name: str, found: Sequence[Finding]) -> Section | None:
    if not found:
        return None
    lines = tuple(told_line(scene, finding) for finding in found[:LINES])
    return _lines_page(scene, name, lines, found)


def _unknown(scene: Scene) -> Section | None:
    """Return what is too little known."""
    return _page(scene, "unknown", scene.of("unknown", "dont_know"))


def _lines_page(scene: Scene, name: str, lines: tuple[KeyLine, ...], found: Sequence[Finding]) -> Section:
    blocks: list[Block] = [KeyLines(scene.say(f"talk.{name}_lines"), lines)]
    more = len(found) - len(lines)
    if more > 0:
        blocks.append(Paragraph(capital(scene.say("talk.more", count=scene.count(more))), small=True))
    asked = Questions(questions(found[0], scene.names, several=len(found) > 1), scene.say("questions"))
    return Section(
        f"finding-{name.replace('_', '-')}", Kind.FINDING, scene.say(f"talk.{name}"), (*blocks, asked), parent="findings"
    )


def told_line(scene: Scene, finding: Finding) -> KeyLine:
    """Return a finding as a line with what stands behind it."""
    line = scene.line(finding)
    if finding.code == "findings.little_needed":
        # The heading of its page says already that the core task needs it less.
        rater, target, *_ = evidence(finding)[0]
        line = KeyLine(scene.tell(rater, target), line.mark)
    return KeyLine(line.text, line.mark, _detail(scene, finding))


def _detail(scene: Scene, finding: Finding) -> str | None:
    ties = evidence(finding)
    name = finding.code.removeprefix("findings.")
    if name in ("one_sided", "on_the_way"):
        # That a tie is on the way is said already; what differs from it is not.
        told = [tie for tie in ties if name == "one_sided" or tie[3] != TieClass.ON_THE_WAY]
        return " ".join(scene.tell(rater, target) for rater, target, *_ in told) or None
    if name == "knowledge_gap":
        return _items(scene, finding, ties[0][2])
    if name in ("wanted", "dont_know") and isinstance(finding.data["share"], Share):
        code = "talk.share_wanted" if name == "wanted" else "talk.share"
        return sentence(scene.say(code, share=share_words(finding.data["share"], scene.language)))
    if name == "bridge":
        return scene.say("talk.organisations", names=_organisations(scene, finding))
    if name == "unknown":
        cell = scene.seen.cell(scene.tie(*ties[0][:2]))
        return f"{reason_words(cell, scene.language)} {help_words(cell, scene.names)}"
    spread = spread_words(scene, scene.tie(*ties[0][:2]))
    return scene.say("spread", counts=spread) if spread else None


def _items(scene: Scene, finding: Finding, dimension: str) -> str | None:
    """Return which questions of a dimension a gap concerns, where it does not concern them all."""
    items = cast("tuple[str, ...]", finding.data["items"])
    if not items or set(items) == set(scene.release.items.get(dimension, ())):
        return None
    return scene.say("talk.items", items=[scene.names.item_inside(key) for key in items])


def _organisations(scene: Scene, finding: Finding) -> str:
    return "; ".join(scene.names.organisation(key) for key in cast("tuple[str, ...]", finding.data["organisations"]))


def _helps(scene: Scene) -> tuple[Section, ...]:
    lines = helps_lines(scene)
    if not lines:
        return ()
    finding = scene.of("helps")[0]
    asked = Questions(questions(finding, scene.names), scene.say("questions"))
    said = KeyLines(scene.say("talk.helps_lines"), tuple(KeyLine(line) for line in lines))
    return (Section("finding-helps", Kind.FINDING, scene.say("talk.helps"), (said, asked), parent="findings"),)
