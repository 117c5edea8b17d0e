"""Answers of the people of made-up organisations, followed from wave to wave.

``samspill.ratings.simulate`` draws every answer of every wave anew and keeps nobody's name, as a file does; an attack on
several waves needs people who stay and mostly answer what they answered. So answers are drawn here, with the effects of groups
and ties and the response scales of that module. Everything is an array over all people × groups × items, so that an
organisation takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from organisation_plans import Members

from samspill.design.model import Mapping, Node
from samspill.instrument.model import Instrument, Item
from samspill.ratings.simulation_answers import own_choices, ticked, with_gaps
from samspill.ratings.simulation_effects import TieEffects, draw_effects
from samspill.ratings.simulation_options import SimulationOptions
from samspill.terms import Need

YES, NO, WANTED = 0, 1, 2
NEVER_ANSWERED = -9
Ints, Floats, Truths = NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]


@dataclass(frozen=True)
class Habits:
    """How people answer.

    ``repeats`` is the probability that somebody who stays gives the answer of the wave before (a change is always to another
    answer); ``response`` the least and greatest share of a group that answers; ``skipped`` the share of single answers.
    """

    repeats: float = 0.9
    response: tuple[float, float] = (0.6, 1.0)
    skipped: float = 0.02
    dont_know: float = 0.03


@dataclass(frozen=True)
class WaveAnswers:
    """What was answered in a wave. Arrays are over those who answered (rows), the wave's nodes (columns), tie items."""

    wave: int
    nodes: tuple[Node, ...]
    persons: Ints
    """Their numbers, the same in all waves."""
    place: Ints
    """The node of each, as its place in ``nodes``."""
    asked: Truths
    contact: Ints
    codes: NDArray[np.int32]
    """Answer codes, SKIPPED and DONT_KNOW among them, meaningless where there is no contact."""
    own: dict[str, list[str | None]]
    """Answers about the own situation, by item, as they stand in a file."""


