"""Wide files of earlier rounds: one row a person, one column per group and item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from unicodedata import normalize

import polars as pl

from samspill.design.model import Mapping as Design
from samspill.errors import Problem, RatingsError
from samspill.instrument.hint import hint
from samspill.instrument.model import Instrument
from samspill.ratings.column_map import ColumnMap
from samspill.ratings.columns import missing_column
from samspill.ratings.draft import BLOCK, COLUMNS, CONTACT, Draft, Headings, cell_of
from samspill.ratings.names import group_labels, site_labels
from samspill.tabular.faults import VALUES_NAMED
from samspill.tabular.sheet import ROW, Sheet

DASHES = re.compile("[‐‑‒–—−]")
BLANKS = re.compile(r"\s+")
PERSON_COLUMNS = ("respondent", "rater_group", "rater_site", "level")


class Target(NamedTuple):
    """What a heading asks about: a group, maybe at a site, and the column of a draft."""

    group: str
    site: str
    column: str


def wide_draft(sheet: Sheet, found: ColumnMap, mapping: Design, instrument: Instrument) -> tuple[Draft, list[Problem]]:
    """Turn each person's row into one line per group that the person said anything about.

    Headings are compared without regard to capitals, blanks and kinds of dashes. A group about which a row says nothing gives
    no line: a wide file does not tell "was not asked" from "skipped everything".

    Raises
    ------
    RatingsError
        ``ratings.missing_column``, ``ratings.heading_twice``, ``ratings.no_items``, ``ratings.no_rows``. Columns that the map
        does not explain are returned as problems.
    """
    people = _people(sheet, found)
    headings = _headings(found, mapping, instrument)
    targets = {at: headings[text] for at, heading in enumerate(sheet.headings) if (text := folded(heading)) in headings}
    own = _own(sheet, found, instrument)
    _check_headings(sheet, found, people, targets, own)
    frame = _lines(sheet, found, mapping, people, targets, own)
    names: Headings = {(name, None): sheet.headings[at] for name, at in people.items()}
    names |= {(target.column, _block(target)): sheet.headings[at] for at, target in targets.items()}
    names |= {(cell_of(key), None): sheet.headings[at] for at, key in own.items()}
    filled = {target.column for target in targets.values()}
    items = tuple(item.key for item in instrument.tie_items if cell_of(item.key) in filled)
    own_items = tuple(item.key for item in instrument.self_items if item.key in own.values())
    words = frozenset(word.strip().casefold() for word in found.dont_know)
    draft = Draft(sheet, frame, names, items, own_items, words)
    return draft, _unexplained(sheet, found, {*people.values(), *targets, *own}, headings)


def folded(text: str) -> str:
    """Return a heading as it is compared.

    Examples
    --------
    >>> folded("Lærere  – Respekt") == folded("lærere - respekt")
    True
    """
    return BLANKS.sub(" ", DASHES.sub("-", normalize("NFC", text))).strip().casefold()


def words_for(keys: Mapping[str, str], labels: Mapping[str, list[str]]) -> dict[str, str]:
    """Return every word that means one key: those of the map first, then keys and names."""
    return {word: found[0] for word, found in labels.items() if len(found) == 1} | dict(keys)


def _headings(found: ColumnMap, mapping: Design, instrument: Instrument) -> dict[str, Target]:
    """Return every heading that the pattern can build, and what it asks about."""
    labels: dict[str, list[str]] = {}
    for wave in mapping.wave_numbers:
        labels |= group_labels(mapping, wave)
    groups = words_for(found.groups, labels)
    items = words_for(found.items, {key: [key] for key in (*(item.key for item in instrument.tie_items), CONTACT)})
    sites = words_for(found.sites, site_labels(mapping)) if "{site}" in found.columns else {"": ""}
    return {
        folded(found.heading(group, item, site)): Target(
            group_key, site_key, CONTACT if item_key == CONTACT else cell_of(item_key)
        )
        for group, group_key in groups.items()
        for item, item_key in items.items()
        for site, site_key in sites.items()
    }


def _people(sheet: Sheet, found: ColumnMap) -> dict[str, int]:
    """Return where the columns about the person stand."""
    wanted = {name: getattr(found, name) for name in PERSON_COLUMNS} | {"wave": found.wave_column}
    places = {folded(heading): at for at, heading in enumerate(sheet.headings)}
    missing = [text for text in wanted.values() if text is not None and folded(text) not in places]
    if missing:
        raise RatingsError(missing_column(sheet, text) for text in missing)
    return {name: places[folded(text)] for name, text in wanted.items() if text is not None}


def _own(sheet: Sheet, found: ColumnMap, instrument: Instrument) -> dict[int, str]:
    """Return where the items about the own situation stand."""
    keys = {folded(item.key): item.key for item in instrument.self_items} | {
        folded(word): key for word, key in found.own.items()
    }
    return {at: keys[text] for at, heading in enumerate(sheet.headings) if (text := folded(heading)) in keys}


def _block(target: Target) -> str:
    return f"{target.group}@{target.site}"


def _check_headings(
    sheet: Sheet, found: ColumnMap, people: Mapping[str, int], targets: Mapping[int, Target], own: Mapping[int, str]
) -> None:
    meanings = [(at, str(meaning)) for at, meaning in (*targets.items(), *own.items())]
    meanings += [(at, folded(sheet.headings[at])) for at in people.values()]
    seen, problems = set[str](), list[Problem]()
    for at, meaning in meanings:
        if meaning in seen:
            problems.append(Problem("ratings.heading_twice", sheet.place(sheet.heading_row, sheet.headings[at])))
        seen.add(meaning)
    if not targets and not own:
        problems.append(Problem("ratings.wide_no_items", sheet.place(sheet.heading_row), {"value": found.columns}))
    if sheet.cells.is_empty() and not problems:
        problems.append(Problem("ratings.no_rows", sheet.place(sheet.heading_row)))
    if problems:
        raise RatingsError(problems[:VALUES_NAMED])


def _lines(
    sheet: Sheet,
    found: ColumnMap,
    mapping: Design,
    people: Mapping[str, int],
    targets: Mapping[int, Target],
    own: Mapping[int, str],
) -> pl.DataFrame:
    person = _person(sheet, found, mapping, people)
    columns = sorted({target.column for target in targets.values()} | {cell_of(key) for key in own.values()})
    schema = {ROW: pl.UInt32, BLOCK: pl.String, **dict.fromkeys((*COLUMNS, *columns), pl.String)}
    blocks = [pl.DataFrame(schema=schema)]
    for group, site in dict.fromkeys((target.group, target.site) for target in targets.values()):
        cells = {at: target.column for at, target in targets.items() if (target.group, target.site) == (group, site)}
        rater_site = (
            pl.col("rater_site") if not site and "" not in mapping.groups[group].sizes else pl.lit(site or None, pl.String)
        )
        target = [
            pl.lit(f"{group}@{site}").alias(BLOCK),
            pl.lit(group).alias("target_group"),
            rater_site.alias("target_site"),
        ]
        blocks.append(_block_lines(sheet, person, cells, target))
    about_self = [pl.lit(None, pl.String).alias(name) for name in (BLOCK, "target_group", "target_site")]
    blocks.append(_block_lines(sheet, person, {at: cell_of(key) for at, key in own.items()}, about_self))
    return pl.concat(blocks, how="diagonal")


def _block_lines(sheet: Sheet, person: pl.DataFrame, cells: Mapping[int, str], target: Iterable[pl.Expr]) -> pl.DataFrame:
    """Return one line per person who said anything in these cells."""
    answers = sheet.cells.select([pl.col(str(at)).alias(column) for at, column in cells.items()])
    lines = pl.concat([person, answers], how="horizontal").with_columns(target)
    return (
        lines.filter(pl.any_horizontal(pl.col(column).is_not_null() for column in cells.values())) if cells else lines.clear()
    )


def _person(sheet: Sheet, found: ColumnMap, mapping: Design, people: Mapping[str, int]) -> pl.DataFrame:
    """Return what each row says about the person, in the words of the mapping where the map translates them."""
    columns = {
        name: pl.col(str(people[name])) if name in people else pl.lit(None, pl.String) for name in (*PERSON_COLUMNS, "wave")
    }
    if found.respondent is None:
        columns["respondent"] = pl.col(ROW).cast(pl.String)
    if found.wave_column is None:
        columns["wave"] = pl.lit(str(found.wave))
    group = _translated(columns["rater_group"], found.groups)
    site = _translated(columns["rater_site"], found.sites)
    if found.site is not None:
        at_sites = [
            word
            for wave in mapping.wave_numbers
            for word, keys in group_labels(mapping, wave).items()
            if all("" not in mapping.groups[key].sizes for key in keys)
        ]
        site = pl.coalesce(site, pl.when(group.is_in(at_sites)).then(pl.lit(found.site)))
    named = {**columns, "rater_group": group, "rater_site": site}
    return sheet.cells.select(ROW, *(text.alias(name) for name, text in named.items()))


def _translated(text: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    return text.replace({normalize("NFC", word.strip()): key for word, key in words.items()}) if words else text


def _unexplained(sheet: Sheet, found: ColumnMap, used: set[int], headings: Mapping[str, Target]) -> list[Problem]:
    ignored = {folded(heading) for heading in found.ignore}
    free = [found.heading(group, item) for group in found.groups for item in found.items] or list(headings)
    left = [
        heading
        for at, heading in enumerate(sheet.headings)
        if at not in used and folded(heading) not in ignored and (heading or sheet.cells[str(at)].is_not_null().any())
    ]
    problems = [
        Problem("ratings.wide_column", sheet.place(sheet.heading_row, heading), {"hint": hint(heading, free)})
        for heading in left[:VALUES_NAMED]
    ]
    rest = len(left) - VALUES_NAMED
    return [*problems, Problem("ratings.more_columns", sheet.place(sheet.heading_row), {"n": rest})] if rest > 0 else problems
