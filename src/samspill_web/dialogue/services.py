"""What is decided about a meeting, and what is written down in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django_scopes import scopes_disabled
from tomli import loads

from samspill.errors import Problem, UsageError
from samspill.reporting.meeting import built
from samspill_web.accounts.models import User
from samspill_web.dialogue.enums import NoteKind
from samspill_web.dialogue.models import Attendance, Meeting, Note
from samspill_web.dialogue.personal import personal
from samspill_web.dialogue.plans import source_of
from samspill_web.dialogue.selectors import NOTES_KEPT, next_number, notes_until, release_row, stage_of
from samspill_web.kernel import audit, clock
from samspill_web.kernel.speech import reader
from samspill_web.projects.models import Project

MOST_NOTES = 200
"""Notes of a meeting."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided about a meeting."""

    starts: datetime | None = None
    place: str = ""
    groups: list[str] = field(default_factory=list)
    ties: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def make(project: Project, key: str, by: User) -> Meeting:
    """Make a meeting after a plan that ships or one of the organisation. It gets a copy of its own.

    Raises
    ------
    MeetingError
        ``meeting.unknown_template``.
    UsageError
        ``meeting.no_release`` where the plan needs a result and there is none; ``dialogue.plan_not_whole`` before a mapping.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    source = source_of(project.tenant_id, key)
    plan = built(loads(source), "")
    row = release_row(project) if plan.needs_release else None
    wave = row.wave if row else None
    meeting = Meeting(project=project, wave=wave, number=next_number(project), source=source, made=clock.now(), by=by)
    _ = stage_of(meeting, reader()).groups
    meeting.save(force_insert=True)
    audit.record("meeting.made", by, project.tenant_id, project.pk, meeting=meeting.number, plan=plan.key)
    return meeting


@transaction.atomic
def decide(meeting: Meeting, decided: Decided, by: User) -> None:
    """Write down when and where a meeting is, who takes part and what it is about.

    Raises
    ------
    UsageError
        ``meeting.unknown_tie`` or ``meeting.unknown_group`` for what the result does not have.
    """
    meeting.starts, meeting.place = decided.starts, decided.place
    meeting.groups, meeting.ties = decided.groups, [list(tie) for tie in decided.ties]
    _ = stage_of(meeting, reader()).groups
    meeting.save(update_fields=["starts", "place", "groups", "ties"])
    audit.record("meeting.changed", by, meeting.project.tenant_id, meeting.project_id, meeting=meeting.number)


@transaction.atomic
def count_people(meeting: Meeting, counts: dict[str, int | None], by: User) -> None:
    """Write down how many of each group were there; a group without a number is left out."""
    meeting.attendance.all().delete()
    rows = (Attendance(meeting=meeting, group=group, count=count) for group, count in counts.items() if count is not None)
    Attendance.objects.bulk_create(rows)
    audit.record("meeting.attended", by, meeting.project.tenant_id, meeting.project_id, meeting=meeting.number)


@transaction.atomic
def note(meeting: Meeting, group: str, kind: NoteKind, text: str) -> Note:
    """Write down a note of a group. The log does not tell who wrote it: it is the group's.

    Raises
    ------
    UsageError
        ``dialogue.personal.…`` for a text that tells who somebody is, ``dialogue.notes.over`` once notes are deleted,
        ``dialogue.notes.full``.
    """
    found = personal(text)
    if found:
        raise UsageError(Problem(f"dialogue.personal.{found}"))
    if clock.now() >= notes_until(meeting):
        raise UsageError(Problem("dialogue.notes.over"))
    if meeting.notes.count() >= MOST_NOTES:
        raise UsageError(Problem("dialogue.notes.full", data={"most": MOST_NOTES}))
    return Note.objects.create(meeting=meeting, group=group, kind=kind.value, text=" ".join(text.split()))


def forget_due(now: datetime) -> None:
    """Delete the notes of meetings that were long ago. It can be done twice."""
    with scopes_disabled():
        old = Meeting.objects.filter(made__lt=now - NOTES_KEPT, notes_deleted=None).select_related("project")
        for meeting in old:
            if notes_until(meeting) <= now:
                _forget(meeting, now)


@transaction.atomic
def _forget(meeting: Meeting, now: datetime) -> None:
    count, _ = meeting.notes.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(notes_deleted=now)
    if count:
        data = {"meeting": meeting.number, "notes": count}
        audit.record("meeting.notes_deleted", None, meeting.project.tenant_id, meeting.project_id, **data)
