"""What has been done with a plan, in words, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.core.paginator import Page, Paginator
from django.utils.timezone import localtime

from samspill.design.edit.changes import Change, changes
from samspill.design.edit.merge import merge
from samspill.design.edit.table import ORDER
from samspill.language import has
from samspill.terms import Language
from samspill_web.accounts.models import User
from samspill_web.kernel.speech import reader, told
from samspill_web.projects.conflicts import place_of, value_in_words
from samspill_web.projects.drafts import Table, draft_of
from samspill_web.projects.models import Project, Revision

A_PAGE = 10
TOLD = 8
"""Changes that a line names; the rest is a number."""
LOOKED_AT = 10
LONGEST_VALUE = 80
PARTS = {"organisation", "site", "group"}


@dataclass(frozen=True, slots=True)
class Event:
    """A revision: who did what and when, what changed, and whether it can be undone."""

    number: int
    said: str
    at: datetime
    when: str
    details: tuple[str, ...]
    can_undo: bool


def events(project: Project, page: str | int) -> tuple[Page[Revision], tuple[Event, ...]]:
    """Return a page of the history."""
    found = Paginator(project.revisions.select_related("by"), A_PAGE).get_page(page)
    shown = list(found.object_list)
    older = project.revisions.filter(number=shown[-1].number - 1).first() if shown else None
    befores = [*(revision.source for revision in shown[1:]), older.source if older else ""]
    return found, tuple(_event(revision, before) for revision, before in zip(shown, befores, strict=True))


def _event(revision: Revision, before: str) -> Event:
    who = str(revision.by) if revision.by else told("groups.history.somebody")
    code = f"groups.what.{revision.what}"
    said = told(code if has(code) else "groups.what.other", who=who)
    details = in_words(draft_of(before).table, draft_of(revision.source).table) if revision.number > 1 else ()
    local = localtime(revision.at)
    when = told("groups.history.when", day=local.date(), time=f"{local:%H:%M}")
    return Event(revision.number, said, revision.at, when, details, revision.number > 1)


def in_words(before: Table, after: Table, told_at_most: int = TOLD) -> tuple[str, ...]:
    """Return what differs between two plans, a line a change; the rest of a long list as a number."""
    found = _in_one_language(changes(before, after))
    lines = tuple(_line(change, before, after) for change in found[:told_at_most])
    rest = len(found) - told_at_most
    return (*lines, told("groups.history.more", n=rest)) if rest > 0 else lines


def _in_one_language(found: Sequence[Change]) -> list[Change]:
    """Return changes, a text that changed in several languages once: in the reader's where that is one of them."""
    kept: dict[tuple[str, ...], Change] = {}
    for change in found:
        in_language = change.path[-1] in list(Language)
        text = change.path[:-1] if in_language else change.path
        if text not in kept or change.path[-1] == reader():
            kept[text] = change
    return list(kept.values())


def _line(change: Change, before: Table, after: Table) -> str:
    place = place_of(change.path, after, before)
    if change.path[-1] == ORDER:
        return told("groups.history.moved", place=place)
    if change.path[0] in PARTS and len(change.path) == len(("group", "key")):
        return told("groups.history.added" if change.before is None else "groups.history.removed", place=place)
    if change.before is None:
        return told("groups.history.new", place=place, after=_short(change.path, change.after))
    if change.after is None:
        return told("groups.history.gone", place=place, before=_short(change.path, change.before))
    values = {"before": _short(change.path, change.before), "after": _short(change.path, change.after)}
    return told("groups.history.changed", place=place, **values)


def _short(path: Sequence[str], value: object) -> str:
    said = value_in_words(value, path)
    return said if len(said) <= LONGEST_VALUE else f"{said[:LONGEST_VALUE].rstrip()} …"


def done_in_words(project: Project, number: str | None) -> tuple[int, str] | None:
    """Return what one change did, for whoever has just made it; None where it is not the newest any more."""
    if number is None or number != str(project.version) or project.version < 2:  # noqa: PLR2004 -- the first has nothing before it
        return None
    newest, before = _newest(project, 2)
    return newest.number, "; ".join(in_words(draft_of(before.source).table, draft_of(newest.source).table))


def to_undo(project: Project, user: User, whats: Iterable[str]) -> tuple[int, str] | None:
    """Return the last change that somebody made to a part of the plan and that can still be taken back, and its words."""
    wanted, revisions = set(whats), _newest(project, LOOKED_AT + 1)
    now = draft_of(project.source).table
    for revision, older in pairwise(revisions):
        if revision.by_id != user.pk or revision.what not in wanted:
            continue
        before, after = draft_of(older.source).table, draft_of(revision.source).table
        taken_back = merge(after, before, now)
        if taken_back.table != now and not taken_back.conflicts:
            return revision.number, "; ".join(in_words(before, after))
    return None


def _newest(project: Project, count: int) -> list[Revision]:
    return list(project.revisions.order_by("-number")[:count])
