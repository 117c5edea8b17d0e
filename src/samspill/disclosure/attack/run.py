"""All attacks on what a folder tells, and what came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import fmean

from samspill.disclosure.attack import rounds
from samspill.disclosure.attack.cells import Cell, cells_of
from samspill.disclosure.attack.known import Knowledge, Scale
from samspill.disclosure.attack.linear import Isolated, isolated, queries
from samspill.disclosure.attack.rounds import Guess, Rounds
from samspill.disclosure.attack.told import Place, Told
from samspill.disclosure.attack.totals import unexplained
from samspill.disclosure.attack.whole_numbers import MOST_KEPT, Left, left_open, of_portion

LEAST_FOR_OUTSIDER = 3
"""Answers that must stay possible for somebody who knows none (both, where there are two)."""
LEAST_FOR_INSIDER = 2
MOST_GAIN = 0.12
"""How much better a guess from two rounds may be than one from the person's own round."""
SURE = 0.95
"""From which chance on a guess counts as an answer found."""
Expected = tuple[Guess, Rounds, Cell]
"""What a second round tells on average, of which people, and a cell that is an example."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that should not be found. ``attack`` is the code of its text, ``data`` what the text needs."""

    attack: str
    place: Place
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all attacks found, and how close they came.

    Parameters
    ----------
    found : tuple of Found
    numbers : int
        Numbers that were read.
    fewest : Isolated or None
        The atom with the fewest people that a number, or a difference of numbers, speaks of.
    outsider, insider : (Left, Cell) or None
        The number of a cell that leaves the fewest answers to somebody who knows none, or the own.
    insiders : float
        How often two insiders who tell each other their answers are left with one possible answer of the others, mean of cells.
    newcomer : ((Guess, Rounds, Cell), Guess) or None
        The most that a second round helps, by the documented rules, over the sizes that cells of two rounds have: where answers
        are given as usual, and where all are given equally often.
    surest : (Guess, Cell) or None
        The surest guess that two rounds give.
    """

    found: tuple[Found, ...]
    numbers: int
    fewest: Isolated | None
    outsider: tuple[Left, Cell] | None
    insider: tuple[Left, Cell] | None
    insiders: float
    newcomer: tuple[Expected, Guess] | None
    surest: tuple[Guess, Cell] | None

    @property
    def recovered(self) -> bool:
        """Whether anything was found."""
        return bool(self.found)


def attack(told: Told, scale: Scale | None = None) -> Outcome:
    """Try everything on what files tell (TRUST: attacks 1 to 4).

    Parameters
    ----------
    told : Told
    scale : Scale, optional
        Answers that could be given; 1 to 5 where it is not known.
    """
    known = Knowledge(scale or Scale(), told.rules)
    cells = cells_of(told.numbers, known)
    atoms = isolated(queries(cells, told.numbers), told.rules.k)
    left = [(one, cell) for cell in cells if (one := _left(known, cell))]
    guesses, expected = list(_guesses(known, cells)), _expected(known, cells)
    found = [
        *(Found("attack.open_row", place, {}) for place in told.open_rows),
        *_of_atoms(atoms, told.rules.k),
        *_of_totals(told, known),
        *_of_left(left, known.scale),
        *_of_portions(told),
        *_of_rounds(expected, guesses),
    ]
    return Outcome(
        found=tuple(found),
        numbers=len(told.numbers),
        fewest=min((atom for atom in atoms if atom.people[0] >= told.rules.k), key=lambda atom: atom.people[0], default=None),
        outsider=min(left, key=lambda each: each[0].outsider, default=None),
        insider=min(left, key=lambda each: each[0].insider, default=None),
        insiders=fmean(each.insiders for each, _ in left) if left else 0.0,
        newcomer=expected,
        surest=max(guesses, key=lambda each: each[0].both, default=None),
    )


def _of(rater: str, target: str, measure: str, wave: int, **more: object) -> dict[str, object]:
    return {"rater": rater, "target": target, "measure": measure, "wave": wave, **more}


def _of_cell(cell: Cell, **more: object) -> dict[str, object]:
    wave, raters, target, measure = cell.key
    return _of("+".join(sorted(raters)), target, measure, wave, shown=cell.shown, **more)


def _of_atoms(atoms: list[Isolated], k: int) -> Iterator[Found]:
    """Yield atoms of fewer than k people that are shown, or that a difference of shown numbers speaks of."""
    for atom in atoms:
        least, most = atom.people
        wave, rater, target, measure = atom.atom
        told = _of(rater, target, measure, wave, people=most if most is not None else k - 1, k=k)
        if atom.derived and least < k:
            yield Found("attack.difference", atom.place, told)
        elif most is not None and most < k:
            yield Found("attack.few", atom.place, told)


def _of_totals(told: Told, known: Knowledge) -> Iterator[Found]:
    for number in unexplained(told.numbers, known):
        yield Found("attack.unexplained", number.place, _of(number.rater, number.target, number.measure, number.wave))


def _left(known: Knowledge, cell: Cell) -> Left | None:
    return left_open(known.scale, cell.low, cell.high, cell.people, known.rules.k, cell.sd)


def _of_left(left: list[tuple[Left, Cell]], scale: Scale) -> Iterator[Found]:
    for found, cell in left:
        if found.sets == 1:
            yield Found("attack.all_answers", cell.place, _of_cell(cell, people=found.people))
        elif found.outsider < min(LEAST_FOR_OUTSIDER, len(scale.answers)):
            yield Found("attack.outsider", cell.place, _of_cell(cell, people=found.people, n=found.outsider))
        elif found.insider < LEAST_FOR_INSIDER:
            yield Found("attack.insider", cell.place, _of_cell(cell, people=found.people))


def _of_portions(told: Told) -> Iterator[Found]:
    for portion in told.portions:
        left = of_portion(portion)
        if left and left.insider < LEAST_FOR_INSIDER:
            yield Found("attack.portion", portion.place, {"unit": portion.unit, "what": portion.what, "people": left.people})


def _pairs(cells: tuple[Cell, ...]) -> Iterator[tuple[Cell, Cell]]:
    """Yield every cell with the same one in the round after it, both ways round: (own round, other round)."""
    by_wave: dict[tuple[frozenset[str], str, str], dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        by_wave[cell.key[1:]][cell.key[0]] = cell
    for found in by_wave.values():
        waves = sorted(found)
        for earlier, later in pairwise(waves):
            yield found[later], found[earlier]
            yield found[earlier], found[later]


def _guesses(known: Knowledge, cells: tuple[Cell, ...]) -> Iterator[tuple[Guess, Cell]]:
    if not rounds.even(known.scale):
        return
    for own, other in _pairs(cells):
        tried = (_seen(game, (own.low, own.high), (other.low, other.high)) for game in _games(known, own.people, other.people))
        best = max((guess for guess in tried if guess), key=lambda guess: guess.both, default=None)
        if best:
            yield best, own


def _games(known: Knowledge, own: tuple[int, int | None], other: tuple[int, int | None]) -> Iterator[Rounds]:
    """Yield the rounds that may have been: the fewest people that both tell, and one more, since fewer tell more."""
    least, fewest_elsewhere = max(own[0], known.rules.k), max(other[0], known.rules.k)
    for people in (least, least + 1, fewest_elsewhere, fewest_elsewhere + 1):
        for replaced in (True, False):
            game = Rounds(known.scale, people, replaced=replaced)
            fits = all(low <= n and (high is None or n <= high) for n, (low, high) in ((people, own), (game.elsewhere, other)))
            if fits and game.elsewhere >= known.rules.k:
                yield game


@lru_cache(maxsize=MOST_KEPT)
def _seen(game: Rounds, own: tuple[float, float], other: tuple[float, float]) -> Guess | None:
    # The same two numbers stand in many places.
    return game.seen(own, other)


def _of_rounds(expected: tuple[Expected, Guess] | None, guesses: list[tuple[Guess, Cell]]) -> Iterator[Found]:
    """Yield that a second round helps, and the guesses that it makes sure.

    Where it helps little on average, a sure guess is what a few answers in many may come to, however numbers are rounded: on a
    yes/no question most colleagues may well have answered alike.
    """
    if not expected or expected[0][0].gain <= MOST_GAIN:
        return
    for sure, of_pair in guesses:
        if sure.both >= SURE:
            yield Found("attack.sure", of_pair.place, _of_cell(of_pair, chance=round(100 * sure.both)))
    guess, game, cell = expected[0]
    yield Found("attack.rounds_help", cell.place, _of_cell(cell, points=round(100 * guess.gain), people=game.people))


def _expected(known: Knowledge, cells: tuple[Cell, ...]) -> tuple[Expected, Guess] | None:
    """Return the most that a second round helps over all games that cells of two rounds may be.

    First where answers are given as usual, as whoever guesses must think; then where all are given equally often, which a
    second round helps most.
    """
    if not rounds.even(known.scale):
        return None
    games = {
        (game, _written(known, own, other)): own
        for own, other in _pairs(cells)
        for game in _games(known, own.people, other.people)
    }
    if not games:
        return None
    rules = {width: known.as_written(width) if width else known for _, width in games}
    usual = ((game.expected(rules[width]), game, own) for (game, width), own in games.items())
    alike = (game.equally_likely().expected(rules[width]) for game, width in games)
    return max(usual, key=lambda each: each[0].gain), max(alike, key=lambda guess: guess.gain)


def _written(known: Knowledge, own: Cell, other: Cell) -> float | None:
    """Return how finely two numbers are written, None where documented rules say how they are rounded."""
    return None if known.rules.on_ladder else min(own.written, other.written)
