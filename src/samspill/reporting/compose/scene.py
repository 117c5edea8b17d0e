"""What every part of a report is built from: one release, seen in one language, for one audience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from samspill.design.handed_out import HandedOut
from samspill.design.model import Mapping
from samspill.disclosure.release import Change, Release, TieFacts, Unit, WaveRelease
from samspill.instrument.model import Instrument
from samspill.language import number, say
from samspill.reporting.document import KeyLine, Mark
from samspill.reporting.findings import findings_in
from samspill.reporting.kinds import spreads, tells_places
from samspill.reporting.names import INDEX, Names, capital
from samspill.reporting.narrate import cell_mark, counted, experience, sentence
from samspill.reporting.picture import Picture, picture
from samspill.reporting.wording import evidence, what
from samspill.terms import Audience, CellState, Finding, Language

UNMARKED = ("findings.one_sided", "findings.wanted", "findings.dont_know")
"""Findings about something else than how a tie stands."""


@dataclass(frozen=True)
class Scene:
    """A release as one report tells it.

    ``exact_places`` is the release as it is; ``release`` tells the same groups at several places by kind where the mapping does
    not compare places by name. Without sites the two are the same. With a ``focus``, only findings that concern it are told.
    ``handed`` are the groups whose codes are worth a word; they come from the collection, and nothing in them from an answer.
    """

    release: Release
    exact_places: Release
    mapping: Mapping
    instrument: Instrument
    language: Language
    audience: Audience
    focus: Unit | None = None
    handed: tuple[HandedOut, ...] = ()
    by_page: bool = False
    """Whether each tie has a page of its own that the matrix leads to, as on a screen."""

    @cached_property
    def names(self) -> Names:
        """Names in the report's language."""
        return Names(self.mapping, self.instrument, self.language)

    @property
    def wave(self) -> WaveRelease:
        """The latest wave."""
        return self.release.waves[-1]

    @property
    def before(self) -> WaveRelease | None:
        """The wave before the latest."""
        return self.release.waves[-2] if len(self.release.waves) > 1 else None

    @cached_property
    def seen(self) -> Picture:
        """The latest wave, looked up by tie."""
        return picture(self.release, self.mapping, self.instrument)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the latest wave gives reason to talk about."""
        found = findings_in(self.seen)
        return tuple(finding for finding in found if self._concerns(finding))

    def _concerns(self, finding: Finding) -> bool:
        if self.focus is None:
            return True
        ties = evidence(finding)
        focus = self.focus
        return not ties or any(rater == focus.id or target in focus.members for rater, target, *_ in ties)

    @cached_property
    def raters(self) -> tuple[Unit, ...]:
        """Units whose answers are told, sorted by organisation and then in the owner's order."""
        return self._sorted(unit for unit in self.wave.groups if unit.is_rater)

    @cached_property
    def targets(self) -> tuple[Unit, ...]:
        """Rated groups, sorted by organisation and then in the owner's order."""
        return self._sorted(unit for unit in self.wave.groups if unit.is_target)

    def _sorted(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        return tuple(sorted(units, key=lambda unit: self.seen.by_organisation(unit.id)))

    @cached_property
    def range(self) -> tuple[str, str]:
        """Lowest and highest score of the index items, as text."""
        scales = [self.instrument.scale_of(item.key) for item in self.instrument.index_items]
        ends = min(scale.lowest for scale in scales), max(scale.highest for scale in scales)
        return number(ends[0], self.language), number(ends[1], self.language)

    def say(self, code: str, /, **fields: object) -> str:
        """Return a text of the report."""
        return say(f"report.{code}", self.language, **fields)

    def count(self, count: int, of: str = "tie") -> str:
        """Return a count in words."""
        return counted(count, self.language, of)

    def some(self, names: Sequence[str], most: int = 4, of: str = "group") -> tuple[str, ...]:
        """Return the first names, and how many more there are where there are more."""
        more = len(names) - most
        rest = [self.say("overview.more", count=self.count(more, of))] if more > 0 else []
        return (*names[:most], *rest)

    def of(self, *codes: str) -> tuple[Finding, ...]:
        """Return the findings of some kinds, in the order to tell them in."""
        return tuple(finding for finding in self.findings if finding.code.removeprefix("findings.") in codes)

    def tell(self, rater: str, target: str) -> str:
        """Return the sentence on how one unit experiences another."""
        tie = self.tie(rater, target)
        return sentence(experience(self.seen.cell(tie), self.names, own=tie.own, few=self.seen.rests_on_few(tie)))

    def tie(self, rater: str, target: str) -> TieFacts:
        """Return the facts of a tie."""
        return self.ties[rater, target]

    @cached_property
    def ties(self) -> dict[tuple[str, str], TieFacts]:
        """Facts of all ties of the latest wave, by rater and target."""
        return {(tie.rater, tie.target): tie for tie in self.wave.ties}

    @cached_property
    def changes(self) -> dict[tuple[str, str], Change]:
        """Changes of ties since the wave before, all dimensions together, by rater and target."""
        return {(part.rater, part.target): part for part in self.wave.changes if part.dimension == INDEX}

    @cached_property
    def spreads(self) -> dict[tuple[str, str], Counter[Mark]]:
        """How pairs of kinds stand at their places, by rater and target; nothing where places have names or there are none."""
        return {} if tells_places(self.mapping) else spreads(self.exact_places.waves[-1])

    def mark(self, rater: str, target: str) -> Mark:
        """Return the mark of a tie."""
        return cell_mark(self.seen.cell(self.tie(rater, target)))

    def what(self, finding: Finding) -> str:
        """Return what is found, as a sentence."""
        return sentence(what(finding, self.names))

    def heading(self, finding: Finding) -> str:
        """Return what is found, as a heading."""
        return capital(what(finding, self.names))

    def line(self, finding: Finding, *, both: bool = False) -> KeyLine:
        """Return a finding as a key line; ``both`` tells its first tie and, beneath it, the way back."""
        ties = evidence(finding)
        if not both:
            return KeyLine(self.what(finding), self._mark_of(finding))
        mark = self.mark(*ties[0][:2])
        back = " ".join(self.tell(rater, target) for rater, target, *_ in ties[1:])
        return KeyLine(self.tell(*ties[0][:2]), mark, back or None)

    def _mark_of(self, finding: Finding) -> Mark:
        """Return the mark of what a finding is about; none where it is not about how a tie stands, or rests on no tie."""
        ties = evidence(finding)
        if finding.code in UNMARKED or not ties:
            return Mark.NONE
        rater, target, dimension, _ = ties[0]
        return cell_mark(self.seen.cell(self.tie(rater, target), dimension))

    def section_of(self, unit: str) -> str:
        """Return the id of a group's section; numbers, since keys may hold anything."""
        return f"group-{self._sections[unit]}"

    @cached_property
    def _sections(self) -> dict[str, int]:
        units = [*self.targets, *(rater for rater in self.raters if not rater.is_target)]
        return {unit.id: number for number, unit in enumerate(units, start=1)}

    def key_of(self, rater: str, target: str) -> str:
        """Return the id of a tie's section; numbers, as for groups."""
        raters, targets = self._numbers
        return f"tie-{raters[rater]}-{targets[target]}"

    @cached_property
    def _numbers(self) -> tuple[dict[str, int], dict[str, int]]:
        raters, targets = (
            {unit.id: number for number, unit in enumerate(units, start=1)} for units in (self.raters, self.targets)
        )
        return raters, targets

    def tie_at(self, key: str) -> TieFacts | None:
        """Return the tie between groups whose section has an id; None where there is none."""
        return next((tie for tie in self.seen.between if self.key_of(tie.rater, tie.target) == key), None)

    def tie_page_of(self, tie: TieFacts) -> str | None:
        """Return the id of a tie's section where there is one to lead to: for leaders, page by page, between groups."""
        asked = not tie.own and tie.state is not CellState.NO_TIE
        leads = self.by_page and self.audience is Audience.LEADERS and asked
        return self.key_of(tie.rater, tie.target) if leads else None

    def page_of(self, unit: str) -> str | None:
        """Return the id of a group's section where the report has one to lead to: only the leaders' does."""
        return self.section_of(unit) if self.audience is Audience.LEADERS else None
