"""Which collaborations a meeting talks about: from the findings, unless somebody has chosen others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from samspill.disclosure.release import TieFacts
from samspill.errors import Problem, UsageError
from samspill.language import say
from samspill.reporting.compose.scene import Scene
from samspill.reporting.compose.slides import pair_of, to_talk_about
from samspill.reporting.compose.tie import ways_of
from samspill.reporting.document import Mark
from samspill.reporting.findings import LOW
from samspill.reporting.names import POOL, capital
from samspill.reporting.wording import asked_once, evidence
from samspill.terms import Finding

ABOUT_TIES = (
    *("needs_talk", "on_the_way", "one_sided", "knowledge_gap", "wanted", "no_contact"),
    *("holds_both", "holds", "little_needed", "unknown", "dont_know"),
)
"""Findings that say what a collaboration can be talked about with; the first about a pair is the one that is told."""
PARTS = 2


@dataclass(frozen=True)
class Talk:
    """A collaboration that a meeting talks about, both directions of it."""

    scene: Scene
    ways: tuple[TieFacts, ...]
    finding: Finding | None
    dimension: str | None
    """What all raters of the groups miss most together (received, never one cell); None where nothing stands out."""

    @property
    def tie(self) -> tuple[str, str]:
        """The first direction: who rates, and who is rated."""
        return self.ways[0].rater, self.ways[0].target

    @cached_property
    def units(self) -> tuple[str, str]:
        """The two units, in the owner's order."""
        rater, target = self.tie
        first, second = sorted((rater, self.scene.seen.rater_of(target)), key=self.scene.seen.order)
        return first, second

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The groups of both units, those of a pool one by one."""
        return tuple(member for unit in self.units for member in unit.split(POOL))

    @property
    def name(self) -> str:
        """The collaboration as a heading; a pool is named last and alone, so that it is plain who stands together."""
        language, names = self.scene.language, self.scene.names
        if not any(POOL in unit for unit in self.units):
            a, b = map(names.inside, self.units)
            return say("meeting.between", language, a=a, b=b)
        single, pool = sorted(self.units, key=lambda unit: POOL in unit)
        return capital(say("meeting.between_pool", language, single=names.inside(single), pool=names.inside(pool)))

    @property
    def fields(self) -> dict[str, str]:
        """The names of the two, as they read inside a sentence."""
        return dict(zip(("a", "b"), map(self.scene.names.inside, self.units), strict=True))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The mark of each direction."""
        return tuple(self.scene.mark(way.rater, way.target) for way in self.ways)


def talks(scene: Scene, most: int, chosen: tuple[tuple[str, str], ...] = ()) -> tuple[Talk, ...]:
    """Return the collaborations of a meeting, at most so many, in the order to talk about them.

    Raises
    ------
    UsageError
        ``meeting.unknown_tie`` for a chosen one that the result does not have.
    """
    if not chosen:
        return tuple(_of_finding(scene, finding) for finding in _proposed(scene)[:most])
    ties = [_tie(scene, *each) for each in chosen[:most]]
    found = [_finding(scene, tie) for tie in ties]
    once = iter(asked_once(each for each in found if each))
    return tuple(_talk(scene, tie, next(once) if each else None) for tie, each in zip(ties, found, strict=True))


def choices(scene: Scene) -> tuple[Talk, ...]:
    """Return every collaboration that can be talked about, each once, needed ones first, in the owner's order."""
    known: dict[frozenset[str], Talk] = {}
    for tie in scene.seen.between:
        key = frozenset((tie.rater, scene.seen.rater_of(tie.target)))
        if len(key) == PARTS and key not in known:
            known[key] = _talk(scene, tie, _finding(scene, tie))
    return tuple(known.values())


def _proposed(scene: Scene) -> tuple[Finding, ...]:
    """Return findings about pairs: those that need a talk and what fills the time; where there are none, those that hold."""
    told = list(to_talk_about(scene))
    for code in ABOUT_TIES:
        pairs = {pair_of(scene, finding) for finding in told}
        told += [finding for finding in scene.of(code) if pair_of(scene, finding) not in pairs]
    once: dict[frozenset[str], Finding] = {}
    for finding in told:
        once.setdefault(pair_of(scene, finding), finding)
    return asked_once(once.values())


def _of_finding(scene: Scene, finding: Finding) -> Talk:
    rater, target, *_ = evidence(finding)[0]
    return _talk(scene, scene.tie(rater, target), finding)


def _tie(scene: Scene, rater: str, target: str) -> TieFacts:
    tie = scene.ties.get((rater, target))
    if tie is None or tie not in scene.seen.between:
        raise UsageError(Problem("meeting.unknown_tie", data={"tie": f"{rater}>{target}"}))
    return tie


def _finding(scene: Scene, tie: TieFacts) -> Finding | None:
    pair = frozenset((tie.rater, scene.seen.rater_of(tie.target)))
    found = (finding for code in ABOUT_TIES for finding in scene.of(code))
    return next((finding for finding in found if pair_of(scene, finding) == pair), None)


def _talk(scene: Scene, tie: TieFacts, finding: Finding | None) -> Talk:
    ways = ways_of(scene, tie)
    if finding is not None and "dimension" in finding.data:
        dimension = cast("str | None", finding.data["dimension"])
    else:
        low = tuple(way.target for way in ways if scene.seen.tie_class(way) in LOW)
        dimension = scene.seen.talked_of(low) if low else None
    return Talk(scene, ways, finding, dimension)
