"""The workbook: the published numbers in words and figures, for those who want to sort, filter and print."""

# xlsxwriter carries no types.
# pyright: reportUnknownMemberType=false, reportMissingTypeStubs=false

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import polars as pl
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from samspill.disclosure.release import TieFacts, WaveRelease
from samspill.language import say
from samspill.render.data_tables import INDEX, facts_by_pair, table, unit_name
from samspill.render.data_words import codes_of, heading, word
from samspill.render.office_package import made_at
from samspill.render.safe_text import one_line, safe
from samspill.render.xlsx_sheets import AIR, LINE, WIDEST, Column, Looks, Value, as_printed, write_table, write_text
from samspill.reporting.document import Block, KeyLines, Kind, Mark, Paragraph, Questions, Report, Section, Table
from samspill.reporting.narrate import STATE_MARKS, cell_mark
from samspill.terms import CellState, Need, TieClass

# The table behind each sheet, and its columns: names first, keys last, so that rows can be joined with other files.
SHEETS: Mapping[str, tuple[str, str]] = {
    "ties": (
        "cells",
        """wave rater_name target_name own need dimension_name state value bound lower upper people n mark class band reason
        help_with_name help_with rater target dimension""",
    ),
    "groups": ("groups", "wave name organisations site answered pooled_into people response is_rater is_target unit"),
    "group_means": (
        "group_means",
        "wave name side dimension_name value bound lower upper people n mark class band unit dimension",
    ),
    "choices": ("choices", "wave name item_name code_name share unit item code"),
    "changes": (
        "changes",
        "wave since rater_name target_name dimension_name direction difference lower upper reason rater target dimension",
    ),
}
# A column of names is called as the column of keys is; that one says that it holds keys.
KEY_OF = {
    "rater_name": "rater",
    "target_name": "target",
    "dimension_name": "dimension",
    "item_name": "item",
    "code_name": "code",
    "help_with_name": "help_with",
}
KEYS = {*KEY_OF.values(), "unit"}
READ_ME_WIDTH = 80
HEIGHTS = {"title": 28, "heading": 20}
MATRIX_COLUMN, MATRIX_ROW = 15, 26
READ_ME = ("protected", "rows", "value", "bound", "interval", "empty", "matrix")


def render(report: Report) -> bytes:
    """Return a report's release as an Excel workbook.

    Sheets: how to read it, ties, one matrix a wave, groups, their means, choices, change, findings; those without content are
    left out. Every text is inert, also when somebody edits its cell; numbers are numbers, a coded extreme has its bound in a
    column of its own, and an empty cell is missing, never a zero.

    Returns
    -------
    bytes
        The same for the same report; no author, no day.
    """
    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": one_line(report.title, 250), "subject": one_line(report.subtitle, 250), "created": made_at(report)}
    )
    looks = Looks.of(book)
    first = book.add_worksheet(say("data.sheet.read_me", report.language))
    held = dict(_sheets(book, looks, report))
    _read_me(first, looks, report, held)
    book.close()
    return target.getvalue()


def _sheets(book: Workbook, looks: Looks, report: Report) -> Iterator[tuple[str, str]]:
    """Add the sheets that have content; yield the name of each with what it holds."""
    yield from _data_sheet(book, looks, report, "ties")
    for wave in reversed(report.release.waves):
        if wave.cells:
            name = say("data.sheet.matrix", report.language, wave=wave.wave)
            _matrix(book.add_worksheet(name), looks, report, wave)
            yield name, say("data.holds.matrix", report.language)
    for key in ("groups", "group_means", "choices", "changes", "findings"):
        yield from _data_sheet(book, looks, report, key)
    yield from _data_sheet(book, looks, report, "actions")


def _data_sheet(book: Workbook, looks: Looks, report: Report, key: str) -> Iterator[tuple[str, str]]:
    name = say(f"data.sheet.{key}", report.language)
    own = {"findings": _findings, "actions": _actions}
    columns = own[key](report) if key in own else (column for _, column in _columns(report, key))
    if write_table(book, looks, name, key, columns):
        yield name, say(f"data.holds.{key}", report.language)