@dataclass
class World:
    """People with what they think and what they said last, over all waves (first axis: their numbers)."""

    mapping: Mapping
    instrument: Instrument
    members: Members
    habits: Habits
    rng: Generator
    options: SimulationOptions = field(init=False)
    threads: dict[tuple[int, Node], int] = field(init=False)

    def __post_init__(self) -> None:
        people = 1 + max(person for wave in self.members.values() for found in wave.values() for person in found)
        self.options = SimulationOptions(skipped=self.habits.skipped, dont_know=self.habits.dont_know)
        self.threads = _threads(self.mapping)
        groups, items = 1 + max(self.threads.values()), len(self.instrument.tie_items)
        self.leniency: Floats = self.options.respondent_sd * self.rng.standard_normal(people)
        self.view: Floats = self.options.respondent_target_sd * self.rng.standard_normal((people, groups))
        self.eager: Floats = self.rng.gumbel(size=people)
        self.contact = np.full((people, groups), NEVER_ANSWERED, dtype=np.intp)
        self.codes = np.full((people, groups, items), NEVER_ANSWERED, dtype=np.int32)
        self.own: dict[str, list[str | None]] = {item.key: [None] * people for item in self.instrument.self_items}
        self.sites = self._sites(people)
        self.item_shifts: Floats = self.options.item_sd * self.rng.standard_normal(items)

    def waves(self) -> Iterator[WaveAnswers]:
        """Yield the answers of each wave."""
        ties = draw_effects(self.mapping, self.options, self.rng)
        for wave in self.mapping.wave_numbers:
            yield self._wave(wave, ties)
            ties = ties.drifted(self.mapping, self.options, self.rng)

    def _wave(self, wave: int, ties: TieEffects) -> WaveAnswers:
        nodes = self.mapping.nodes(wave)
        persons, place = self._present(wave, nodes)
        columns = np.array([self.threads[wave, node] for node in nodes])
        at = np.ix_(persons, columns)
        self.contact[at] = self._kept(self.contact[at], self._contact(nodes, place))
        self.codes[at] = self._kept_codes(self.codes[at], self._codes(nodes, persons, place, columns, ties))
        self._own(nodes, persons, place)
        who = self._answering(persons, place)
        persons, place = persons[who], place[who]
        at = np.ix_(persons, columns)
        return WaveAnswers(
            wave,
            nodes,
            persons,
            place,
            self._asked(wave, nodes, persons, place),
            self.contact[at],
            with_gaps(self.codes[at], self.options, self.rng),
            {key: [answers[person] for person in persons] for key, answers in self.own.items()},
        )

    def _present(self, wave: int, nodes: tuple[Node, ...]) -> tuple[Ints, Ints]:
        """Return the people of the groups that are asked, and the place of each one's node."""
        asked = [(place, node) for place, node in enumerate(nodes) if self.mapping.groups[node.group].asked]
        people = [self.members[wave][node] for _, node in asked]
        persons = np.array([person for found in people for person in found], dtype=np.intp)
        return persons, np.repeat([place for place, _ in asked], [len(found) for found in people])

    def _answering(self, persons: Ints, place: Ints) -> Ints:
        """Return who answers: of each group a share within the range; mostly the same people every time."""
        wish = self.eager[persons] + self.rng.gumbel(size=len(persons))
        found = []
        for node in np.unique(place):
            here = np.flatnonzero(place == node)
            least, most = (share * len(here) for share in self.habits.response)
            number = max(1, min(int(most), max(int(np.ceil(least)), round(self.rng.uniform(least, most)))))
            found.append(here[np.argsort(-wish[here])[:number]])
        return np.sort(np.concatenate(found))

    # ---- what they say -------------------------------------------------------------------------------------------------------

    def _kept(self, before: Ints, fresh: Ints) -> Ints:
        keep = (before != NEVER_ANSWERED) & (self.rng.random(before.shape) < self.habits.repeats)
        return np.where(keep, before, fresh)

    def _kept_codes(self, before: NDArray[np.int32], fresh: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the answer of before with the probability ``repeats``, else another one."""
        known = before != NEVER_ANSWERED
        keep = known & (self.rng.random(before.shape) < self.habits.repeats)
        changed = np.where(known & (fresh == before), self._beside(fresh), fresh)
        return np.where(keep, before, changed)

    def _beside(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return a neighbouring option of each code."""
        step = np.where(self.rng.random(codes.shape) < 0.5, -1, 1)
        ranges = [self._codes_of(item) for item in self.instrument.tie_items]
        low, high = (np.array([end(codes) for codes in ranges], dtype=np.int32) for end in (min, max))
        return np.where((codes + step < low) | (codes + step > high), codes - step, codes + step).astype(np.int32)

    def _codes_of(self, item: Item) -> list[int]:
        return sorted(self.instrument.scale_of(item.key).scores)

    def _contact(self, nodes: tuple[Node, ...], place: Ints) -> Ints:
        shares = np.array([[self._no_contact(rater, target) for target in nodes] for rater in nodes])
        no, wanted = np.moveaxis(shares[place], 2, 0)
        chance = self.rng.random(no.shape)
        return np.where(chance < no, NO, np.where(chance < no + wanted, WANTED, YES))

    def _no_contact(self, rater: Node, target: Node) -> tuple[float, float]:
        if rater == target or not self.instrument.contact_question:
            return 0.0, 0.0
        return self.options.contact[self.mapping.need(rater.group, target.group)]

    def _codes(self, nodes: tuple[Node, ...], persons: Ints, place: Ints, columns: Ints, ties: TieEffects) -> NDArray[np.int32]:
        options, items = self.options, self.instrument.tie_items
        means = np.array([ties.of(rater, nodes) for rater in nodes]) + np.array(
            [[self._shift(rater, target) for target in nodes] for rater in nodes]
        )
        view = means[place] + self.leniency[persons][:, None] + self.view[np.ix_(persons, columns)]
        single = options.residual_sd * self.rng.standard_normal((*view.shape, len(items)))
        thought = options.mean + view[:, :, None] + self.item_shifts + single
        scales = [self.instrument.scale_of(item.key) for item in items]
        return np.stack([ticked(thought[:, :, at], scale, options, self.rng) for at, scale in enumerate(scales)], axis=2)

    def _shift(self, rater: Node, target: Node) -> float:
        if rater == target:
            return self.options.own_group_shift
        return self.options.high_need_shift * (self.mapping.need(rater.group, target.group) is Need.HIGH)

    def _own(self, nodes: tuple[Node, ...], persons: Ints, place: Ints) -> None:
        """Ask about the own situation; whoever answered before mostly says the same."""
        for item in self.instrument.self_items:
            said = self.own[item.key]
            for node in range(len(nodes)):
                here = persons[place == node]
                fresh = own_choices(item, self.instrument, len(here), self.options, self.rng)
                keep = self.rng.random(len(here)) < self.habits.repeats
                for person, answer, same in zip(here, fresh, keep, strict=True):
                    if said[person] is None or not same:
                        said[person] = answer

    # ---- whom they are asked about -------------------------------------------------------------------------------------------

    def _sites(self, people: int) -> dict[str, Truths]:
        """Return which sites each person meets who serves all of them, by site, (people,)."""
        sites = list(self.mapping.sites)
        most = min(self.options.most_sites, len(sites))
        number = self.rng.integers(1, most, size=people, endpoint=True) if sites else np.zeros(people, dtype=np.intp)
        rank = self.rng.random((people, len(sites))).argsort(axis=1).argsort(axis=1)
        return {site: rank[:, at] < number for at, site in enumerate(sites)}

    def _asked(self, wave: int, nodes: tuple[Node, ...], persons: Ints, place: Ints) -> Truths:
        pairs = set(self.mapping.pairs(wave))
        asked = np.array([[(rater, target) in pairs for target in nodes] for rater in nodes])[place]
        serves_all = np.array([not node.site for node in nodes])[place]
        for column, target in enumerate(nodes):
            if target.site:
                asked[:, column] &= ~serves_all | self.sites[target.site][persons]
        return asked


def _threads(mapping: Mapping) -> dict[tuple[int, Node], int]:
    """Return a number for each group in each wave; a group that was only renamed keeps its number."""
    found: dict[tuple[int, Node], int] = {}
    for before, wave in zip((0, *mapping.wave_numbers), mapping.wave_numbers, strict=False):
        for node in mapping.nodes(wave):
            origin = mapping.origin(node, before, wave) if before else None
            known = found.get((before, origin)) if origin else None
            found[wave, node] = 1 + max(found.values(), default=-1) if known is None else known
    return found
