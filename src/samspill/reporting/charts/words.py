"""What a picture says, for people who cannot see it: a text and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from samspill.language import say
from samspill.reporting.charts.ties import OUTSIDE, DrawnTie, Look
from samspill.reporting.document import Mark, Table, TableCell
from samspill.reporting.names import POOL
from samspill.reporting.narrate import class_word, state_word
from samspill.terms import CellState, Language, TieClass

MOST_NAMED = 6
MARKS = {
    Look.HOLDS: Mark.HOLDS,
    Look.ON_THE_WAY: Mark.ON_THE_WAY,
    Look.NEEDS_TALK: Mark.NEEDS_TALK,
    Look.HIDDEN: Mark.UNKNOWN,
    Look.NO_DATA: Mark.NO_DATA,
    Look.NO_CONTACT: Mark.NO_CONTACT,
}
"""Marks of the lines that are drawn out, in the order in which they are read everywhere."""
Links = Mapping[tuple[str, str], str]
"""Where a tie leads to, by what answers and what is answered about."""
STATES = {look: CellState(look.value) for look in (Look.HIDDEN, Look.NO_DATA, Look.NO_CONTACT)}


def look_word(look: Look, language: Language) -> str:
    """Return the word of a line, the same as on every page."""
    if look in STATES:
        return state_word(STATES[look], language)
    return say("charts.less_needed", language) if look is Look.LESS_NEEDED else class_word(TieClass(look.value), language)


def map_alt(ties: Sequence[DrawnTie], names: dict[str, str], circles: str, language: Language) -> str:
    """Say what is seen on a map: how many circles (groups, organisations or near one), ties by class, which need a talk."""
    counts = Counter(tie.look for tie in ties if tie.look in MARKS)
    drawn = sum(POOL not in key and not key.startswith(OUTSIDE) for key in names)
    shares = [say(f"charts.count_{look.value}", language, n=counts[look]) for look in MARKS if counts[look]]
    sentences = [say(f"charts.map_{circles}", language, n=drawn)]
    if shares:
        sentences.append(say("charts.map_counts", language, n=counts.total(), shares=shares))
    talks = [_sentence(tie, names, language) for tie in ties if tie.look is Look.NEEDS_TALK]
    if talks:
        named = "; ".join(talks[:MOST_NAMED])
        sentences.append(say("charts.map_talks", language, ties=named))
    if len(talks) > MOST_NAMED:
        sentences.append(say("charts.map_more", language, n=len(talks) - MOST_NAMED))
    return " ".join(sentences)


def _sentence(tie: DrawnTie, names: dict[str, str], language: Language) -> str:
    return say("charts.tie", language, rater=names[tie.rater], target=names[tie.target])


def map_table(ties: Sequence[DrawnTie], names: dict[str, str], language: Language, links: Links) -> Table | None:
    """Return the ties that have a class as a table, in the order of the groups; None where there is none."""
    place = {key: number for number, key in enumerate(names)}
    shown = sorted((tie for tie in ties if tie.look in MARKS), key=lambda tie: (place[tie.rater], place[tie.target]))
    rows = tuple(
        (
            TableCell(names[tie.rater]),
            TableCell(names[tie.target]),
            TableCell(
                look_word(tie.look, language),
                MARKS[tie.look],
                label=_label(tie, names, language),
                link=links.get((tie.rater, tie.target)),
            ),
        )
        for tie in shown
    )
    header = tuple(say(f"charts.{key}", language) for key in ("column_rater", "column_target", "column_class"))
    return Table(say("charts.map_table", language), header, rows) if rows else None


def _label(tie: DrawnTie, names: dict[str, str], language: Language) -> str:
    return f"{_sentence(tie, names, language)}: {look_word(tie.look, language)}"
