"""How it goes: a report on the actions of a mapping, by tie, with what became of each and what the next round should show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.text import slugify

from samspill.disclosure.release import Release
from samspill.render.formats import WRITERS, written
from samspill.render.kinds import Format
from samspill.reporting.compose.editions import labels_of
from samspill.reporting.document import (
    Block,
    Bullets,
    KeyLine,
    KeyLines,
    Kind,
    Mark,
    Paragraph,
    Report,
    Section,
    Table,
    TableCell,
)
from samspill.reporting.narrate import policy_words
from samspill.terms import Audience
from samspill_web.actions.about import Subject
from samspill_web.actions.enums import TOLD, Aim, Status
from samspill_web.actions.helped import helped
from samspill_web.actions.models import Action
from samspill_web.actions.selectors import seen_by
from samspill_web.actions.shown import Line, line_of, today_of
from samspill_web.analysis.fetching import widest
from samspill_web.analysis.selectors import understood
from samspill_web.analysis.told import latest_release, told_to
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Role

KINDS = (Format.PDF, Format.DOCX, Format.XLSX)
TITLE = 50
FIRST = "overview"
COLUMNS = ("what", "kind", "status", "owner", "due", "sign")


@dataclass(frozen=True, slots=True)
class Told:
    """An action as somebody may read it, with what the rounds since have published of its tie."""

    action: Action
    line: Line
    parts: tuple[Release, ...]


def report_of(subject: Subject, role: Role) -> Report:
    """Return the report on the actions that somebody may know of."""
    row = latest_release(role.project)
    release = understood(row.text) if row else None
    if row is None or release is None:
        raise AssertionError("there is a report once there is a result")
    parts, today = told_to(row, role), today_of(subject)
    actions = [Told(action, line_of(subject, role, action, today), parts) for action in seen_by(subject, role)]
    return Report(
        title=told("actions.report.title"),
        subtitle=f"{subject.plan.mapping.title.get_in(subject.language)} · {told('actions.report.as_of', day=today)}",
        language=subject.language,
        # For those who may read of whole groups, and those who may not yet: the words of the cover.
        audience=widest(row, role) or Audience.OWN,
        made_by=told("report.made_by", version=release.samspill, policy=policy_words(release.policy, subject.language)),
        sections=(_overview(actions), *_ties(subject, actions), *_next(subject, actions)),
        labels=labels_of(subject.language),
        # Nothing of a result travels with it but what its sentences say.
        release=replace(release, waves=()),
        made_on=today,
    )


def file_of(report: Report, kind: Format) -> tuple[str, bytes]:
    """Return the report as a file: its name and what is in it.

    Raises
    ------
    RenderError
        The format cannot hold what the report says.
    """
    name = slugify(report.subtitle)[:TITLE].strip("-") or "samspill"
    return f"{slugify(report.title)}-{name}.{WRITERS[kind].ending}", written(kind, report)


def _overview(actions: list[Told]) -> Section:
    late = sum(each.line.late for each in actions)
    by_status = {status: sum(each.line.status == status for each in actions) for status in Status}
    counted = [(str(status), number) for status, number in by_status.items() if number]
    lines = [KeyLine(told(f"actions.report.count.{status}", n=number)) for status, number in counted]
    lines += [KeyLine(told("actions.report.count.late", n=late))] if late else []
    done = by_status[Status.DONE]
    promised = sum(by_status[status] for status in TOLD)
    heading = told("actions.report.heading", done=done, n=promised) if promised else told("actions.none_agreed")
    blocks: list[Block] = [KeyLines(told("actions.report.now"), tuple(lines))] if lines else []
    return Section(FIRST, Kind.ACTIONS, heading, (*blocks, Paragraph(told("actions.report.caution"), small=True)))


def _ties(subject: Subject, actions: list[Told]) -> Iterator[Section]:
    by_tie: dict[str, list[Told]] = {}
    for each in actions:
        by_tie.setdefault(_tie_of(subject, each.action), []).append(each)
    for number, (about, ones) in enumerate(by_tie.items(), start=1):
        blocks = _table(about, ones), *_helped(subject, ones)
        yield Section(f"about-{number}", Kind.ACTIONS, about, blocks, parent=FIRST)


def _tie_of(subject: Subject, action: Action) -> str:
    """Return what actions stand under: those about either direction of a tie together."""
    ends = sorted((action.rater, action.target)) if action.target else [action.rater, ""]
    return subject.about(Action(rater=ends[0], target=ends[1]))


def _table(about: str, ones: list[Told]) -> Table:
    header = tuple(told(f"actions.list.{name}") for name in COLUMNS)
    return Table(told("actions.report.table", about=about), header, tuple(_row(each.line) for each in ones))


def _row(line: Line) -> tuple[TableCell, ...]:
    status = told(f"actions.status.{line.status}")
    when = _when(line.due, late=line.late)
    texts = (line.what, line.kind, f"{status}: {line.reason}" if line.reason else status, line.owner, when, line.sign)
    return tuple(TableCell(text or "–", Mark.NONE) for text in texts)


def _when(due: date | None, *, late: bool) -> str:
    if due is None:
        return ""
    return told("actions.late", due=due) if late else told("actions.by_day", due=due)


def _helped(subject: Subject, ones: Iterable[Told]) -> Iterator[Block]:
    """Yield what the rounds have published, once for each dimension that the actions about a tie name."""
    said: set[tuple[str, int]] = set()
    for each in ones:
        about = each.action.dimension, each.action.wave
        if about in said or not tells_values(each.line, each.action):
            continue
        said.add(about)
        for way in helped(subject, each.action, each.parts):
            yield Bullets(way.lines, _measured(subject, each.action, way.heading))


def tells_values(line: Line, action: Action) -> bool:
    """Tell whether somebody who sees an action may be told values of its dimension: who sees it in short knows none."""
    return line.in_full or not action.dimension


def _measured(subject: Subject, action: Action, heading: str) -> str:
    return f"{heading}: {subject.dimension(action.dimension) if action.dimension else told('actions.form.no_dimension')}"


def _next(subject: Subject, actions: Iterable[Told]) -> Iterator[Section]:
    """Yield what the next round should show, of what was agreed and can be seen in one."""
    agreed = (each for each in actions if each.line.status in TOLD and each.action.target)
    lines = dict.fromkeys(_should_show(subject, each.action) for each in agreed if tells_values(each.line, each.action))
    if lines:
        yield Section("next", Kind.ACTIONS, told("actions.report.next"), (Bullets(tuple(lines)),), parent=FIRST)


def _should_show(subject: Subject, action: Action) -> str:
    name = "keep" if action.aim == Aim.KEEP else "better"
    about = {"a": subject.unit(action.rater), "b": subject.unit(action.target), "wave": action.wave}
    if not action.dimension:
        return told(f"actions.report.should.{name}", **about)
    return told(f"actions.report.should.{name}_in", dimension=subject.dimension(action.dimension), **about)
