"""The profile of a wave: how many ties hold on each dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from samspill.design.model import Mapping
from samspill.disclosure.release import WaveRelease
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.charts.drawing import chart_of, picture, shape, text
from samspill.reporting.charts.layout import WIDTH
from samspill.reporting.charts.lettering import width, wrap
from samspill.reporting.charts.palette import FILL, INK, TEXT_ON
from samspill.reporting.charts.ties import asked_about, counts_as_needed
from samspill.reporting.document import Chart, Mark, Table, TableCell
from samspill.reporting.narrate import STATE_MARKS, cell_mark, class_word, state_word
from samspill.terms import CellState, Language, Need, TieClass

LEFT, BARS = 250.0, 650.0
"""Room for the names of the dimensions, and for the bars, in picture units."""
TOP, ROW, BAR = 48.0, 52.0, 38.0
SIZE, KEY_SIZE, LINE = 18.0, 16.5, 21.0
PARTS = (Mark.HOLDS, Mark.ON_THE_WAY, Mark.NEEDS_TALK, Mark.UNKNOWN, Mark.NO_DATA)
"""Parts of a bar, from its beginning."""
STATES = {mark: state for state, mark in STATE_MARKS.items()}
DASHES = {Mark.UNKNOWN: "9 4", Mark.NO_DATA: "2 3"}
"""Outlines that are broken, so that what has no value stands apart in grey print too, hidden from unanswered as well."""


def profile(
    wave: WaveRelease,
    mapping: Mapping,
    instrument: Instrument,
    language: Language,
    names: dict[str, str],
    *,
    keys: Sequence[str] = (),
) -> Chart:
    """Draw how many ties hold on each dimension: the distribution, never a mean.

    Parameters
    ----------
    wave : WaveRelease
    mapping : Mapping
    instrument : Instrument
        Gives the dimensions in their order.
    language : Language
    names : mapping of dimension key to str
    keys : sequence of str
        Draw these alone, a dimension and its items; without them all dimensions.

    Returns
    -------
    Chart
        Counts ties of high need (all ties where the mapping names none), by the class of their *published* value, or whether
        they are hidden or nobody answered. Ties without contact are not counted.
    """
    counts = _counts(wave, counts_as_needed(mapping), keys or tuple(instrument.dimensions))
    svg = _bars(counts, names, language)
    total = max((sum(count.values()) for count in counts.values()), default=0)
    rows = " ".join(_row_words(names[key], count, language) for key, count in counts.items())
    basis = "needed" if counts_as_needed(mapping) is Need.HIGH else "all"
    words = say(f"charts.profile_basis_{basis}", language, n=total)
    table = _counts_table(counts, names, words, language)
    return chart_of(svg, f"{words} {rows}", say("charts.profile_caption", language), table)


def _counts(wave: WaveRelease, need: Need, dimensions: Sequence[str]) -> dict[str, Counter[Mark]]:
    facts = (tie for tie in asked_about(wave) if tie.need is need and tie.state is not CellState.NO_CONTACT)
    cells = {(cell.rater, cell.target, cell.dimension): cell_mark(cell) for cell in wave.cells}
    # A tie without a cell of its own is as it is as a whole; a kind of group is told on all sides only where enough places are.
    pairs = {(tie.rater, tie.target): STATE_MARKS.get(tie.state, Mark.UNKNOWN) for tie in facts}
    return {key: Counter(cells.get((*pair, key), mark) for pair, mark in pairs.items()) for key in dimensions}


def _word(part: Mark, language: Language) -> str:
    return state_word(STATES[part], language) if part in STATES else class_word(TieClass[part.name], language)


def _parts(counts: dict[str, Counter[Mark]]) -> list[Mark]:
    """Return the parts that bars have, the classes always."""
    return [part for part in PARTS if not part.silent or any(count[part] for count in counts.values())]


def _row_words(name: str, count: Counter[Mark], language: Language) -> str:
    names = {part: STATES[part].value if part in STATES else part.name.lower() for part in PARTS}
    shares = [say(f"charts.count_{names[part]}", language, n=count[part]) for part in PARTS if count[part]]
    return say("charts.profile_row", language, dimension=name, shares=shares)


def _counts_table(counts: dict[str, Counter[Mark]], names: dict[str, str], words: str, language: Language) -> Table:
    told = _parts(counts)
    parts = [f"{part} {_word(part, language)}" for part in told]
    rows = tuple(
        (TableCell(names[key]), *(TableCell(str(count[part]), number=float(count[part])) for part in told))
        for key, count in counts.items()
    )
    return Table(words, (say("charts.column_dimension", language), *parts), rows)


def _bars(counts: dict[str, Counter[Mark]], names: dict[str, str], language: Language) -> Element:
    svg = picture(WIDTH, TOP + ROW * len(counts) + 12)
    _legend(svg, [part for part in PARTS if any(count[part] for count in counts.values())], language)
    unit = BARS / max(1, *(sum(count.values()) for count in counts.values()))
    for row, (key, count) in enumerate(counts.items()):
        y = TOP + ROW * row + (ROW - BAR) / 2
        row_name(svg, names[key], y + BAR / 2)
        x = LEFT
        for part in (part for part in PARTS if count[part]):
            wide = unit * count[part]
            _box(svg, part, x, y, wide, BAR)
            middle = y + BAR / 2 + SIZE * 0.36
            text(svg, str(count[part]), x + wide / 2, middle, SIZE, text_anchor="middle", fill=TEXT_ON[part])
            x += wide
    return svg


def _box(svg: Element, part: Mark, x: float, y: float, wide: float, high: float) -> None:
    dashes = DASHES.get(part)
    shape(
        svg, "rect", x=x, y=y, width=wide, height=high, fill=FILL[part], stroke=INK, stroke_width=1.2, stroke_dasharray=dashes
    )


def _legend(svg: Element, parts: Sequence[Mark], language: Language) -> None:
    words = {part: f"{part} {_word(part, language)}" for part in parts}
    room = {part: 25 + width(line, KEY_SIZE) + 26 for part, line in words.items()}
    x = min(LEFT, WIDTH - sum(room.values()))
    for part, line in words.items():
        _box(svg, part, x, 16, 17, 17)
        text(svg, line, x + 25, 30, KEY_SIZE)
        x += room[part]


def row_name(svg: Element, name: str, y: float) -> None:
    """Write the name of a dimension to the left of its row, around the height ``y``."""
    lines = wrap(name, SIZE, LEFT - 30, 2)
    for number, line in enumerate(lines):
        base = y + SIZE * 0.36 + (number - (len(lines) - 1) / 2) * LINE
        text(svg, line, LEFT - 14, base, SIZE, text_anchor="end")
