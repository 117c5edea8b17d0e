"""The profile of a wave: how many ties hold on each dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import altair as alt
import polars as pl

from samspill.design.model import Mapping
from samspill.disclosure.release import WaveRelease
from samspill.instrument.model import Instrument
from samspill.language import say
from samspill.reporting.charts.lettering import wrap
from samspill.reporting.charts.palette import FILL, INK, TEXT_ON
from samspill.reporting.charts.ties import asked_about, counts_as_needed
from samspill.reporting.charts.vega import chart_of
from samspill.reporting.document import Chart, Mark, Table, TableCell
from samspill.reporting.narrate import class_word
from samspill.terms import CellState, Language, Need, TieClass

NAMES, BARS = 250, 620
"""Room for the names of the dimensions, and for the bars, in picture units."""
ROW = 50


def profile(wave: WaveRelease, mapping: Mapping, instrument: Instrument, language: Language, names: dict[str, str]) -> Chart:
    """Draw how many ties hold on each dimension: the distribution, never a mean.

    Parameters
    ----------
    wave : WaveRelease
    mapping : Mapping
    instrument : Instrument
        Gives the dimensions in their order.
    language : Language
    names : mapping of dimension key to str

    Returns
    -------
    Chart
        Counts ties of high need (all ties where the mapping names none), by the class of their *published* value. Ties without
        contact are not counted.
    """
    counts = _counts(wave, counts_as_needed(mapping), tuple(instrument.dimensions))
    chart = _bars(counts, names, language)
    total = max((sum(count.values()) for count in counts.values()), default=0)
    rows = " ".join(_row_words(names[key], count, language) for key, count in counts.items())
    basis = "needed" if counts_as_needed(mapping) is Need.HIGH else "all"
    words = say(f"charts.profile_basis_{basis}", language, n=total)
    table = _counts_table(counts, names, words, language)
    return chart_of(chart, f"{words} {rows}", say("charts.profile_caption", language), table)


def _counts(wave: WaveRelease, need: Need, dimensions: Sequence[str]) -> dict[str, Counter[TieClass]]:
    facts = (tie for tie in asked_about(wave) if tie.need is need and tie.state is not CellState.NO_CONTACT)
    pairs = {(tie.rater, tie.target) for tie in facts}
    counts = {key: Counter({TieClass.UNKNOWN: len(pairs)}) for key in dimensions}
    for cell in wave.cells:
        if (cell.rater, cell.target) in pairs and cell.dimension in counts and cell.published:
            counts[cell.dimension][TieClass.UNKNOWN] -= 1
            counts[cell.dimension][cell.published.tie_class] += 1
    return counts


def _row_words(name: str, count: Counter[TieClass], language: Language) -> str:
    shares = [say(f"charts.count_{part.value}", language, n=count[part]) for part in TieClass if count[part]]
    return say("charts.profile_row", language, dimension=name, shares=shares)


def _counts_table(counts: dict[str, Counter[TieClass]], names: dict[str, str], words: str, language: Language) -> Table:
    parts = [f"{Mark.of(part)} {class_word(part, language)}" for part in TieClass]
    rows = tuple(
        (TableCell(names[key]), *(TableCell(str(count[part]), number=float(count[part])) for part in TieClass))
        for key, count in counts.items()
    )
    return Table(words, (say("charts.column_dimension", language), *parts), rows)


def _bars(counts: dict[str, Counter[TieClass]], names: dict[str, str], language: Language) -> alt.LayerChart | alt.FacetChart:
    labels = {part: f"{Mark.of(part)} {class_word(part, language)}" for part in TieClass}
    parts = [part for part in TieClass if any(count[part] for count in counts.values())]
    frame = pl.DataFrame(list(_segments(counts, labels)), schema=["row", "part", "start", "end", "count", "ink"], orient="row")
    height = ROW * len(counts)
    rows = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.28, paddingOuter=0.1))
    colours = alt.Scale(domain=[labels[part] for part in parts], range=[FILL[part] for part in parts])
    legend = alt.Legend(symbolType="square", symbolStrokeColor=INK, symbolStrokeWidth=1.2)
    wide = alt.X("start:Q", axis=None, scale=alt.Scale(nice=False))
    bars = alt.Chart(frame).mark_bar(stroke=INK, strokeWidth=1.2)
    bars = bars.encode(x=wide, x2="end:Q", y=rows, color=alt.Color("part:N", scale=colours, legend=legend))
    numbers = alt.Chart(frame).transform_calculate(middle="(datum.start + datum.end) / 2").mark_text()
    numbers = numbers.encode(x="middle:Q", y=rows, text="count:Q", color=alt.Color("ink:N", scale=None))
    return alt.layer(bars, numbers, row_names(list(counts), names, rows)).properties(width=BARS, height=height)


def _segments(
    counts: dict[str, Counter[TieClass]], labels: dict[TieClass, str]
) -> Iterator[tuple[int, str, int, int, int, str]]:
    for row, count in enumerate(counts.values()):
        start = 0
        for part in TieClass:
            if count[part]:
                yield row, labels[part], start, start + count[part], count[part], TEXT_ON[part]
                start += count[part]


def row_names(keys: Sequence[str], names: dict[str, str], rows: alt.Y) -> alt.Chart:
    """Return the names of dimensions, to the left of their rows."""
    lines = ["\n".join(wrap(names[key], 18, NAMES - 14, 2)) for key in keys]
    frame = pl.DataFrame({"row": range(len(lines)), "name": lines})
    text = alt.Chart(frame).mark_text(align="right", lineBreak="\n", lineHeight=21, baseline="middle")
    named: alt.Chart = text.encode(x=alt.value(-14), y=rows, text="name:N")
    return named
