"""The profile of one group: what the others say of it, and what it says of the others, dimension by dimension."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

import altair as alt
import polars as pl

from samspill.design.model import Mapping
from samspill.disclosure.release import Published, Unit
from samspill.instrument.model import Instrument, Scale
from samspill.language import say
from samspill.reporting.charts.lettering import wrap
from samspill.reporting.charts.palette import HAIR, HALF, INK
from samspill.reporting.charts.profile import BARS, row_names
from samspill.reporting.charts.vega import chart_of
from samspill.reporting.document import Chart, Mark, Table, TableCell
from samspill.reporting.names import Names, capital
from samspill.reporting.narrate import class_word, state_word
from samspill.terms import Bound, CellState, Language

ROW = 44
AXIS_SIZE = 15
SIDES = ("received", "given")
SHAPES = ("circle", "diamond")
COLOURS = (INK, HALF)


def group_profile(
    unit: Unit, mapping: Mapping, instrument: Instrument, language: Language, names: dict[str, str]
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

    Returns
    -------
    Chart or None
        None where nothing can be shown of the group.
    """
    keys = [key for key in instrument.dimensions if key in unit.received or key in unit.given]
    if not keys:
        return None
    inside = Names(mapping, instrument, language).inside(unit.id)
    sides = {side: say(f"charts.{side}", language, group=inside) for side in SIDES if getattr(unit, side)}
    rows = [(key, side, getattr(unit, side).get(key)) for key in keys for side in sides]
    chart = _dots(rows, keys, sides, names, _scale(instrument), language)
    table = _table(unit, keys, sides, names, say("charts.group_caption", language, group=inside), language)
    words = " ".join(_row_words(row, table.header, language) for row in table.rows)
    return chart_of(chart, f"{table.caption}. {words}", table.caption, table)


def _scale(instrument: Instrument) -> tuple[float, float, Scale | None]:
    """Return the ends of the answers' scale, and the scale itself where all questions share one."""
    scales = {item.scale: instrument.scale_of(item.key) for item in instrument.index_items}
    low, high = min(scale.lowest for scale in scales.values()), max(scale.highest for scale in scales.values())
    return low, high, next(iter(scales.values())) if len(scales) == 1 else None


def _dots(
    rows: list[tuple[str, str, Published | None]],
    keys: list[str],
    sides: dict[str, str],
    names: dict[str, str],
    scale: tuple[float, float, Scale | None],
    language: Language,
) -> alt.LayerChart | alt.FacetChart:
    low, high, words = scale
    frame = pl.DataFrame(list(_points(rows, keys, sides, low, high)), schema=["row", "side", "value", "end"], orient="row")
    down = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.2))
    across = alt.X(
        "value:Q", scale=alt.Scale(domain=[low - 0.15, high + 0.15], nice=False), axis=_axis(low, high, words, language)
    )
    legend = alt.Legend(symbolStrokeWidth=0)
    domain = list(sides.values())
    here = [SIDES.index(side) for side in sides]
    colour = alt.Color("side:N", legend=legend, scale=alt.Scale(domain=domain, range=[COLOURS[place] for place in here]))
    shape = alt.Shape("side:N", legend=legend, scale=alt.Scale(domain=domain, range=[SHAPES[place] for place in here]))
    apart = alt.YOffset("side:N", scale=alt.Scale(domain=domain))
    lines = alt.Chart(frame).mark_rule(strokeWidth=3).encode(x=across, x2="end:Q", y=down, yOffset=apart, color=colour)
    dots = alt.Chart(frame).mark_point(filled=True, size=230, opacity=1)
    dots = dots.encode(x=across, y=down, yOffset=apart, color=colour, shape=shape)
    return alt.layer(lines, dots, row_names(keys, names, down)).properties(width=BARS, height=ROW * len(keys))


def _points(
    rows: list[tuple[str, str, Published | None]], keys: list[str], sides: dict[str, str], low: float, high: float
) -> Iterator[tuple[int, str, float, float]]:
    ends = {Bound.AT_LEAST: high, Bound.AT_MOST: low}
    for key, side, published in rows:
        if published is not None:
            value = published.value
            yield keys.index(key), sides[side], value, ends[published.bound] if published.bound else value


def _axis(low: float, high: float, words: Scale | None, language: Language) -> alt.Axis:
    """Return an axis in the words of the answers; of its ends alone where questions have several scales."""
    ends = {low: capital(say("charts.low", language)), high: capital(say("charts.high", language))}
    options = (
        {option.score: option.label.get_in(language) for option in words.options if option.score is not None} if words else {}
    )
    said = options or ends
    room = BARS / len(said) - 8
    lines = {value: wrap(text, AXIS_SIZE, room, 3) for value, text in said.items()}
    # JSON of a list of strings is an array in Vega's expressions too, so that no text can end its quotes.
    choices = [f"datum.value == {value} ? {dumps(broken, ensure_ascii=False)}" for value, broken in lines.items()]
    return alt.Axis(
        values=list(said),
        labelExpr=" : ".join([*choices, "''"]),
        labelFontSize=AXIS_SIZE,
        labelColor=INK,
        labelLimit=0,
        labelPadding=8,
        gridColor=HAIR,
        gridDash=[2, 3],
        domain=False,
        ticks=False,
        title=None,
    )


def _table(
    unit: Unit, keys: list[str], sides: dict[str, str], names: dict[str, str], caption: str, language: Language
) -> Table:
    header = (say("charts.column_dimension", language), *(capital(words) for words in sides.values()))
    rows = tuple((TableCell(names[key]), *(_cell(getattr(unit, side).get(key), language) for side in sides)) for key in keys)
    return Table(caption, header, rows)


def _cell(published: Published | None, language: Language) -> TableCell:
    if published is None:
        return TableCell(state_word(CellState.HIDDEN, language), Mark.UNKNOWN)
    return TableCell(class_word(published.tie_class, language), Mark.of(published.tie_class), number=published.value)


def _row_words(row: tuple[TableCell, ...], header: tuple[str, ...], language: Language) -> str:
    shares = [f"{head}: {cell.text}" for head, cell in zip(header[1:], row[1:], strict=True)]
    return say("charts.profile_row", language, dimension=row[0].text, shares="; ".join(shares))
