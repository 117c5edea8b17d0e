"""The cells of a wave: who says what of whom, and where nothing may be said, why (TRUST: P1, P9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from samspill.design.model import Mapping, Node
from samspill.design.pools import partners
from samspill.disclosure.aspects import Aspect
from samspill.disclosure.evidence import ContactCount, Evidence, Tally
from samspill.disclosure.pooling import RaterUnit
from samspill.disclosure.publish import of_cell, of_items, placed
from samspill.disclosure.release import Cell, Published, Reason, TieFacts
from samspill.disclosure.spread import pooled_spread
from samspill.instrument.ladder import LEAST_IN_SHARE, share
from samspill.scoring.score_set import INDEX
from samspill.terms import CellState, Need, Share

SMALLEST_RATED = 3
"""People in a rated group, at the least and only with their word; one or two are never shown."""
RATED_FREELY = 5
"""People in a rated group that needs no word with them."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A rater unit and a node. ``raters`` are the members who were asked about it; none where the core task needs no tie."""

    unit: RaterUnit
    target: Node
    raters: tuple[Node, ...]

    @property
    def own(self) -> bool:
        """Whether the target belongs to the unit; ties between pooled groups are own group."""
        return self.target in self.unit.members


@dataclass(frozen=True)
class Table:
    """One wave of a mapping, its rater units and what they answered."""

    mapping: Mapping
    wave: int
    units: tuple[RaterUnit, ...]
    evidence: Evidence
    aspects: dict[str, Aspect]

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Every tie that was asked about or is not needed, in the owner's order."""
        asked = set(self.mapping.pairs(self.wave))
        found: list[Tie] = []
        for unit in self.units:
            for target in self.mapping.nodes(self.wave):
                raters = tuple(node for node in unit.members if (node, target) in asked)
                if raters or any(self._not_needed(node, target) for node in unit.members):
                    found.append(Tie(unit, target, raters))
        return tuple(found)

    def _not_needed(self, rater: Node, target: Node) -> bool:
        meet = not (rater.site and target.site) or rater.site == target.site
        return meet and rater.group != target.group and self.mapping.need(rater.group, target.group) is Need.NONE

    def tally(self, tie: Tie, measure: str) -> Tally:
        """Return the people and sums of a measure in a cell, pooled over the members."""
        found = (self.evidence.tallies.get((node, tie.target), {}).get(measure, Tally()) for node in tie.raters)
        return sum(found, Tally())

    def contact(self, tie: Tie) -> ContactCount:
        """Return what people said of a pair, pooled over the members."""
        return sum((self.evidence.contacts.get((node, tie.target), ContactCount()) for node in tie.raters), ContactCount())

    @cached_property
    def states(self) -> dict[tuple[str, Node], tuple[CellState, Reason | None]]:
        """State of every tie, by unit id and target, and why it is not shown."""
        return {(tie.unit.id, tie.target): self._state(tie) for tie in self.ties}

    def _state(self, tie: Tie) -> tuple[CellState, Reason | None]:
        if not tie.raters:
            return CellState.NO_TIE, Reason.NOT_NEEDED
        if barred := self._barred(tie):
            return barred
        k, people, contact = self.mapping.policy.k, self.tally(tie, INDEX).n, self.contact(tie)
        if people >= k:
            return CellState.SHOWN, None
        if not people and not contact.people:
            return CellState.NO_DATA, Reason.NO_ANSWERS
        if contact.people >= max(k, LEAST_IN_SHARE) and share(contact.people - contact.yes, contact.people) is Share.MOST:
            return CellState.NO_CONTACT, Reason.NO_CONTACT
        return CellState.HIDDEN, Reason.TOO_FEW

    def enough_for_a_share(self, tie: Tie, people: int) -> bool:
        """Tell whether people are enough for a share of them; that k of them rated is no news where the tie is shown."""
        k, shown = self.mapping.policy.k, self.states[tie.unit.id, tie.target][0] is CellState.SHOWN
        return people >= (k if shown else max(k, LEAST_IN_SHARE))

    def _barred(self, tie: Tie) -> tuple[CellState, Reason] | None:
        """Return why nothing may be told of a tie whatever was answered; the same for all ties of a unit that is left out."""
        if tie.unit.left_out:
            return (CellState.HIDDEN, Reason.LEFT_OUT) if tie.unit.answered else (CellState.NO_DATA, Reason.NO_ANSWERS)
        reason = self.too_small(tie)
        return (CellState.HIDDEN, reason) if reason else None

    def too_small(self, tie: Tie) -> Reason | None:
        """Return why so few people may not be rated, None where they may."""
        return too_small(self.mapping, self.wave, tie.unit.members, tie.target)

    @cached_property
    def spread(self) -> dict[str, float]:
        """Pooled SD within shown cells by aspect, where the wave is large enough to tell it."""
        found = {key: pooled_spread(self._shown(aspect), aspect.ladder) for key, aspect in self.aspects.items()}
        return {key: value for key, value in found.items() if value is not None}

    def _shown(self, aspect: Aspect) -> Iterator[tuple[str, Tally]]:
        for tie in self.ties:
            tally = self.tally(tie, aspect.key)
            if self.state_of(tie, aspect, tally)[0] is CellState.SHOWN:
                yield tie.unit.id, tally

    def state_of(self, tie: Tie, aspect: Aspect, tally: Tally) -> tuple[CellState, Reason | None]:
        """Return the state of one cell: that of the tie, unless the aspect was not asked about or has too few of its own."""
        state, reason = self.states[tie.unit.id, tie.target]
        if state is not CellState.SHOWN or tally.n >= self.mapping.policy.k:
            return state, reason
        if aspect.key not in self.evidence.measures:
            return CellState.NO_DATA, Reason.ITEM_NOT_ASKED
        return CellState.HIDDEN, Reason.TOO_FEW

    def help_with(self, tie: Tie) -> str | None:
        """Return the unit that a tie with too few people could have joined, where that one shows the target.

        Read from what is shown alone, so that it tells nothing of how many are missing.
        """
        candidates = () if tie.own else self._partners[tie.unit.id]
        return next(
            (
                other.id
                for other in candidates
                if tie.target not in other.members and self.states.get((other.id, tie.target), (None,))[0] is CellState.SHOWN
            ),
            None,
        )

    @cached_property
    def _partners(self) -> dict[str, tuple[RaterUnit, ...]]:
        """Units that hold whom the members of a unit would join, by unit id."""
        unit_of = {node: unit for unit in self.units for node in unit.members}
        named = {
            unit: [partner for node in unit.members for partner in partners(self.mapping, node, self.wave)]
            for unit in self.units
        }
        return {
            unit.id: tuple(dict.fromkeys(unit_of[other] for other in others if unit_of[other] != unit))
            for unit, others in named.items()
        }


