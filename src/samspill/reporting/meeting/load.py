"""Plans of meetings: those that ship, and a plan out of a TOML file, with every problem of it told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from samspill.errors import MeetingError, Place, Problem
from samspill.instrument.hint import hint
from samspill.instrument.toml_file import parse_toml, read_toml
from samspill.instrument.toml_table import Problems, Table
from samspill.reporting.meeting.model import MOST_TIES, OF_TIE, Part, PartKind, Template
from samspill.terms import Language, Text

MOST_PARTS = 40
SHORTEST, LONGEST = 1, 480
"""Minutes of a part."""
WORDS, LINE = 600, 200
"""Letters of what is said, and of a line or heading on a screen."""
MOST_LINES = 6
KEY = 80
"""Letters of a key."""
FIELDS = ("core_task",)
FIELDS_OF_TIE = (*FIELDS, "a", "b")
"""Placeholders: in parts about one collaboration the names of its two groups as well."""
ABOUT_ONE = OF_TIE | {PartKind.SILENCE, PartKind.IDEAS, PartKind.CHOICES}
"""Parts that may say which collaboration they are about."""


def shipped_keys() -> tuple[str, ...]:
    """Return the keys of the plans that ship, the shortest first.

    Examples
    --------
    >>> shipped_keys()
    ('45-minutes', '90-minutes', '180-minutes', 'introduction')
    """
    found = [entry.name.removesuffix(".toml") for entry in _catalogue().iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda key: (not key[0].isdigit(), int(key.split("-")[0]) if key[0].isdigit() else 0, key)))


@cache
def shipped(key: str) -> Template:
    """Return a plan that ships.

    Raises
    ------
    MeetingError
        ``meeting.unknown_template`` with the nearest name.
    """
    return built(parse_toml(source(key).encode(), f"{key}.toml"), f"{key}.toml")


def source(key: str) -> str:
    """Return the text of a plan that ships, for who begins with it and changes it. Errors as ``shipped``."""
    if key not in shipped_keys():
        raise MeetingError(Problem("meeting.unknown_template", data={"name": key, "hint": hint(key, shipped_keys())}))
    return (_catalogue() / f"{key}.toml").read_text(encoding="utf-8")


def named(reference: str, beside: Path) -> Template:
    """Return the plan of a key, or of a file beside a mapping. Errors as ``shipped`` and ``read``."""
    return shipped(reference) if reference in shipped_keys() else read(beside / reference)


def read(path: Path) -> Template:
    """Return the plan in a TOML file.

    Raises
    ------
    FileError
        The file is missing, is no file, is too large, is not UTF-8 or not TOML.
    MeetingError
        With every problem of the file.
    """
    return built(read_toml(path), str(path))


def built(values: dict[str, object], file: str) -> Template:
    """Return the plan that a parsed file describes.

    Parameters
    ----------
    values : dict
        The file, as TOML reads it.
    file : str
        Its name, for the problems; "" where it has none.

    Raises
    ------
    MeetingError
        With every problem found: of form (missing, unknown, wrong type) and of sense (minutes that do not add up, holes in
        the numbers of collaborations, what needs a talk before what holds).
    """
    problems = Problems(file)
    top = Table(values, "", problems)
    head = top.table("template") or Table({}, "template", problems)
    key, version = head.string("key", required=True), head.string("version") or "1"
    name, what = head.text("name", required=True), head.text("what")
    minutes = head.whole("minutes", required=True)
    head.finish()
    short = [(label, Text(word or ""), KEY) for label, word in (("key", key), ("version", version))]
    _lengths(head, [*short, ("name", name, LINE), ("what", what, WORDS)])
    parts = tuple(part for table in top.tables("part", required=True) if (part := _part(table)))
    top.finish()
    template = Template(key or "", version, name or Text(""), what, minutes or 0, parts)
    if not problems.found:
        _check(template, problems)
    if problems.found:
        raise MeetingError(tuple(_with_file(problem, file) for problem in problems.found))
    return template


def _with_file(problem: Problem, file: str) -> Problem:
    return problem if file else Problem(problem.code, Place(key=problem.place.key), problem.data)


def _part(table: Table) -> Part | None:
    key, kind = table.string("key", required=True), table.word("kind", PartKind)
    minutes, tie = table.whole("minutes", required=True), table.whole("tie")
    if not table.has("kind"):
        table.note("instrument.missing_key", "kind", name="kind")
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        table.note("meeting.minutes_range", "minutes", least=SHORTEST, most=LONGEST)
    fields = FIELDS_OF_TIE if kind in OF_TIE else FIELDS
    heading = table.text("heading", fields=fields)
    lines = tuple(text for each in table.tables("line") if (text := _line(each, fields)))
    said = {name: table.text(name, fields=fields) for name in ("say", "do")}
    table.finish()
    told = [("key", Text(key or ""), KEY), ("heading", heading, LINE), *(("line", line, LINE) for line in lines)]
    _lengths(table, [*told, *((name, text, WORDS) for name, text in said.items())])
    if len(lines) > MOST_LINES:
        table.note("meeting.too_many_lines", "line", count=len(lines), most=MOST_LINES)
    if key is None or kind is None or minutes is None:
        return None
    _about(table, kind, tie)
    if kind is PartKind.OWN and not (heading and lines):
        table.note("meeting.own_lines")
    return Part(key, kind, minutes, tie, heading, lines, said["say"], said["do"])


def _line(table: Table, fields: tuple[str, ...]) -> Text | None:
    text = table.text("text", required=True, fields=fields)
    table.finish()
    return text


def _lengths(table: Table, told: Iterable[tuple[str, Text | None, int]]) -> None:
    for name, text, most in told:
        longest = max((len(text.get_in(language)) for language in Language), default=0) if text else 0
        if longest > most:
            table.note("meeting.words_long", name, length=longest, most=most)


def _about(table: Table, kind: PartKind, tie: int | None) -> None:
    if tie is None and kind in OF_TIE:
        table.note("meeting.tie_needed", "tie")
    elif tie is not None and kind not in ABOUT_ONE:
        table.note("meeting.tie_not_here", "tie")
    elif tie is not None and not 1 <= tie <= MOST_TIES:
        table.note("meeting.tie_range", "tie", most=MOST_TIES)


def _check(template: Template, problems: Problems) -> None:
    """Note what each part may be, and all of them together may not."""
    parts = template.parts
    if not parts:
        problems.add("meeting.no_parts", "part")
    if len(parts) > MOST_PARTS:
        problems.add("meeting.too_many_parts", "part", count=len(parts), most=MOST_PARTS)
    for key, count in Counter(part.key for part in parts).items():
        if count > 1:
            problems.add("meeting.same_key", f"part[{key}]", name=key)
    total = sum(part.minutes for part in parts)
    if parts and total != template.minutes:
        problems.add("meeting.minutes_differ", "template.minutes", sum=total, minutes=template.minutes)
    kinds = [part.kind for part in parts]
    talks = next((place for place, kind in enumerate(kinds) if kind in OF_TIE), len(kinds))
    if PartKind.STRENGTHS in kinds[talks:] and PartKind.STRENGTHS not in kinds[:talks]:
        problems.add("meeting.strengths_first", _place(parts[kinds.index(PartKind.STRENGTHS)]))
    told = {part.tie: part for part in reversed(parts) if part.kind in OF_TIE}
    for tie in range(2, MOST_TIES + 1):
        if tie in told and tie - 1 not in told:
            problems.add("meeting.tie_skipped", _place(told[tie]), tie=tie, before=tie - 1)


def _place(part: Part) -> str:
    """Return the key path of a part, as its own table has it."""
    return f"part[{part.key}]"


def _catalogue() -> Traversable:
    return files("samspill.reporting.meeting").joinpath("catalogue")
