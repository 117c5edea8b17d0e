"""Writing actions. Every change is in the log, by its number: what an action says, and whose it is, stands in its row alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from samspill.errors import Problem, UsageError
from samspill_web.actions.about import Subject
from samspill_web.actions.enums import NEXT, PROMISED, Aim, Kind, Status
from samspill_web.actions.models import NAME, Action
from samspill_web.actions.sharing import may_write, may_write_about
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Project, Role

NEEDED = "actions.needed."
"""Before what an agreed action lacks."""


@dataclass(frozen=True, slots=True)
class Given:
    """An action as somebody has written it down."""

    what: str
    kind: Kind
    wave: int
    aim: Aim = Aim.BETTER
    rater: str = ""
    target: str = ""
    dimension: str = ""
    owner: Role | None = None
    owner_name: str = ""
    email: str = ""
    due: date | None = None
    sign: str = ""

    @property
    def called(self) -> str:
        """What the owner is called: as it was written, else as the person with the role is."""
        return self.owner_name or str(self.owner.user if self.owner else "")[:NAME]


def lacking(owner_name: str, due: date | None) -> Iterator[Problem]:
    """Yield what an action lacks to be agreed: who sees to it, and by when."""
    if not owner_name.strip():
        yield Problem(f"{NEEDED}owner")
    if due is None:
        yield Problem(f"{NEEDED}due")


@transaction.atomic
def write(project: Project, subject: Subject, given: Given, status: Status, *, by: Role) -> Action:
    """Write an action down, as agreed or as an idea.

    Raises
    ------
    UsageError
        ``actions.needed.owner``, ``actions.needed.due``: it can be an idea only. ``actions.not_in_plan``: about a group,
        dimension or round that no result has. ``actions.same_group``: a tie has two ends.
    """
    _check(subject, given, status, by)
    now = clock.now()
    action = Action(project=project, status=status.value, by=by.user, made=now, changed=now, **_columns(given))
    action.save(force_insert=True)
    _note("written", action, by, status=status.value)
    return action


@transaction.atomic
def change(action: Action, subject: Subject, given: Given, status: Status, *, seen: int, by: Role) -> Action:
    """Change what an action says; ``seen`` is the version that it was changed from.

    Raises
    ------
    UsageError
        As for ``write``; ``actions.changed_meanwhile``: somebody else was quicker, and theirs stays until it is saved again.
    """
    action = _held(action)
    if not may_write(subject, by, action):
        raise PermissionDenied
    if action.version != seen:
        raise UsageError(Problem("actions.changed_meanwhile"))
    _check(subject, given, status, by, before=action)
    for name, value in _columns(given).items():
        setattr(action, name, value)
    _set(action, status)
    _save(action)
    _note("changed", action, by, status=status.value)
    return action


@transaction.atomic
def move(action: Action, subject: Subject, status: Status, *, by: Role) -> Action:
    """Give an action another status, as ``NEXT`` has it; said twice it is the same.

    Raises
    ------
    UsageError
        ``actions.needed.owner``, ``actions.needed.due``; ``actions.no_way``: it is somewhere else by now.
    """
    action = _held(action)
    if not may_write(subject, by, action):
        raise PermissionDenied
    if action.status == status:
        return action
    if status not in NEXT[Status(action.status)]:
        raise UsageError(Problem("actions.no_way"))
    _must_be_whole(action.owner_name, action.due, status)
    return _moved(action, status, by)


@transaction.atomic
def let_go(action: Action, subject: Subject, reason: str, *, by: Role) -> Action:
    """Let an action go, with a line why.

    Raises
    ------
    UsageError
        ``actions.let_go.reason``: nobody says why.
    """
    action = _held(action)
    if not may_write(subject, by, action):
        raise PermissionDenied
    if not reason.strip():
        raise UsageError(Problem("actions.let_go.reason"))
    action.reason = " ".join(reason.split())
    return _moved(action, Status.LET_GO, by) if action.status != Status.LET_GO else _save(action)


@transaction.atomic
def undo(action: Action, subject: Subject, *, by: Role) -> Action:
    """Give an action the status back that it had before the last change of it; where there is none, nothing happens."""
    action = _held(action)
    if not may_write(subject, by, action):
        raise PermissionDenied
    if action.was:
        before = Status(action.was)
        _must_be_whole(action.owner_name, action.due, before)
        action.status, action.was = before.value, ""
        _save(action)
        _note("undone", action, by, status=before.value)
    return action


def _held(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).get(pk=action.pk)


def _moved(action: Action, status: Status, by: Role) -> Action:
    _set(action, status)
    _save(action)
    _note(status.value, action, by)
    return action


def _set(action: Action, status: Status) -> None:
    if action.status != status:
        action.was, action.status = action.status, status.value


def _save(action: Action) -> Action:
    action.version += 1
    action.changed = clock.now()
    action.save()
    return action


def _check(subject: Subject, given: Given, status: Status, by: Role, before: Action | None = None) -> None:
    problems = tuple(_wrong(subject, given, before))
    if problems:
        raise UsageError(problems)
    if not may_write_about(subject, by, given.rater, given.target):
        raise UsageError(Problem("actions.not_yours"))
    _must_be_whole(given.called, given.due, status)


def _wrong(subject: Subject, given: Given, before: Action | None) -> Iterator[Problem]:
    """Yield what an action names that no result has; what it named before may stay, since groups come and go."""
    kept = {before.rater, before.target} if before else set()
    if any(unit and unit not in kept and not subject.has(unit) for unit in (given.rater, given.target)):
        yield Problem("actions.not_in_plan")
    if given.target and given.target == given.rater:
        yield Problem("actions.same_group")
    known = {"", *subject.dimensions, *({before.dimension} if before else ())}
    if given.dimension not in known or given.wave not in subject.waves:
        yield Problem("actions.not_in_plan")


def _must_be_whole(owner_name: str, due: date | None, status: Status) -> None:
    problems = tuple(lacking(owner_name, due)) if status in {*PROMISED, Status.DONE} else ()
    if problems:
        raise UsageError(problems)


def _columns(given: Given) -> dict[str, object]:
    return {**{field.name: getattr(given, field.name) for field in fields(given)}, "owner_name": given.called}


def _note(what: str, action: Action, by: Role, **data: object) -> None:
    project = action.project
    audit.record(f"action.{what}", by.user, project.tenant_id, project.pk, action=action.pk, **data)