def too_small(mapping: Mapping, wave: int, raters: tuple[Node, ...], target: Node) -> Reason | None:
    """Return why so few people may not be rated, None where they may (P9). A group may always speak of itself."""
    size = mapping.size(target, wave)
    if size >= RATED_FREELY or raters == (target,):
        return None
    if size < SMALLEST_RATED:
        return Reason.SMALL_TARGET
    return None if mapping.groups[target.group].small_reason else Reason.SMALL_TARGET_UNAGREED


def cells(table: Table) -> tuple[Cell, ...]:
    """Return every cell of a wave: the owner's order of raters, of targets, then the index, dimensions and items."""
    return tuple(_cell(table, tie, aspect) for tie in table.ties for aspect in table.aspects.values())


def _cell(table: Table, tie: Tie, aspect: Aspect) -> Cell:
    tally = table.tally(tie, aspect.key)
    state, reason = table.state_of(tie, aspect, tally)
    cell = Cell(tie.unit.id, str(tie.target), aspect.key, state)
    if state is CellState.SHOWN:
        return replace(cell, published=_published(table, tie, aspect, tally))
    help_with = table.help_with(tie) if reason is Reason.TOO_FEW else None
    return replace(cell, reason=reason, help_with=help_with)


def _published(table: Table, tie: Tie, aspect: Aspect, tally: Tally) -> Published:
    spread = aspect.spread_in(table.spread)
    if not aspect.parts:
        return of_cell(aspect, tally, spread, own=tie.own)
    items = [(table.aspects[key], table.tally(tie, key)) for key in aspect.parts]
    # An item that the file does not have is in no number of the cell.
    there = [placed(item, answers) for item, answers in items if answers.n]
    return of_items(aspect, there, tally.n, spread, own=tie.own)


def facts(table: Table) -> tuple[TieFacts, ...]:
    """Return what is known of every tie beside its ratings; shares only where enough people stand behind each."""
    return tuple(_facts(table, tie) for tie in table.ties)


def _facts(table: Table, tie: Tie) -> TieFacts:
    contact = table.contact(tie)
    tellable = table.enough_for_a_share(tie, contact.people) and not tie.unit.left_out and not table.too_small(tie)
    without = contact.people - contact.yes
    told = tellable and not tie.own and _leaves_counts_open(table, tie)
    answered = tellable and table.enough_for_a_share(tie, contact.asked) and contact.questions
    needs = (
        {Need.SOME}
        if tie.own
        else {table.mapping.need(node.group, tie.target.group) for node in tie.raters or tie.unit.members}
    )
    return TieFacts(
        rater=tie.unit.id,
        target=str(tie.target),
        need=next(need for need in Need if need in needs),
        own=tie.own,
        state=table.states[tie.unit.id, tie.target][0],
        no_contact=share(without, contact.people) if told else None,
        # Of those without contact, not of all: two shares of the same people would tell how many there are of each kind.
        wanted=share(contact.wanted, without) if tellable and not tie.own and without >= LEAST_IN_SHARE else None,
        dont_know=share(contact.dont_know, contact.questions) if answered else None,
    )


def _leaves_counts_open(table: Table, tie: Tie) -> bool:
    """Tell whether a share without contact leaves open how many said what, whatever the share is.

    It depends on the size of the unit and on whether the tie is shown, which are known: of eight people of whom at least five
    rate, "half" without contact are three, so that all have answered. Where not all who work with a group are asked about it,
    that a tie is not shown tells nothing of how many do.
    """
    size, all_asked = sum(table.mapping.size(node, table.wave) for node in tie.raters), table.mapping.ask_at_most is None
    shown = table.states[tie.unit.id, tie.target][0] is CellState.SHOWN
    return _fewest_counts(size, table.mapping.policy.k, shown=shown, all_asked=all_asked) > 1


@cache
def _fewest_counts(size: int, k: int, *, shown: bool, all_asked: bool) -> int:
    """Return the least number of counts (people, of them without contact) that a word for the share can stand for."""
    least = k if shown else max(k, LEAST_IN_SHARE)
    possible = Counter(
        share(without, people)
        for people in range(least, size + 1)
        for without in range(people + 1)
        if (people - without >= k) is shown or not (shown or all_asked)
    )
    return min(possible.values(), default=2)
