"""Made-up ratings that look like real ones: perceiver, target and relationship effects, leniency, ceiling, non-response."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from samspill.design.model import Mapping, Node
from samspill.instrument.model import Instrument, Item
from samspill.ratings.simulation_answers import DONT_KNOW, SKIPPED, own_choices, ticked, with_gaps
from samspill.ratings.simulation_effects import TieEffects, draw_effects
from samspill.ratings.simulation_options import Shift, SimulationOptions, options_from
from samspill.ratings.simulation_people import Staff, asked, drawn_by_lot, new_ids, staff
from samspill.ratings.table import ASKED
from samspill.terms import Contact, Level, Need

CONTACTS = np.array([str(contact) for contact in (Contact.YES, Contact.NO, Contact.WANTED)])
PERSON = "respondent"
NODE, ID = "number of the node", "new id"
PLACE = "place among a person's rows"

Codes = NDArray[np.int32]
Truths = NDArray[np.bool_]


def simulate(mapping: Mapping, instrument: Instrument, rng: Generator, **options: object) -> pl.DataFrame:
    """Draw the ratings of a mapping's waves (model: docs/methods/simulation.md).

    Parameters
    ----------
    mapping : Mapping
    instrument : Instrument
    rng : numpy.random.Generator
        The only source of chance: the same state gives the same ratings.
    **options
        Fields of ``SimulationOptions``.

    Returns
    -------
    polars.DataFrame
        In the form of ratings.csv: a row per respondent × target group, then one about the own situation where the instrument
        asks; answer codes as text, null = skipped, ``?`` = don't know. Ids are drawn anew in every wave, so that nobody can be
        followed, and rows are sorted by them.

    Raises
    ------
    UsageError
        ``ratings.simulate_…`` for options that cannot be carried out.
    """
    chosen = options_from(options)
    chosen.check(mapping, instrument)
    ties, people, waves = draw_effects(mapping, chosen, rng), dict[Node, Staff](), list[pl.DataFrame]()
    item_shifts = _item_shifts(instrument, chosen, rng)
    for wave in mapping.wave_numbers[: chosen.waves]:
        if waves:
            ties = ties.drifted(mapping, chosen, rng)
        people = staff(mapping, wave, people, chosen, rng)
        world = _Wave(mapping, instrument, chosen, rng, wave, ties, item_shifts)
        waves.append(world.with_ids([world.answers(node, found) for node, found in people.items()]))
    return pl.concat(waves)


def _item_shifts(instrument: Instrument, options: SimulationOptions, rng: Generator) -> NDArray[np.float64]:
    """Return how much higher or lower each tie item is answered, (items,)."""
    planned = [_shift_of(options.dimension_shifts, item) for item in instrument.tie_items]
    shifts: NDArray[np.float64] = options.item_sd * rng.standard_normal(len(planned)) + np.array(planned)
    return shifts


def _shift_of(shift: Shift, item: Item) -> float:
    if isinstance(shift, Table):
        return shift.get(item.key, 0.0) + shift.get(item.dimension or "", 0.0)
    return float(shift)


@dataclass(frozen=True, slots=True)
class _Wave:
    """Everything that the answers of one wave depend on."""

    mapping: Mapping
    instrument: Instrument
    options: SimulationOptions
    rng: Generator
    number: int
    ties: TieEffects
    item_shifts: NDArray[np.float64]

    def answers(self, rater: Node, people: Staff) -> pl.DataFrame:
        """Return the rows of one node's people, numbered from 0 in the column ``respondent``."""
        targets = [target for one, target in self.mapping.pairs(self.number) if one == rater]
        who = people.answering(self.rng.uniform(*self.options.response_range()), self.rng)
        about = asked(rater, targets, len(who), self.options, self.rng)
        contact = self._contact(rater, targets, len(who))
        codes = self._codes(rater, targets, people, who)
        drawn = drawn_by_lot(self.mapping, rater, targets, about & (contact == 0), self.rng)
        codes = np.where((drawn & (contact == 0))[:, :, np.newaxis], codes, SKIPPED)
        others = self._about_others(targets, about, contact, drawn, codes)
        rows = pl.concat([others, self._about_self(len(who))], how="diagonal")
        level = pl.Series(np.where(who < people.leaders, str(Level.LEADER), str(Level.STAFF)), dtype=pl.String)
        return rows.with_columns(
            pl.lit(self.number, pl.Int32).alias("wave"),
            pl.lit(rater.group).alias("rater_group"),
            pl.lit(rater.site or None, pl.String).alias("rater_site"),
            level.gather(rows[PERSON]).alias("level"),
        )

    def _about_others(
        self, targets: Sequence[Node], about: Truths, contact: NDArray[np.intp], drawn: Truths, codes: Codes
    ) -> pl.DataFrame:
        person, at = np.nonzero(about)
        groups = pl.Series([target.group for target in targets], dtype=pl.String)
        sites = pl.Series([target.site or None for target in targets], dtype=pl.String)
        items = self.instrument.tie_items
        frame = pl.DataFrame(
            {PERSON: person, PLACE: at, **{item.key: codes[person, at, number] for number, item in enumerate(items)}},
            schema_overrides={PERSON: pl.UInt32, PLACE: pl.UInt32},
        )
        return frame.with_columns(
            groups.gather(at).alias("target_group"),
            sites.gather(at).alias("target_site"),
            pl.Series("contact", CONTACTS[contact[person, at]], dtype=pl.String),
            pl.when(pl.lit(pl.Series(((contact == 0) & ~drawn)[person, at]))).then(pl.lit("no")).alias(ASKED),
            *(_as_text(item.key) for item in items),
        )

    def _about_self(self, people: int) -> pl.DataFrame:
        """Return a row per person with the questions about the own situation, none where the instrument has none."""
        items = self.instrument.self_items
        answers = {item.key: own_choices(item, self.instrument, people, self.options, self.rng) for item in items}
        persons = np.arange(people if items else 0)
        frame = pl.DataFrame({PERSON: persons, PLACE: persons}, schema={PERSON: pl.UInt32, PLACE: pl.UInt32})
        last = pl.lit(np.iinfo(np.uint32).max, pl.UInt32).alias(PLACE)
        return frame.with_columns(last, *(pl.Series(key, found, pl.String) for key, found in answers.items()))

    def _contact(self, rater: Node, targets: Sequence[Node], people: int) -> NDArray[np.intp]:
        """Return contact (0 yes, 1 no, 2 wanted), (people, targets); yes everywhere where the instrument does not ask."""
        if self.instrument.contact_question is None:
            return np.zeros((people, len(targets)), dtype=np.intp)
        needs = [self.mapping.need(rater.group, target.group) for target in targets]
        shares = [
            (0.0, 0.0) if rater == target else self.options.contact[need] for target, need in zip(targets, needs, strict=True)
        ]
        no, wanted = np.array(shares).reshape(len(targets), 2).T
        chance = self.rng.random((people, len(targets)))
        return np.where(chance < no, 1, np.where(chance < no + wanted, 2, 0))

    def _codes(self, rater: Node, targets: Sequence[Node], people: Staff, who: NDArray[np.intp]) -> Codes:
        """Return answer codes, (people, targets, items), skipped and "don't know" among them."""
        options, items = self.options, self.instrument.tie_items
        person = people.leniency[who] + options.leader_shift * (who < people.leaders)
        view = options.respondent_target_sd * self.rng.standard_normal((len(who), len(targets)))
        single = options.residual_sd * self.rng.standard_normal((len(who), len(targets), len(items)))
        thought = self._tie_means(rater, targets) + (person[:, np.newaxis] + view)[:, :, np.newaxis] + single
        codes = [
            ticked(thought[:, :, at], self.instrument.scale_of(item.key), options, self.rng) for at, item in enumerate(items)
        ]
        return with_gaps(np.stack(codes, axis=2), options, self.rng) if codes else np.zeros((*view.shape, 0), dtype=np.int32)

    def _tie_means(self, rater: Node, targets: Sequence[Node]) -> NDArray[np.float64]:
        """Return what a neutral person of the rater thinks of each target, (targets, items), scale 1 to 5."""
        options = self.options
        high = np.array([self.mapping.need(rater.group, target.group) is Need.HIGH for target in targets], dtype=float)
        own = np.array([target == rater for target in targets], dtype=float)
        progress = options.progress * self.mapping.wave_numbers.index(self.number)
        ties = self.ties.of(rater, targets) + options.high_need_shift * high + options.own_group_shift * own
        means = options.mean + progress + ties[:, np.newaxis] + self.item_shifts
        for (one, other), shift in options.planted(self.number):
            if one in (str(rater), rater.group):
                planted = np.array([_shift_of(shift, item) for item in self.instrument.tie_items])
                means += np.outer([other in (str(target), target.group) for target in targets], planted)
        return means

    def with_ids(self, nodes: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """Put the rows of all nodes together under ids that say nothing."""
        rows = pl.concat([frame.with_columns(pl.lit(at).alias(NODE)) for at, frame in enumerate(nodes)], how="diagonal")
        people = rows.select(NODE, PERSON).unique(maintain_order=True)
        ids = pl.Series(ID, self.rng.permutation(new_ids(people.height, self.rng)), dtype=pl.String)
        found = rows.join(people.with_columns(ids), on=[NODE, PERSON], how="left")
        named = found.with_columns(pl.col(ID).alias(PERSON)).sort(PERSON, PLACE)
        return named.select(self._columns())

    def _columns(self) -> list[str]:
        sites = any(site for group in self.mapping.groups.values() for site in group.sizes)
        return [
            "wave",
            PERSON,
            *(["rater_group", "rater_site", "target_group", "target_site"] if sites else ["rater_group", "target_group"]),
            *(["contact"] if self.instrument.contact_question else []),
            *([ASKED] if self.mapping.ask_at_most is not None else []),
            *(["level"] if self.options.levels else []),
            *(item.key for item in (*self.instrument.tie_items, *self.instrument.self_items)),
        ]


def _as_text(item: str) -> pl.Expr:
    """Return codes as a file has them."""
    code = pl.col(item)
    return pl.when(code == DONT_KNOW).then(pl.lit("?")).when(code != SKIPPED).then(code.cast(pl.String)).alias(item)
