"""Reading meetings: what they are made of, and whose notes somebody may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max
from tomli import loads

from samspill.design.model import Mapping, Node
from samspill.disclosure import release as core
from samspill.errors import Problem, UsageError
from samspill.instrument.model import Instrument
from samspill.reporting.meeting import Meeting as Planned
from samspill.reporting.meeting import Template, built
from samspill.reporting.meeting.agenda import Stage
from samspill.reporting.meeting.compose import staged
from samspill.terms import Language
from samspill_web.analysis.models import Release
from samspill_web.analysis.selectors import understood
from samspill_web.analysis.told import plan_of_release
from samspill_web.dialogue.models import Meeting
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project, Role
from samspill_web.projects.selectors import draft, instrument_of

NOTES_KEPT = timedelta(days=90)


def template_of(meeting: Meeting) -> Template:
    """Return the plan of a meeting."""
    return built(loads(meeting.source), "")


def next_number(project: Project) -> int:
    """Return the number of the next meeting."""
    return (Meeting.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0) + 1


def release_row(project: Project) -> Release | None:
    """Return the latest result of a mapping."""
    return Release.objects.filter(wave__project=project).select_related("wave").order_by("-wave__number").first()


def grounds(meeting: Meeting) -> tuple[core.Release | None, Mapping, Instrument]:
    """Return what a meeting is made of: the release and its frozen plan, or the plan as it stands.

    Raises
    ------
    UsageError
        ``dialogue.plan_not_whole`` before a mapping whose plan lacks something.
    """
    if meeting.wave is not None:
        row = _row(meeting)
        plan = plan_of_release(row)
        return understood(row.text), plan.mapping, plan.instrument
    mapping = draft(meeting.project).mapping
    if mapping is None:
        raise UsageError(Problem("dialogue.plan_not_whole"))
    return None, mapping, instrument_of(meeting.project)


def _row(meeting: Meeting) -> Release:
    return Release.objects.select_related("wave").get(wave=meeting.wave)


def zone_of(meeting: Meeting) -> ZoneInfo:
    """Return the zone of a meeting's mapping."""
    mapping = _mapping(meeting)
    return ZoneInfo(mapping.calendar.zone if mapping else "Europe/Oslo")


def title_of(meeting: Meeting, language: Language) -> str:
    """Return what the mapping of a meeting is called."""
    mapping = _mapping(meeting)
    return mapping.title.get_in(language) if mapping else meeting.project.title


def _mapping(meeting: Meeting) -> Mapping | None:
    return plan_of_release(_row(meeting)).mapping if meeting.wave else draft(meeting.project).mapping


def local_start(meeting: Meeting) -> datetime | None:
    """Return when a meeting starts, as a clock on its wall shows it."""
    return meeting.starts.astimezone(zone_of(meeting)).replace(tzinfo=None) if meeting.starts else None


def planned(meeting: Meeting) -> Planned:
    """Return what is decided about a meeting."""
    ties = tuple((str(rater), str(target)) for rater, target in meeting.ties)
    return Planned(template_of(meeting), local_start(meeting), meeting.place or None, tuple(meeting.groups), ties)


def stage_of(meeting: Meeting, language: Language) -> Stage:
    """Return a meeting as it is carried out."""
    return staged(*grounds(meeting), planned(meeting), language)


def groups_of(meeting: Meeting, role: Role, language: Language) -> list[tuple[str, str]]:
    """Return the groups of a meeting whose notes somebody may read and write: key and name."""
    stage = stage_of(meeting, language)
    own = [key for key in stage.groups if role.role in EDITORS or Node.parse(key).group == role.group]
    return [(key, stage.names.unit(key)) for key in own]


def notes_until(meeting: Meeting) -> datetime:
    """Return when the notes of a meeting are deleted."""
    return (meeting.starts or meeting.made) + NOTES_KEPT
