"""The profile of one group, dimension by dimension: what the others say of it, what it says of them, and of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from samspill.design.model import Mapping as Plan
from samspill.disclosure.release import Published, Unit
from samspill.instrument.model import Instrument, Scale
from samspill.language import say
from samspill.reporting.charts.drawing import chart_of, picture, shape, text
from samspill.reporting.charts.layout import WIDTH
from samspill.reporting.charts.lettering import width, wrap
from samspill.reporting.charts.palette import HAIR, HALF, INK, PAPER
from samspill.reporting.charts.profile import KEY_SIZE, LEFT, TOP, row_name
from samspill.reporting.document import Chart, Mark, Table, TableCell
from samspill.reporting.names import Names, capital
from samspill.reporting.narrate import class_word
from samspill.terms import Bound, Language, TieClass

ROW, APART = 42.0, 10.0
PAIR = 2
"""Sides that a row of that height has room for."""
KEY_ROW = 27.0
AXIS_SIZE = 16.5
ACROSS = 560.0
SIDES = ("received", "given", "own")
COLOURS = {"received": INK, "given": HALF, "own": INK}
Profiles = dict[str, Mapping[str, Published]]
"""What is published of a group, by side and dimension."""


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """The scale of the answers; ``shared`` where all questions have the same."""

    low: float
    high: float
    shared: Scale | None

    @classmethod
    def of(cls, instrument: Instrument) -> AnswerScale:
        """Return the scale of an instrument's index."""
        scales = {item.scale: instrument.scale_of(item.key) for item in instrument.index_items}
        ends = min(scale.lowest for scale in scales.values()), max(scale.highest for scale in scales.values())
        return cls(*ends, next(iter(scales.values())) if len(scales) == 1 else None)

    def at(self, value: float) -> float:
        """Return where a value stands in the picture."""
        return LEFT + 45 + ACROSS * (value - self.low) / (self.high - self.low)

    def words(self, language: Language) -> dict[float, str]:
        """Return the words of the shared scale by score, nothing where there is none."""
        options = self.shared.options if self.shared else ()
        return {option.score: option.label.get_in(language) for option in options if option.score is not None}


def group_profile(
    unit: Unit,
    mapping: Plan,
    instrument: Instrument,
    language: Language,
    names: dict[str, str],
    *,
    own: Mapping[str, Published] | None = None,
) -> Chart | None:
    """Draw what the others say of a group and what it says of them, on the scale of the answers.

    Parameters
    ----------
    unit : Unit
        ``received`` and ``given`` are means of published values; a coded extreme is drawn as a line to the end of the scale.
    mapping : Mapping
    instrument : Instrument
    language : Language
    names : mapping of dimension key to str
    own : mapping of dimension key to Published, optional
        What it says of its own collaboration, drawn beside the two and mixed into neither.

    Returns
    -------
    Chart or None
        None where nothing can be shown of the group.
    """
    told: Profiles = {"received": unit.received, "given": unit.given, "own": own or {}}
    keys = [key for key in instrument.dimensions if any(key in profile for profile in told.values())]
    if not keys:
        return None
    inside = Names(mapping, instrument, language).inside(unit.id)
    sides = {side: say(f"charts.{side}", language, group=inside) for side in SIDES if any(key in told[side] for key in keys)}
    svg = _dots(told, keys, sides, names, AnswerScale.of(instrument), language)
    table = _table(told, keys, sides, names, language)
    words = " ".join(_row_words(row, table.header, language) for row in table.rows)
    caption = say("charts.group_caption", language, group=inside)
    return chart_of(svg, f"{caption}. {words}", caption, table)


def _dots(
    told: Profiles, keys: list[str], sides: dict[str, str], names: dict[str, str], scale: AnswerScale, language: Language
) -> Element:
    key_lines = _key(sides)
    high = ROW + (len(sides) > PAIR) * 2 * APART
    top = TOP + KEY_ROW * (max(line for _, line, *_ in key_lines))
    bottom = top + high * len(keys)
    svg = picture(WIDTH, bottom + 56)
    for side, line, x, words in key_lines:
        _sign(svg, side, x + 10, 24 + KEY_ROW * line)
        text(svg, words, x + 27, 30 + KEY_ROW * line, KEY_SIZE)
    _grid(svg, scale, (top, bottom), language)
    for row, key in enumerate(keys):
        middle = top + high * (row + 0.5)
        row_name(svg, names[key], middle)
        for place, side in enumerate(sides):
            published = told[side].get(key)
            if published is not None:
                _dot(svg, side, published, scale, middle + APART * (2 * place - len(sides) + 1))
    return svg


