"""A release as one row a tie, the measures beside each other: the shape that SPSS and network programmes want."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samspill.disclosure.release import Cell, TieFacts, WaveRelease
from samspill.render.data_tables import INDEX, facts_by_pair, measures
from samspill.reporting.document import Report
from samspill.reporting.narrate import reason_of

# SPSS takes names of 64 bytes; the longest prefix and a number that parts two like names need their share.
LONGEST_SUFFIX = 48


@dataclass(frozen=True, slots=True)
class WideTie:
    """Everything published of one pair in one wave. ``cells`` lacks the measures that the release has no cell for."""

    wave: int
    rater: str
    target: str
    facts: TieFacts | None
    cells: dict[str, Cell]

    @property
    def own(self) -> bool:
        """Tell whether the pair is a group and itself."""
        return self.facts.own if self.facts else self.rater == self.target

    @property
    def whole(self) -> Cell | None:
        """The cell of the index, whose state is that of the tie."""
        return self.cells.get(INDEX)


def told_apart(ties: Iterable[WideTie], key: str) -> bool:
    """Tell whether a measure is anywhere without a value for another reason than its tie, so that the reason is told of it."""
    pairs = [(tie.cells[key], tie.whole) for tie in ties if key in tie.cells]
    return any(reason_of(cell) != (reason_of(whole) if whole else None) for cell, whole in pairs)


def wide_ties(wave: WaveRelease) -> Iterator[WideTie]:
    """Yield each pair of a wave that has facts or cells, those with facts first, in the release's order."""
    facts = facts_by_pair(wave)
    cells: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in wave.cells:
        cells.setdefault((cell.rater, cell.target), {})[cell.dimension] = cell
    for pair in dict.fromkeys((*facts, *cells)):
        yield WideTie(wave.wave, *pair, facts.get(pair), cells.get(pair, {}))


def suffixes(report: Report) -> dict[str, str]:
    """Return for each measure the end of its columns' names: its key in characters that SPSS takes, no two alike.

    Examples
    --------
    >>> "/".join(suffix_of(key) for key in ("index", "LEAD01", "møte-tid"))
    'index/LEAD01/m_te_tid'
    """
    taken: dict[str, str] = {}
    for key in measures(report.release):
        plain = suffix_of(key)
        number = 1
        candidate = plain
        while candidate.lower() in {name.lower() for name in taken.values()}:
            number += 1
            candidate = f"{plain}_{number}"
        taken[key] = candidate
    return taken


def suffix_of(key: str) -> str:
    """Return a key in plain letters, digits and underscores, short enough for a prefix before it."""
    return re.sub(r"[^0-9A-Za-z_]", "_", key)[:LONGEST_SUFFIX]
