"""From what a simulated person thinks to the code that the person ticks."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from samspill.instrument.model import Instrument, Item, Option, Scale
from samspill.ratings.simulation_options import SimulationOptions

SKIPPED, DONT_KNOW = -1, -2
"""Stand for a cell without a code; instruments number their options from 0 or 1 on."""
LOWEST, WIDTH = 1.0, 4.0
"""The scale that options of a simulation are given in: 1 to 5."""
OWN_MEAN, OWN_SD = 3.5, 0.9
FEWER_CHOSEN = 0.2

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]


def ticked(thought: Floats, scale: Scale, options: SimulationOptions, rng: Generator) -> Codes:
    """Return the answer codes for thoughts on a scale from 1 to 5 (any shape).

    The best option is the one with the highest score. On a scale that rises or falls it lies at an end, and the thought is
    rounded to the nearest option, the ends taking all beyond (ceiling). On an ideal-point scale it lies inside: a miss becomes
    "too little", and now and then "too much", as far from the ideal as the thought is from 5.
    """
    shown = _shown(scale)
    codes = np.array([option.code for option in shown], dtype=np.int32)
    best = max(range(len(shown)), key=lambda at: (shown[at].score or 0.0, at))
    below, above = best, len(shown) - 1 - best
    miss = np.clip(1 - (thought - LOWEST) / WIDTH, 0.0, 1.0)
    upwards = rng.random(thought.shape) < (options.too_much if below else 1.0)
    position = np.where(upwards & (above > 0), best + np.rint(miss * above), best - np.rint(miss * below))
    return codes[position.astype(np.intp)]


def _shown(scale: Scale) -> list[Option]:
    """Return the options that are scored, in order; all of them where none is."""
    return [option for option in scale.options if option.score is not None] or list(scale.options)


def with_gaps(codes: Codes, options: SimulationOptions, rng: Generator) -> Codes:
    """Put skipped answers and "don't know" among codes."""
    chance = rng.random(codes.shape)
    gone = np.where(chance < options.skipped, SKIPPED, DONT_KNOW).astype(np.int32)
    return np.where(chance < options.skipped + options.dont_know, gone, codes)


def own_choices(
    item: Item, instrument: Instrument, people: int, options: SimulationOptions, rng: Generator
) -> list[str | None]:
    """Return answers to a question about the own situation, as they stand in a file.

    A scored scale is answered around the middle; else options are chosen with popularity drawn for this group and wave.
    """
    scale = instrument.scales[item.scale]
    if scale.scores and item.choose == 1:
        found = [str(code) for code in ticked(rng.normal(OWN_MEAN, OWN_SD, people), scale, options, rng)]
    else:
        popularity = rng.dirichlet(np.full(len(scale.options), 2.0))
        order = np.argsort(-(np.log(popularity) + rng.gumbel(size=(people, len(scale.options)))), axis=1)
        wanted = min(item.choose, len(scale.options))
        number = np.where(rng.random(people) < FEWER_CHOSEN, max(1, wanted - 1), wanted)
        codes = np.array([option.code for option in scale.options])
        found = [";".join(map(str, sorted(codes[row[:n]]))) for row, n in zip(order, number, strict=True)]
    skipped = rng.random(people) < options.skipped
    return [None if gone else text for text, gone in zip(found, skipped, strict=True)]
