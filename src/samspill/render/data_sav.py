"""SPSS: one row a tie and wave, labels in the report's language, missing values with their reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from samspill.disclosure.release import Cell, Reason
from samspill.language import say
from samspill.render.data_tables import finite, measure_name, stamp, unit_name
from samspill.render.data_wide import WideTie, suffixes, told_apart, wide_ties
from samspill.render.data_words import heading, short, word
from samspill.render.safe_text import fitting, one_line
from samspill.reporting.document import Report
from samspill.reporting.narrate import reason_of
from samspill.terms import Bound, CellState, Need, PeopleBand, Share, TieClass

Codes = Mapping[Any, int]
# Below every scale in use, and one range: SPSS takes a range of missing values, but only three single ones.
MISSING: Codes = {CellState.NO_TIE: -99, CellState.NO_CONTACT: -98, CellState.NO_DATA: -97, CellState.HIDDEN: -96}
STATES: Codes = {state: number for number, state in enumerate(CellState, start=1)}
NEEDS: Codes = {Need.NONE: 0, Need.SOME: 1, Need.HIGH: 2}
SHARES: Codes = {share: number for number, share in enumerate(Share, start=1)}
FLAGS: Codes = {False: 0, True: 1}
# Variables about a pair: the texts and numbers of their codes, and how SPSS shall treat them.
FACTS: Mapping[str, tuple[Codes, str]] = {
    "need": (NEEDS, "ordinal"),
    "state": (STATES, "nominal"),
    "no_contact": (SHARES, "ordinal"),
    "wanted": (SHARES, "ordinal"),
    "dont_know": (SHARES, "ordinal"),
}
PAIR_VARIABLES = ("rater", "target", "own", *FACTS)
REASONS: Mapping[Reason, int] = {reason: number for number, reason in enumerate(Reason, start=1)}
CLASSES: Codes = {TieClass.NEEDS_TALK: 1, TieClass.ON_THE_WAY: 2, TieClass.HOLDS: 3, TieClass.UNKNOWN: 9}
# Variables of each measure, by the attribute of a published number.
CODED: Mapping[str, tuple[str, Codes, str]] = {
    "bound": ("bound", {Bound.AT_MOST: -1, None: 0, Bound.AT_LEAST: 1}, "nominal"),
    "people": ("n_band", {band: number for number, band in enumerate(PeopleBand, start=1)}, "ordinal"),
    "class": ("tie_class", CLASSES, "ordinal"),
    "band": ("band", {"weak": 1, "moderate": 2, "strong": 3}, "ordinal"),
}

# Limits of the format, in bytes.
LABEL, VALUE_LABEL, FILE_LABEL, NOTE_LINE = 255, 120, 64, 80
# Where the header of a system file has the day and the time at which it was made.
MADE_AT = slice(92, 109)
UNDATED = b"01 Jan 80" + b"00:00:00"


@dataclass(frozen=True)
class Variable:
    """A variable of the file. ``missing`` holds single missing values, or a range as a low and a high end.

    ``text`` says so, and not the name: a dimension may be called as the end of any of them.
    """

    name: str
    label: str
    values: Sequence[float | str | None]
    measure: str = "nominal"
    digits: int = 0
    value_labels: dict[float, str] = field(default_factory=dict[float, str])
    missing: tuple[float, ...] = ()
    text: bool = False


def sav(report: Report) -> bytes:
    """Return the published cells as an SPSS system file, one row for each tie and wave.

    Values that are not shown carry their reason as a user-missing value: -99 not asked about, -98 no contact, -97 no answers,
    -96 hidden; a measure without a cell is system-missing. Numbers in scale units, as published.
    """
    variables = variables_of(report)
    frame = pl.DataFrame(
        {variable.name: variable.values for variable in variables},
        schema={variable.name: pl.String if variable.text else pl.Float64 for variable in variables},
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ties.sav"
        _write(frame, file, report, variables)
        content = file.read_bytes()
    return content[: MADE_AT.start] + UNDATED + content[MADE_AT.stop :]


def variables_of(report: Report) -> list[Variable]:
    """Return the variables of the file, with their values."""
    ties = [tie for wave in report.release.waves for tie in wide_ties(wave)]
    return [*_of_pairs(report, ties), *_of_measures(report, ties)]


def _write(frame: pl.DataFrame, file: Path, report: Report, variables: list[Variable]) -> None:
    pyreadstat.write_sav(
        frame,  # pyright: ignore[reportArgumentType] (its annotation forgets polars where pandas is installed)
        file,
        file_label=fitting(one_line(report.title), FILE_LABEL, "utf-8"),
        note=_note(report),
        column_labels=[fitting(variable.label, LABEL, "utf-8") for variable in variables],
        variable_value_labels={
            variable.name: {code: fitting(label, VALUE_LABEL, "utf-8") for code, label in variable.value_labels.items()}
            for variable in variables
            if variable.value_labels
        },
        missing_ranges={variable.name: _missing(variable.missing) for variable in variables if variable.missing},
        variable_measure={variable.name: variable.measure for variable in variables},
        variable_format={variable.name: f"F8.{variable.digits}" for variable in variables if not variable.text},
    )


def _note(report: Report) -> list[str]:
    """Return the lines of the file's note: how the numbers are protected, and why they are rounded."""
    told = stamp(report)
    words = [one for key in ("policy_words", "why_rounded") for one in told[key].split(" ")]
    lines = [""]
    for one in words:
        longer = f"{lines[-1]} {one}".strip()
        lines = [*lines[:-1], longer] if len(longer.encode()) <= NOTE_LINE else [*lines, one]
    return lines