def _dot(svg: Element, side: str, published: Published, scale: AnswerScale, y: float) -> None:
    """Draw a value; a coded extreme as a line to the end of the scale, since it lies somewhere there."""
    x = scale.at(published.value)
    end = {Bound.AT_LEAST: scale.high, Bound.AT_MOST: scale.low, None: published.value}[published.bound]
    shape(svg, "line", x1=x, y1=y, x2=scale.at(end), y2=y, stroke=COLOURS[side], stroke_width=4)
    _sign(svg, side, x, y)


def _sign(svg: Element, side: str, x: float, y: float) -> None:
    if side == "received":
        shape(svg, "circle", cx=x, cy=y, r=8.5, fill=COLOURS[side])
    elif side == "own":
        shape(svg, "rect", x=x - 7, y=y - 7, width=14, height=14, fill=PAPER, stroke=COLOURS[side], stroke_width=2.5)
    else:
        shape(
            svg,
            "path",
            d=f"M{x - 10:.1f},{y:.1f}L{x:.1f},{y - 10:.1f}L{x + 10:.1f},{y:.1f}L{x:.1f},{y + 10:.1f}Z",
            fill=COLOURS[side],
        )


def _key(sides: dict[str, str]) -> list[tuple[str, int, float, str]]:
    """Return side, line, place and words of each entry of the key; long ones stand below each other."""
    words = {side: wrap(text, KEY_SIZE, WIDTH - 60, 1)[0] for side, text in sides.items()}
    room = {side: 27 + width(line, KEY_SIZE) + 28 for side, line in words.items()}
    if sum(room.values()) > WIDTH:
        left = min(LEFT, WIDTH - max(room.values()))
        return [(side, line, left, words[side]) for line, side in enumerate(words)]
    entries: list[tuple[str, int, float, str]] = []
    x = min(LEFT, WIDTH - sum(room.values()))
    for side, line in words.items():
        entries.append((side, 0, x, line))
        x += room[side]
    return entries


def _grid(svg: Element, scale: AnswerScale, ends: tuple[float, float], language: Language) -> None:
    """Draw a line for each answer, in the words of the answers; of the ends alone where questions have several scales."""
    top, bottom = ends
    extremes = {scale.low: capital(say("charts.low", language)), scale.high: capital(say("charts.high", language))}
    for value, words in (scale.words(language) or extremes).items():
        x = scale.at(value)
        shape(svg, "line", x1=x, y1=top, x2=x, y2=bottom, stroke=HAIR, stroke_width=1, stroke_dasharray="2 4")
        for number, line in enumerate(wrap(words, AXIS_SIZE, ACROSS / 4 - 8, 2)):
            text(svg, line, x, bottom + 20 + 18 * number, AXIS_SIZE, text_anchor="middle")


def _table(told: Profiles, keys: list[str], sides: dict[str, str], names: dict[str, str], language: Language) -> Table:
    header = (say("charts.column_dimension", language), *(capital(words) for words in sides.values()))
    rows = tuple((TableCell(names[key]), *(_cell(told[side].get(key), language) for side in sides)) for key in keys)
    return Table(say("charts.group_table", language), header, rows)


def _cell(published: Published | None, language: Language) -> TableCell:
    if published is None:
        # A mean over several ties, which may be without a value for several reasons.
        return TableCell(class_word(TieClass.UNKNOWN, language), Mark.UNKNOWN)
    return TableCell(class_word(published.tie_class, language), Mark.of(published.tie_class), number=published.value)


def _row_words(row: tuple[TableCell, ...], header: tuple[str, ...], language: Language) -> str:
    shares = [f"{head}: {cell.text}" for head, cell in zip(header[1:], row[1:], strict=True)]
    return say("charts.profile_row", language, dimension=row[0].text, shares="; ".join(shares))
