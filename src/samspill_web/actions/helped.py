"""Did it help? What the rounds since have published of the tie that an action is about, in words.

Everything is read from what a release tells the reader, change with it: under 25 people it is higher, lower or no clear change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samspill.design.model import Mapping, Node
from samspill.disclosure.release import Cell, Change, Release, WaveRelease
from samspill.reporting.names import INDEX, POOL, Names
from samspill.reporting.narrate import difference_figure, direction_word, people_of, reason_words, state_word, value_words
from samspill_web.actions.about import Subject
from samspill_web.actions.models import Action
from samspill_web.kernel.speech import told


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of a tie: "Lærere om PPT", and a line for each round."""

    heading: str
    lines: tuple[str, ...]


def helped(subject: Subject, action: Action, parts: tuple[Release, ...]) -> tuple[Way, ...]:
    """Return what was published of an action's tie, from the round that it comes from on.

    ``parts`` is what a release tells somebody (``analysis.told.told_to``): what is in none of them is not told.
    """
    if not action.target or not parts:
        return ()
    dimension = action.dimension or INDEX
    ends = [
        *((action.rater, target) for target in action.target.split(POOL)),
        *((action.target, rater) for rater in action.rater.split(POOL)),
    ]
    ways = (Way(_heading(subject, *pair), tuple(_lines(subject, action.wave, pair, dimension, parts))) for pair in ends)
    return tuple(way for way in ways if way.lines)


def _heading(subject: Subject, rater: str, target: str) -> str:
    return told("actions.helped.way", rater=subject.unit(rater), target=subject.unit(target))


def _lines(subject: Subject, since: int, pair: tuple[str, str], dimension: str, parts: tuple[Release, ...]) -> Iterator[str]:
    mapping = subject.plan.mapping
    names = Names(mapping, subject.plan.instrument, subject.language)
    for number in (number for number in subject.waves if number >= since):
        rater, target = (in_wave(mapping, unit, since, number) for unit in pair)
        found = _cell(parts, number, rater, target, dimension) if rater and target else None
        if found is None:
            if number == since:
                # What is not told of the round that it comes from is not told of later ones either.
                return
            yield told("actions.helped.gone", wave=number)
            continue
        wave, cell = found
        policy = parts[0].policy
        value = (
            f"{value_words(cell.published, subject.language)} ({people_of(cell.published, policy, subject.language)})"
            if (cell.published)
            else state_word(cell.state, subject.language)
        )
        line = told("actions.helped.line", wave=number, value=value)
        together = cell.rater != rater and POOL in cell.rater
        more = [told("actions.helped.together", groups=names.unit(cell.rater))] if together else []
        more += [reason_words(cell, subject.language)] if not cell.published else []
        more += [_change(wave, cell, subject)] if number > since else []
        yield " ".join(part for part in (line, *more) if part)


def in_wave(mapping: Mapping, unit: str, since: int, wave: int) -> str | None:
    """Return what a unit of a round is called in a later one; None where it is merged, split or gone."""
    found = [_later(mapping, Node.parse(member), since, wave) for member in unit.split(POOL)]
    return None if None in found else POOL.join(str(node) for node in found)


def _later(mapping: Mapping, node: Node, since: int, wave: int) -> Node | None:
    if since == wave:
        return node
    known = dict.fromkeys((*mapping.nodes(wave), *(Node(group.key) for group in mapping.groups_in(wave))))
    found = [each for each in known if each.site == node.site and mapping.origin(each, since, wave) == node]
    return found[0] if len(found) == 1 else None


def _cell(parts: tuple[Release, ...], number: int, rater: str, target: str, dimension: str) -> tuple[WaveRelease, Cell] | None:
    """Return the cell that a round has of a tie, as far as it is told; also where others answer with the rater."""
    waves = [wave for part in parts for wave in part.waves if wave.wave == number]
    members = set(rater.split(POOL))
    found = [
        (wave, cell)
        for wave in waves
        for cell in (*wave.cells, *wave.kinds)
        if cell.target == target and cell.dimension == dimension and members <= set(cell.rater.split(POOL))
    ]
    return min(found, key=lambda each: (each[1].published is None, each[1].rater != rater), default=None)


def _change(wave: WaveRelease, cell: Cell, subject: Subject) -> str:
    """Return the change since the round before, as the release has it: in figures only where it gives them."""
    about = cell.rater, cell.target, cell.dimension
    change = next((each for each in wave.changes if (each.rater, each.target, each.dimension) == about), None)
    return _change_words(change, subject) if change else ""


def _change_words(change: Change, subject: Subject) -> str:
    figure = difference_figure(change, subject.language)
    word = direction_word(change, subject.language)
    return told("actions.helped.change", since=change.since, direction=f"{word} ({figure})" if figure else word)