def _missing(values: tuple[float, ...]) -> list[int | float | str | MissingRange]:
    return [MissingRange(lo=values[0], hi=values[-1])] if len(values) > 1 else list(values)


def _of_pairs(report: Report, ties: list[WideTie]) -> Iterator[Variable]:
    units = {key: number for number, key in enumerate(dict.fromkeys(key for tie in ties for key in (tie.rater, tie.target)), 1)}
    helpers = [tie.whole.help_with if tie.whole else None for tie in ties]
    units |= {key: number for number, key in enumerate(sorted({*filter(None, helpers)} - set(units)), len(units) + 1)}
    names = {float(number): unit_name(report, key) for key, number in units.items()}
    label = {column: heading(report, column) for column in ("wave", *PAIR_VARIABLES, "reason", "help_with", "key")}

    yield Variable("wave", label["wave"], [tie.wave for tie in ties], "ordinal")
    for side, keys in (("rater", [tie.rater for tie in ties]), ("target", [tie.target for tie in ties])):
        yield Variable(side, label[side], [units[key] for key in keys], value_labels=names)
        yield Variable(f"{side}_key", f"{label[side]}: {label['key']}", [one_line(key) for key in keys], text=True)
    yield Variable("own", label["own"], [FLAGS[tie.own] for tie in ties], value_labels=_words(report, "own", FLAGS))
    for column, (codes, measure) in FACTS.items():
        facts = [tie.facts and getattr(tie.facts, column) for tie in ties]
        numbers = [None if fact is None else codes[fact] for fact in facts]
        yield Variable(column, label[column], numbers, measure, value_labels=_words(report, column, codes))
    yield _reason(report, "reason", label["reason"], [tie.whole for tie in ties])
    if any(helpers):
        found = [units[key] if key else None for key in helpers]
        yield Variable("help_with", label["help_with"], found, value_labels=names)
        told = f"{label['help_with']}: {label['key']}"
        yield Variable("help_with_key", told, [one_line(key) for key in helpers], text=True)


def _reason(report: Report, name: str, label: str, cells: Sequence[Cell | None]) -> Variable:
    reasons = [reason_of(cell) if cell else None for cell in cells]
    labels = {float(number): word(report, "short_reason", short(reason)) for reason, number in REASONS.items()}
    return Variable(name, label, [REASONS[reason] if reason else None for reason in reasons], value_labels=labels)


def _of_measures(report: Report, ties: list[WideTie]) -> Iterator[Variable]:
    language = report.language
    for key, suffix in suffixes(report).items():
        cells = [tie.cells.get(key) for tie in ties]
        numbers = [cell.published if cell and cell.state is CellState.SHOWN else None for cell in cells]
        dimension = measure_name(report, key)

        def named(part: str, dimension: str = dimension, suffix: str = suffix) -> tuple[str, str]:
            return f"{part}_{suffix}", say(f"data.label.{part}", language, dimension=dimension)

        reasons = _words(report, "state", MISSING)
        yield Variable(*named("value"), [_value(cell) for cell in cells], "scale", 2, reasons, tuple(sorted(reasons)))
        for end, part in enumerate(("lower", "upper")):
            ends = [finite(number.interval[end]) if number and number.interval else None for number in numbers]
            yield Variable(*named(part), ends, "scale", 2)
        for part, (attribute, codes, measure) in CODED.items():
            coded = [None if number is None else codes.get(getattr(number, attribute)) for number in numbers]
            if part != "band" or any(coded):
                missing = (float(CLASSES[TieClass.UNKNOWN]),) if part == "class" else ()
                yield Variable(*named(part), coded, measure, value_labels=_words(report, part, codes), missing=missing)
        if told_apart(ties, key):
            name, label = named("reason")
            yield _reason(report, name, label, cells)
        exact = [number.n if number else None for number in numbers]
        if any(exact):
            yield Variable(*named("n"), exact, "scale")


def _value(cell: Cell | None) -> float | None:
    if cell is None:
        return None
    if cell.state is CellState.SHOWN:
        return finite(cell.published.value) if cell.published else None
    return MISSING[cell.state]


def _words(report: Report, column: str, codes: Codes) -> dict[float, str]:
    return {float(number): word(report, column, "exact" if code is None else code) for code, number in codes.items()}