def headings_of(report: Report) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each sheet of tables that has content, with its columns: their keys and their headings."""
    for key in SHEETS:
        held = [(name, each.heading) for name, each in _columns(report, key) if any(value is not None for value in each.values)]
        if held:
            yield say(f"data.sheet.{key}", report.language), held


def _columns(report: Report, key: str) -> Iterator[tuple[str, Column]]:
    source, names = SHEETS[key]
    frame = table(report, source).sort("wave", descending=True, maintain_order=True)
    for name in names.split():
        called = heading(report, KEY_OF.get(name, name))
        yield name, Column(f"{called}: {heading(report, 'key')}" if name in KEYS else called, _values(report, frame, name))


def _values(report: Report, frame: pl.DataFrame, name: str) -> list[Value]:
    if name == "mark":
        states = frame["state"] if "state" in frame.columns else [CellState.SHOWN] * frame.height
        return [_mark(state, tie_class) for state, tie_class in zip(states, frame["class"], strict=True)]
    values: list[Value] = frame[name].to_list()
    if codes_of(name):
        return [None if value is None else word(report, name, value) for value in values]
    return values


def _mark(state: str, tie_class: str | None) -> Mark:
    return Mark.of(TieClass(tie_class)) if tie_class else STATE_MARKS[CellState(state)]


def _matrix(sheet: Worksheet, looks: Looks, report: Report, wave: WaveRelease) -> None:
    cells = {(cell.rater, cell.target): cell for cell in wave.cells if cell.dimension == INDEX}
    facts = facts_by_pair(wave)
    raters, targets = (list(dict.fromkeys(pair[end] for pair in (*facts, *cells))) for end in (0, 1))
    write_text(sheet, 0, 0, heading(report, "rater"), looks, "header")
    sheet.set_column(0, 0, WIDEST)
    sheet.set_column(1, max(len(targets), 1), MATRIX_COLUMN)
    for column, target in enumerate(targets, start=1):
        write_text(sheet, 0, column, unit_name(report, target), looks, "header")
    sheet.set_row(0, 2 * LINE + AIR)
    for row, rater in enumerate(raters, start=1):
        sheet.set_row(row, MATRIX_ROW)
        write_text(sheet, row, 0, unit_name(report, rater), looks, "side")
        for column, target in enumerate(targets, start=1):
            if (rater, target) in facts or (rater, target) in cells:
                cell, fact = cells.get((rater, target)), facts.get((rater, target))
                mark = cell_mark(cell) if cell else STATE_MARKS[fact.state] if fact else Mark.NONE
                write_text(sheet, row, column, mark, looks, _frame(rater == target, fact))
    for row, line in enumerate(_legend(report), start=len(raters) + 2):
        write_text(sheet, row, 0, line, looks, "quiet")
    sheet.freeze_panes(1, 1)
    as_printed(sheet)


def _legend(report: Report) -> list[str]:
    """Return the marks with their words, a line each."""
    marks = {Mark.of(part): word(report, "class", part) for part in TieClass if part is not TieClass.UNKNOWN}
    marks |= {mark: word(report, "state", state) for state, mark in STATE_MARKS.items()}
    return [f"{mark}  {text}" for mark, text in marks.items()]


def _frame(own: bool, fact: TieFacts | None) -> str:
    needed = fact is not None and fact.need is Need.HIGH
    return ("own_needed" if needed else "own") if own or (fact and fact.own) else ("needed" if needed else "mark")


def _findings(report: Report) -> list[Column]:
    found = [section for section in report.sections if section.kind is Kind.FINDING]
    columns = {"finding": [one_line(section.heading) for section in found]}
    columns["text"] = [_lines(section, Paragraph, KeyLines) for section in found]
    columns["questions"] = [_lines(section, Questions) for section in found]
    return [Column(heading(report, name), [text or None for text in texts]) for name, texts in columns.items()]


def _actions(report: Report) -> list[Column]:
    """Return the tables of actions one below the other, each row with what it is about."""
    found = [
        (section, block)
        for section in report.sections
        if section.kind is Kind.ACTIONS
        for block in section.blocks
        if isinstance(block, Table)
    ]
    if not found:
        return []
    about: list[Value] = [one_line(section.heading) for section, table in found for _ in table.rows]
    rows = [row for _, table in found for row in table.rows]
    columns = (Column(name, [safe(row[place].text) for row in rows]) for place, name in enumerate(found[0][1].header))
    return [Column(heading(report, "about"), about), *columns]


def _lines(section: Section, *kinds: type) -> str:
    return "\n".join(line for block in section.blocks if isinstance(block, kinds) for line in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield safe(block.text)
        case Questions():
            yield from map(safe, block.items)
        case KeyLines():
            yield from (safe(part) for line in block.lines for part in (line.text, line.detail) if part)
        case _:
            return


def _read_me(sheet: Worksheet, looks: Looks, report: Report, held: Mapping[str, str]) -> None:
    language = report.language
    lines: list[tuple[str, str]] = [("title", report.title), ("text", report.subtitle), ("quiet", report.made_by), ("text", "")]
    if report.release.waves:
        lines += [("heading", say("data.read_me.title", language))]
        lines += [("text", say("disclosure.why_rounded", language))]
        lines += [("text", say(f"data.read_me.{key}", language)) for key in READ_ME]
        lines += [("text", ""), ("heading", say("data.read_me.marks", language))]
        lines += [("text", line) for line in _legend(report)]
        lines += [("text", "")]
    lines += [("heading", say("data.read_me.sheets", language))]
    lines += [("text", f"{name}: {content}") for name, content in held.items()]
    sheet.set_column(0, 0, READ_ME_WIDTH)
    sheet.hide_gridlines(2)
    for row, (look, text) in enumerate(lines):
        write_text(sheet, row, 0, text, looks, look)
        height = HEIGHTS.get(look, LINE) * (1 + len(text) // READ_ME_WIDTH)
        sheet.set_row(row, height + AIR)
    as_printed(sheet)
    sheet.set_portrait()
