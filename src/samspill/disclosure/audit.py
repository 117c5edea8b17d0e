"""The audit of a release before it is written: what a mistake in making it could give away, looked for in its numbers.

It reads the finished release, and what people of its new waves answered, and counts again who stands behind each number,
whether numbers above a cell follow from the cells, and what each number leaves open. What fails is named, with the number to
give up. Waves that were released before have been audited then, and their answers are gone; answers of two waves never stand
in one number, so a wave's own numbers are all that its atoms are in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice

from samspill.design.model import Mapping, Node
from samspill.disclosure.aspects import Aspect, aspects
from samspill.disclosure.cells import too_small
from samspill.disclosure.change import Between, changes
from samspill.disclosure.derived import between, kinds, means, overall
from samspill.disclosure.evidence import ContactCount, Evidence, Tally
from samspill.disclosure.leverage import isolated, query_matrix
from samspill.disclosure.open_answers import left_open
from samspill.disclosure.publish import of_cell, of_items
from samspill.disclosure.release import Cell, Published, Release, WaveRelease
from samspill.disclosure.shrunken import shrunken_ties
from samspill.disclosure.spread import WIDEST_SPREAD
from samspill.errors import DisclosureError, Problem
from samspill.instrument.interval import DEFAULT_SPREAD
from samspill.instrument.ladder import LEAST_IN_SHARE, exact
from samspill.instrument.model import Instrument
from samspill.scoring.score_set import INDEX
from samspill.terms import POLICIES, CellState, PolicyName

HAIR = Decimal("1e-6")
"""How far a number may lie from a rung for its being written as a float."""
Named = Counter[tuple[str, object]]
"""Numbers by name, with how often each is told."""
MOST_NAMED = 20
"""Numbers that an error names; where one rule fails everywhere, more would help nobody."""


def audit(release: Release, mapping: Mapping, instrument: Instrument, answers: Lookup[int, Evidence]) -> None:
    """Refuse a release that gives anybody away.

    Parameters
    ----------
    release : Release
    mapping : Mapping
    instrument : Instrument
    answers : mapping of int to Evidence
        What people of each new wave answered.

    Raises
    ------
    DisclosureError
        With every number to give up, twenty at most: ``disclosure.audit_few`` (it speaks of fewer than k people, alone or with
        others), ``audit_other_people`` (not of the people it says), ``audit_small_target``, ``audit_unexplained`` (a number
        above a cell that does not follow from the cells), ``audit_answers`` (too few answers stay possible), ``audit_change``,
        ``audit_policy``.
    """
    problems = tuple(islice(_problems(release, mapping, instrument, answers), MOST_NAMED))
    if problems:
        raise DisclosureError(problems)


def _problems(release: Release, mapping: Mapping, instrument: Instrument, answers: Lookup[int, Evidence]) -> Iterator[Problem]:
    policy = release.policy
    if policy != mapping.policy or policy != POLICIES[policy.name].with_k(policy.k):
        yield Problem("disclosure.audit_policy", data={"policy": policy.name})
    told = aspects(instrument, policy)
    waves = {wave.wave: wave for wave in release.waves}
    for number, found in answers.items():
        work = _Wave(waves[number], mapping, instrument, told, found)
        yield from work.few()
        yield from work.other_people()
        yield from work.small_targets()
        yield from work.unexplained()
        yield from work.answers()
        yield from work.shares()
        yield from work.spread()
        earlier = max((other for other in waves if other < number), default=None)
        if earlier is not None:
            yield from _changes(Between(mapping, told, waves[earlier], waves[number]))


@dataclass(frozen=True)
class _Wave:
    """One new wave of a release, and what its people answered."""

    told: WaveRelease
    mapping: Mapping
    instrument: Instrument
    aspects: dict[str, Aspect]
    evidence: Evidence

    @cached_property
    def shown(self) -> list[tuple[Cell, Published]]:
        return [(cell, cell.published) for cell in self.told.cells if cell.published]

    @cached_property
    def _nodes(self) -> dict[str, tuple[Node, ...]]:
        return {cell.rater: tuple(map(Node.parse, cell.rater.split("+"))) for cell, _ in self.shown}

    @cached_property
    def _asked(self) -> set[tuple[Node, Node]]:
        return set(self.mapping.pairs(self.told.wave))

    def atoms(self, cell: Cell) -> dict[Node, Tally]:
        """Return the people of each group behind a cell, and the sums of their answers."""
        target, found = Node.parse(cell.target), self.evidence.tallies
        asked = [node for node in self._nodes[cell.rater] if (node, target) in self._asked and (node, target) in found]
        tallies = {node: found[node, target].get(cell.dimension, Tally()) for node in asked}
        return {node: tally for node, tally in tallies.items() if tally.n}

    @cached_property
    def _behind(self) -> list[dict[Node, Tally]]:
        return [self.atoms(cell) for cell, _ in self.shown]

    def few(self) -> Iterator[Problem]:
        """Yield numbers by which fewer than k people could be spoken of alone."""
        number_of: dict[tuple[Node, str, str], int] = {}
        people: list[int] = []
        rows: list[dict[int, float]] = []
        for (cell, _), atoms in zip(self.shown, self._behind, strict=True):
            row: dict[int, float] = {}
            for node, tally in atoms.items():
                atom = number_of.setdefault((node, cell.target, cell.dimension), len(people))
                if atom == len(people):
                    people.append(tally.n)
                row[atom] = float(tally.n)
            rows.append(row)
        k = self.mapping.policy.k
        found = {one.query for one in isolated(query_matrix(rows, people)) if one.people < k}
        for query in sorted(found):
            yield self._problem("disclosure.audit_few", self.shown[query][0], k=k)

    def other_people(self) -> Iterator[Problem]:
        """Yield cells whose number is not that of the people it names, or not rounded as the policy says."""
        placed: dict[tuple[str, str], dict[str, Published]] = defaultdict(dict)
        for cell, number in self.shown:
            placed[cell.rater, cell.target][cell.dimension] = number
        for (cell, number), atoms in zip(self.shown, self._behind, strict=True):
            again = self._again(cell, sum(atoms.values(), Tally()), placed[cell.rater, cell.target])
            if number != again or not self._on_ladder(cell, number):
                yield self._problem("disclosure.audit_other_people", cell)

    def _on_ladder(self, cell: Cell, number: Published) -> bool:
        """Tell whether a number is one that its policy has, whatever code put it there."""
        ladder = self.aspects[cell.dimension].ladder
        step = exact(POLICIES[self.mapping.policy.name].steps[number.n_band]) * ladder.unit
        from_low, from_high = exact(number.value) - ladder.low, ladder.high - exact(number.value)
        # The highest answer may lie between two rungs, on scales whose range is no whole number of steps.
        off = min(from_low % step, step - from_low % step, abs(from_high))
        return number.bound is not None or off <= HAIR

    def _again(self, cell: Cell, tally: Tally, beside: dict[str, Published]) -> Published | None:
        """Return the number of a cell, counted again: an item from its answers, all else from the items beside it."""
        aspect = self.aspects[cell.dimension]
        spread = aspect.spread_in(self.told.spread)
        own = Node.parse(cell.target) in self._nodes[cell.rater]
        if not tally.n:
            return None
        if not aspect.parts:
            return of_cell(aspect, tally, spread, own=own)
        items = [(beside[key].value, beside[key].bound) for key in aspect.parts if key in beside]
        return of_items(aspect, items, tally.n, spread, own=own) if items else None

    def small_targets(self) -> Iterator[Problem]:
        """Yield cells in which so few people are rated that it would be a rating of persons."""
        for cell, _ in self.shown:
            if too_small(self.mapping, self.told.wave, self._nodes[cell.rater], Node.parse(cell.target)):
                yield self._problem("disclosure.audit_small_target", cell)

    def unexplained(self) -> Iterator[Problem]:
        """Yield numbers above a cell that do not follow from the cells."""
        again = self._above_again()
        told = _numbers_above(self.told)
        for name in sorted({name for name, _ in (told - again) + (again - told)}):
            yield Problem("disclosure.audit_unexplained", data={"wave": self.told.wave, "number": name})

    def _above_again(self) -> Named:
        """Return every number above a cell, made once more from the cells of the finished wave."""
        told, spread = self.told, self.told.spread
        others = between(told.cells, told.ties)
        received = means(self.aspects, spread, others, lambda cell: cell.target)
        given = means(self.aspects, spread, others, lambda cell: cell.rater)
        again = replace(
            told,
            groups=tuple(
                replace(unit, received=received.get(unit.id, {}), given=given.get(unit.id, {})) for unit in told.groups
            ),
            overall=overall(self.aspects, others),
            kinds=kinds(self.aspects, spread, told.cells) if self.mapping.sites else (),
            shrunken=shrunken_ties(told, self.aspects[INDEX].ladder),
        )
        return _numbers_above(again)

    def answers(self) -> Iterator[Problem]:
        """Yield items whose number leaves too few answers possible; standard promises nothing here."""
        if self.mapping.policy.name is PolicyName.STANDARD:
            return
        for (cell, number), atoms in zip(self.shown, self._behind, strict=True):
            aspect = self.aspects[cell.dimension]
            if aspect.parts:
                continue
            scores = tuple(sorted(set(self.instrument.scale_of(aspect.items[0]).scores.values())))
            people = sum(tally.n for tally in atoms.values())
            left = left_open(aspect.ladder, scores, people, (number.value, number.bound))
            if left and not left.enough(scores):
                yield self._problem("disclosure.audit_answers", cell)

    def shares(self) -> Iterator[Problem]:
        """Yield shares and bands of people that rest on too few of them."""
        k, enough, found = self.mapping.policy.k, max(self.mapping.policy.k, LEAST_IN_SHARE), self.evidence
        for tie in self.told.ties:
            nodes = (node for node in map(Node.parse, tie.rater.split("+")) if (node, Node.parse(tie.target)) in self._asked)
            said = sum((found.contacts.get((node, Node.parse(tie.target)), ContactCount()) for node in nodes), ContactCount())
            needed = k if tie.state is CellState.SHOWN else enough
            behind = {"no_contact": said.people, "dont_know": said.asked}
            few = [name for name, people in behind.items() if getattr(tie, name) and people < needed]
            few += ["wanted"] if tie.wanted and said.people - said.yes < enough else []
            yield from (self._of_few(f"{tie.rater} → {tie.target}, {name}") for name in few)
        for choice in self.told.choices:
            counts = [found.choices.get((Node.parse(part), choice.item)) for part in choice.unit.split("+") if part]
            if choice.unit and sum(count.answered for count in counts if count) < enough:
                yield self._of_few(f"{choice.unit}, {choice.item}")
        for unit in self.told.groups:
            if (unit.n_band or unit.response) and sum(found.answered.get(Node.parse(part), 0) for part in unit.members) < k:
                yield self._of_few(unit.id)

    def spread(self) -> Iterator[Problem]:
        """Yield spreads so small or so large that they tell what everybody in a cell answered."""
        for key, told in self.told.spread.items():
            least, most = (bound * self.aspects[key].ladder.unit for bound in (DEFAULT_SPREAD, WIDEST_SPREAD))
            if not least - HAIR <= exact(told) <= most + HAIR:
                yield Problem("disclosure.audit_answers", data={"wave": self.told.wave, "number": f"spread, {key}"})

    def _of_few(self, number: str) -> Problem:
        return Problem("disclosure.audit_few", data={"wave": self.told.wave, "number": number, "k": self.mapping.policy.k})

    def _problem(self, code: str, cell: Cell, **data: object) -> Problem:
        return Problem(code, data={"wave": self.told.wave, "number": _name(cell.rater, cell.target, cell.dimension), **data})


def _name(rater: str, target: str, dimension: str) -> str:
    return f"{rater} → {target}, {dimension}"


def _numbers_above(wave: WaveRelease) -> Named:
    """Return the numbers above a cell by name, each as often as it is told."""
    sides = ((unit.id, side, getattr(unit, side)) for unit in wave.groups for side in ("received", "given"))
    found: list[tuple[str, object]] = [
        (f"{unit}, {side}, {key}", number) for unit, side, numbers in sides for key, number in numbers.items()
    ]
    found += ((_name(kind.rater, kind.target, kind.dimension), kind) for kind in wave.kinds)
    found += ((f"{mean.weighting}, {mean.dimension}", mean) for mean in wave.overall)
    found += ((_name(tie.rater, tie.target, "shrunken"), tie) for tie in wave.shrunken)
    return Counter(found)


def _changes(pair: Between) -> Iterator[Problem]:
    """Yield changes that say something else than their two numbers do."""
    told, again = Counter(pair.later.changes), Counter(changes(pair))
    for change in (told - again) + (again - told):
        name = _name(change.rater, change.target, change.dimension)
        yield Problem("disclosure.audit_change", data={"wave": pair.later.wave, "number": name})
