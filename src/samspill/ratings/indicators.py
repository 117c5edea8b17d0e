"""Reading what services count, to lay beside the ratings: every wrong row is told, and nothing partial is produced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from samspill.design.model import Mapping as Design
from samspill.errors import Problem, RatingsError
from samspill.instrument.hint import hint
from samspill.ratings.columns import missing_column, repeated
from samspill.ratings.draft import BLOCK, Draft, Headings
from samspill.ratings.names import labels, site_labels
from samspill.ratings.who import PART, WHOLE_NUMBER
from samspill.tabular.faults import VALUES_NAMED, in_reading_order
from samspill.tabular.open_file import open_sheet
from samspill.tabular.sheet import ROW, Sheet, shown

SCHEMA = {
    "wave": pl.Int32,
    "site": pl.String,
    "organisation": pl.String,
    "indicator": pl.String,
    "value": pl.Float64,
    "count": pl.Int64,
}
KEYS = ("wave", "site", "organisation", "indicator")
NEEDED = ("indicator", "value")
VALUE = r"^[+\-−]?\d{1,15}(?:[.,]\d{1,15})?(?:[eE][+\-]?\d{1,2})?$"
COUNT = r"^[+]?0*[1-9]\d{0,8}(?:[.,]0)?$"
LONGEST_NAME = 200
# Controls, and signs that turn the direction of writing: a name with them reads otherwise than it is.
UNREADABLE = r"[\p{Cc}\x{202A}-\x{202E}\x{2066}-\x{2069}]"


@dataclass(frozen=True, slots=True)
class Indicators:
    """Validated indicators.

    Parameters
    ----------
    frame : polars.DataFrame
        ``wave`` (Int32), ``site``, ``organisation`` (keys of the mapping; "" = all of them), ``indicator`` (its name),
        ``value`` (Float64, in the indicator's own unit), ``count`` (Int64, what the value rests on; null where not told). One
        row per wave, place and indicator, sorted so.
    source : str
        The file, and its sheet where it has several.
    """

    frame: pl.DataFrame
    source: str = ""


def read_indicators(path: Path, mapping: Design, waves: Collection[int]) -> Indicators:
    """Read and check the indicators that belong to a mapping (docs/reference/indicators.md).

    Parameters
    ----------
    path : Path
        CSV, XLSX or Parquet.
    mapping : Mapping
    waves : collection of int
        Waves that somebody answered.

    Returns
    -------
    Indicators
        The order of the file's rows changes nothing.

    Raises
    ------
    FileError
        The file cannot be read as a table.
    RatingsError
        All problems of columns and rows, in the order of the file: ``ratings.missing_column``, ``ratings.indicator_…``.
    """
    draft, problems = _draft(open_sheet(path, lambda headings: set(NEEDED) <= set(_matched(headings).values())))
    for step in (_waves(draft, waves), _places(draft, mapping), _numbers(draft)):
        problems += step
    frame = draft.frame.with_columns(_understood(mapping, waves))
    problems += _units(draft.with_frame(frame), mapping)
    if problems:
        raise RatingsError(in_reading_order(problems))
    return Indicators(frame.select(*SCHEMA).sort(KEYS), draft.sheet.source)


def _matched(headings: Sequence[str]) -> dict[int, str]:
    return {at: heading.casefold() for at, heading in enumerate(headings) if heading.casefold() in SCHEMA}


def _draft(sheet: Sheet) -> tuple[Draft, list[Problem]]:
    """Put a sheet's columns under our names; what is missing or stands twice leaves nothing to say about rows."""
    found = _matched(sheet.headings)
    needed = (*NEEDED, *([] if {"site", "organisation"} & set(found.values()) else ["site"]))
    fatal = repeated(sheet, found) + [missing_column(sheet, name) for name in needed if name not in found.values()]
    if sheet.cells.is_empty() and not fatal:
        fatal.append(Problem("ratings.no_rows", sheet.place(sheet.heading_row)))
    known = [name for name in SCHEMA if name not in found.values()]
    unknown = [
        Problem("ratings.indicator_column", sheet.place(sheet.heading_row, heading), {"hint": hint(heading, known)})
        for at, heading in enumerate(sheet.headings)
        if at not in found and (heading or sheet.cells[str(at)].is_not_null().any())
    ][:VALUES_NAMED]
    if fatal:
        raise RatingsError(fatal + unknown)
    columns = [pl.col(str(at)).alias(name) for at, name in found.items()]
    absent = [pl.lit(None, pl.String).alias(name) for name in (BLOCK, *SCHEMA) if name not in found.values()]
    headings: Headings = {(name, None): sheet.headings[at] for at, name in found.items()}
    frame = sheet.cells.select(ROW, *columns, *absent)
    name = pl.col("indicator").str.replace_all(r"\s+", " ")
    return Draft(sheet, frame.with_columns(name), headings, items=(), own_items=()), unknown


def _waves(draft: Draft, waves: Collection[int]) -> list[Problem]:
    known = {"known": tuple(str(wave) for wave in sorted(waves))}
    wave, given = _wave(waves), pl.col("wave").is_not_null()
    problems = draft.values("wave", given & wave.is_null(), pl.col("wave"), lambda _: ("ratings.indicator_wave", known))
    return problems + draft.rows("wave", ~given & wave.is_null(), "ratings.indicator_blank")


def _wave(waves: Collection[int]) -> pl.Expr:
    """Return the number of a wave; where there is one only, it need not be told."""
    text = pl.col("wave").fill_null(str(next(iter(waves)))) if len(waves) == 1 else pl.col("wave")
    number = pl.when(text.str.contains(WHOLE_NUMBER)).then(text.str.replace(r"[.,]0+$", "").cast(pl.Int32, strict=False))
    return pl.when(number.is_in(sorted(waves))).then(number)


def _places(draft: Draft, mapping: Design) -> list[Problem]:
    problems = list[Problem]()
    for column, code, words in (
        ("site", "ratings.unknown_site", site_labels(mapping)),
        ("organisation", "ratings.indicator_organisation", _organisations(mapping)),
    ):
        unknown = pl.col(column).is_not_null() & _key(column, words).is_null()
        problems += draft.values(column, unknown, pl.col(column), partial(_unknown, code=code, known=tuple(words)))
    nowhere = pl.all_horizontal(pl.col("site", "organisation").is_null())
    column = next(name for name in ("site", "organisation") if (name, None) in draft.headings)
    return problems + draft.rows(column, nowhere, "ratings.indicator_nowhere")


def _unknown(value: str, *, code: str, known: Sequence[str]) -> tuple[str, dict[str, object]]:
    return code, {"hint": hint(value, known)}


def _organisations(mapping: Design) -> dict[str, list[str]]:
    return labels({organisation.key: organisation.name for organisation in mapping.organisations.values()})


def _key(column: str, words: Mapping[str, list[str]]) -> pl.Expr:
    """Return the key that a word means: null for an unknown word, "" for an empty cell."""
    unique = {word: keys[0] for word, keys in words.items() if len(keys) == 1}
    key = pl.col(column).replace_strict(unique, default=None, return_dtype=pl.String)
    return pl.when(pl.col(column).is_null()).then(pl.lit("")).otherwise(key)


def _numbers(draft: Draft) -> list[Problem]:
    name, value, count = pl.col("indicator"), pl.col("value"), pl.col("count")
    strange = name.str.contains(UNREADABLE) | (name.str.len_chars() > LONGEST_NAME)
    return [
        *draft.rows("indicator", name.is_null(), "ratings.indicator_blank"),
        *draft.values("indicator", strange, name, lambda _: ("ratings.indicator_name", {"longest": LONGEST_NAME})),
        *draft.rows("value", value.is_null(), "ratings.indicator_blank"),
        *draft.values("value", ~value.str.contains(VALUE), value, lambda _: ("ratings.indicator_value", {})),
        *draft.values("count", ~count.str.contains(COUNT), count, lambda _: ("ratings.indicator_count", {})),
    ]


def _understood(mapping: Design, waves: Collection[int]) -> list[pl.Expr]:
    value, count = (pl.col(name).str.replace_many([",", "−"], [".", "-"]) for name in ("value", "count"))
    return [
        _wave(waves).alias("wave"),
        _key("site", site_labels(mapping)).alias("site"),
        _key("organisation", _organisations(mapping)).alias("organisation"),
        value.cast(pl.Float64, strict=False).alias("value"),
        count.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False).alias("count"),
    ]


