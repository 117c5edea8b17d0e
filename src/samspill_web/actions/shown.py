"""An action as somebody may see it, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from samspill_web.actions.about import Subject
from samspill_web.actions.enums import NEXT, PROMISED, Status
from samspill_web.actions.models import Action
from samspill_web.actions.sharing import may_write, sees_in_full
from samspill_web.kernel import clock
from samspill_web.kernel.speech import told
from samspill_web.projects.models import Role


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody may read of an action. ``address`` is "" for whoever may not change it."""

    pk: int
    what: str
    status: str
    kind: str
    keeps: bool
    about: str
    dimension: str
    owner: str
    address: str
    due: date | None
    late: bool
    sign: str
    reason: str
    wave: int
    may_write: bool
    in_full: bool
    next: tuple[str, ...]
    was: str


@dataclass(frozen=True, slots=True)
class Column:
    """The actions of one status."""

    status: str
    name: str
    lines: tuple[Line, ...]


def today_of(subject: Subject) -> date:
    """Return the date where the mapping is."""
    return clock.today(ZoneInfo(subject.plan.mapping.calendar.zone))


def is_late(action: Action, today: date) -> bool:
    """Tell whether the day has passed on which something promised was to be done."""
    return action.status in PROMISED and action.due is not None and action.due < today


def line_of(subject: Subject, role: Role, action: Action, today: date) -> Line:
    """Return an action as somebody may see it."""
    writes, full = may_write(subject, role, action), sees_in_full(subject, role, action)
    return Line(
        pk=action.pk,
        what=action.what,
        status=action.status,
        kind=told(f"actions.kind_short.{action.kind}"),
        keeps=action.aim == "keep",
        about=subject.about(action),
        dimension=subject.dimension(action.dimension) if full and action.dimension else "",
        owner=action.owner_name,
        address=action.email if writes else "",
        due=action.due,
        late=is_late(action, today),
        sign=action.sign,
        reason=action.reason if full and action.status == Status.LET_GO else "",
        wave=action.wave,
        may_write=writes,
        in_full=full,
        next=tuple(status.value for status in NEXT[Status(action.status)]) if writes else (),
        was=action.was if writes else "",
    )


def lines_of(subject: Subject, role: Role, actions: Iterable[Action]) -> list[Line]:
    """Return actions as somebody may see them."""
    today = today_of(subject)
    return [line_of(subject, role, action, today) for action in actions]


def columns_of(lines: Iterable[Line]) -> list[Column]:
    """Return actions by status, in the order in which they go; what was let go is left out where there is none."""
    told_lines = list(lines)
    by_status = {status: tuple(line for line in told_lines if line.status == status) for status in Status}
    return [
        Column(status.value, told(f"actions.status.{status}"), found)
        for status, found in by_status.items()
        if found or status is not Status.LET_GO
    ]
