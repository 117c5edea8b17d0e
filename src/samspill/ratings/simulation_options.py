"""What a simulation assumes. Every default says where it comes from; most are assumptions of ours, chosen to look real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from samspill.design.model import Mapping as Design
from samspill.errors import Problem, UsageError
from samspill.instrument.hint import hint
from samspill.instrument.model import Instrument
from samspill.terms import Need

Shift = float | Mapping[str, float]
"""For all items of a tie, or by dimension or item key."""
Effects = Mapping[tuple[str, str], Shift]
"""By (rater, target), each a group key or a node id ``group@site``; in units of a scale from 1 to 5."""

# Services know some groups and not others: contact is asked for a reason (DOMAIN: partners change from case to case).
CONTACT: Mapping[Need, tuple[float, float]] = {Need.HIGH: (0.03, 0.05), Need.SOME: (0.15, 0.09), Need.NONE: (0.0, 0.0)}
# The typical problem of practice is not knowing each other's tasks and competence (iml.no); the size is our assumption.
UNFAMILIAR: Mapping[str, float] = {"familiarity": -0.35, "shared_knowledge": -0.35}


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """What is drawn, and how widely. Standard deviations and shifts are in units of a scale from 1 to 5.

    Parameters
    ----------
    waves : int or None
        How many of the mapping's waves; None makes all of them.
    response : float or (float, float)
        Share of a group that answers: the same for all, or drawn for each group between two shares. Default 60–90 %, within the
        40–100 % by team that practice reports.
    effects, wave_effects : mapping
        Planted shifts of ties, in all waves or from a wave on.
    mean : float
        Of a needed-somewhat tie; our assumption, as are the spreads below unless named otherwise.
    perceiver_sd, target_sd, relationship_sd : float
        Leniency of a group, how a group is seen by all, and what is particular to a tie.
    generalized_reciprocity, dyadic_reciprocity : float
        Correlations of perceiver with target effects, and of the two directions of a tie.
    respondent_sd, respondent_target_sd, residual_sd, item_sd : float
        A person's leniency, the person's view of one group, the single answer, and how hard an item is.
    site_share : float
        Share of the groups' and ties' variance that differs between sites of the same group.
    own_group_shift, high_need_shift, leader_shift : float
        The own group is rated higher in published data (nurses on nurses 4.36, on others 2.7–3.8: BMC Medical Education 2006,
        6:23); leaders often rate higher (Hornstrup).
    dimension_shifts : mapping of str to float
        By dimension or item key; familiarity is lower.
    dont_know, skipped : float
        Shares of single answers.
    contact : mapping of Need to (no, wanted)
        Shares of people who say that they do not work with a group, and that they ought to.
    most_sites : int
        Sites that a person of a group without site chooses at most.
    persistence, progress, turnover : float
        Correlation of tie effects from wave to wave, mean change (very small in Edwards & Lundstrøm 2014), share of people
        replaced where the mapping does not say.
    too_much : float
        Share of misses of an ideal-point scale that lie above the ideal; "too often" is rare in published data (0.4 %).
    levels : bool
        Whether to write the column ``level``; ``leader_share`` of a group leads it.
    """

    waves: int | None = None
    response: float | tuple[float, float] = (0.6, 0.9)
    effects: Effects = field(default_factory=dict[tuple[str, str], Shift])
    wave_effects: Mapping[int, Effects] = field(default_factory=dict[int, Effects])
    mean: float = 3.45
    perceiver_sd: float = 0.25
    target_sd: float = 0.25
    relationship_sd: float = 0.35
    generalized_reciprocity: float = 0.2
    dyadic_reciprocity: float = 0.3
    respondent_sd: float = 0.35
    respondent_target_sd: float = 0.4
    residual_sd: float = 0.65
    item_sd: float = 0.12
    site_share: float = 0.3
    own_group_shift: float = 0.5
    high_need_shift: float = 0.15
    leader_shift: float = 0.2
    leader_share: float = 0.1
    dimension_shifts: Mapping[str, float] = field(default_factory=lambda: dict(UNFAMILIAR))
    dont_know: float = 0.04
    skipped: float = 0.02
    contact: Mapping[Need, tuple[float, float]] = field(default_factory=lambda: dict(CONTACT))
    most_sites: int = 3
    persistence: float = 0.9
    progress: float = 0.05
    turnover: float = 0.1
    too_much: float = 0.1
    levels: bool = False

    def check(self, mapping: Design, instrument: Instrument) -> None:
        """Refuse what cannot be simulated.

        Raises
        ------
        UsageError
            ``ratings.simulate_share``, ``ratings.simulate_waves``, ``ratings.simulate_unknown``.
        """
        known = tuple(str(wave) for wave in mapping.wave_numbers)
        problems = [
            Problem("ratings.simulate_share", data={"option": name, "value": value})
            for name, value in self._shares()
            if not 0 <= value <= 1
        ]
        if self.waves is not None and not 1 <= self.waves <= len(known):
            problems.append(Problem("ratings.simulate_waves", data={"value": self.waves, "known": known}))
        words = {*mapping.groups, *(str(node) for wave in mapping.wave_numbers for node in mapping.nodes(wave))}
        questions = {*instrument.dimensions, *instrument.items}
        problems += [
            Problem("ratings.simulate_unknown", data={"value": word, "hint": hint(word, known_words)})
            for word, known_words in self._planted(words, questions)
            if word not in known_words
        ]
        if problems:
            raise UsageError(problems)

    def response_range(self) -> tuple[float, float]:
        """Return the least and the greatest share that answers."""
        return self.response if isinstance(self.response, tuple) else (self.response, self.response)

    def planted(self, wave: int) -> Iterator[tuple[tuple[str, str], Shift]]:
        """Return the effects that hold in a wave."""
        yield from self.effects.items()
        for number, effects in self.wave_effects.items():
            if wave >= number:
                yield from effects.items()

    def _shares(self) -> Iterator[tuple[str, float]]:
        yield from (("response", share) for share in dict.fromkeys(self.response_range()))
        for name in ("leader_share", "dont_know", "skipped", "site_share", "persistence", "turnover", "too_much"):
            yield name, getattr(self, name)
        yield from (("contact", share) for pair in self.contact.values() for share in (*pair, sum(pair)))

    def _planted(self, words: set[str], questions: set[str]) -> Iterator[tuple[str, set[str]]]:
        for effects in (self.effects, *self.wave_effects.values()):
            for pair, shift in effects.items():
                yield from ((word, words) for word in pair)
                if isinstance(shift, Mapping):
                    yield from ((word, questions) for word in shift)


def options_from(fields: Mapping[str, Any]) -> SimulationOptions:
    """Return the options with some fields given, the others at their defaults."""
    return SimulationOptions(**fields)