def _units(draft: Draft, mapping: Design) -> list[Problem]:
    """List rows about places that have no group in that wave, and rows that tell the same twice."""
    known = pl.all_horizontal(pl.col("wave", "site", "organisation").is_not_null())
    place = pl.concat_str(pl.col("wave").cast(pl.String), "site", "organisation", separator=PART)
    told = known & (pl.col("site") + pl.col("organisation") != "")
    there = {
        PART.join((str(wave), *unit))
        for wave in mapping.wave_numbers
        for node in mapping.nodes(wave)
        for organisation in (mapping.groups[node.group].organisation,)
        for unit in ((node.site, organisation), (node.site, ""), ("", organisation))
    }
    column = "site" if ("site", None) in draft.headings else "organisation"
    problems = draft.values(column, told & ~place.is_in(sorted(there)), place, lambda value: _no_group(value, mapping))
    twice = told & pl.col("indicator").is_not_null() & pl.struct(KEYS).is_duplicated()
    value = pl.concat_str(place, "indicator", separator=PART)
    return problems + draft.values(
        "indicator", twice, value, lambda value: ("ratings.indicator_twice", {"value": shown(value.rpartition(PART)[2])})
    )


def _no_group(value: str, mapping: Design) -> tuple[str, dict[str, object]]:
    wave, site, organisation = value.split(PART)
    names: dict[str, object] = {"wave": wave}
    names |= {"site": mapping.sites[site].name} if site else {}
    names |= {"organisation": mapping.organisations[organisation].name} if organisation else {}
    if not organisation:
        return "ratings.indicator_no_group_at_site", names
    return ("ratings.indicator_no_group_of_both" if site else "ratings.indicator_no_group_of_organisation"), names
