"""Launching a wave: the one way to make one, and it refuses while a finding blocks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.signals import pre_save

from samspill.design.calendar import proposed
from samspill.design.model import Calendar
from samspill.design.plan import Plan
from samspill.terms import Finding, Severity
from samspill_web.accounts.models import User
from samspill_web.instruments.selectors import read_sources
from samspill_web.kernel import audit, clock
from samspill_web.projects.drafts import draft_of
from samspill_web.projects.models import Project, Wave
from samspill_web.projects.readiness import Examined, examine_project, looks
from samspill_web.projects.selectors import instrument_sources, latest_wave, open_wave

OPENS = time(6, 0)
"""On the day itself, before the first shift begins."""

CLOSES = time(23, 59, 59)


class NotReadyError(Exception):
    """A mapping was to be launched though something blocks, or a warning has no reason. Holds those findings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(", ".join(finding.code for finding in findings))


@transaction.atomic
def first_check(project: Project, *, by: User) -> None:
    """Remember that somebody has asked whether the mapping is ready: from now on pages tell what is missing."""
    if project.first_checked is None:
        project.first_checked = clock.now()
        project.save(update_fields=["first_checked"])
        audit.record("project.checked", by, project.tenant_id, project.pk)


@transaction.atomic
def launch(project: Project, *, by: User, seen: int | None = None, asked: str | None = None) -> Wave:
    """Freeze plan and questionnaire, and begin the wave.

    Parameters
    ----------
    project : Project
    by : User
    seen : int, optional
        The version of the plan that was looked at.
    asked : str, optional
        The fingerprint of the questionnaire that was looked at: an organisation may bring another text under the same key.

    Raises
    ------
    NotReadyError
        Something blocks, a warning lacks its reason, or the plan is not the one that was looked at.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    examined = examine_project(project)
    _check(examined, project, seen)
    if examined.plan is None:
        raise NotReadyError(examined.findings)
    if asked is not None and asked != asked_by(project):
        raise NotReadyError((changed(),))
    opens, closes = _window(examined.plan.mapping.calendar)
    wave = Wave(
        project=project,
        number=examined.plan.wave,
        source=project.source,
        instrument=list(instrument_sources(project).items()),
        launched=clock.now(),
        by=by,
        opens=opens,
        closes=closes,
    )
    wave.save()
    reasons = {code: reason.text for code, reason in examined.reasons.items()}
    audit.record("wave.launched", by, project.tenant_id, project.pk, wave=wave.number, version=project.version, reasons=reasons)
    return wave


def _check(examined: Examined, project: Project, seen: int | None) -> None:
    if seen is not None and seen != project.version:
        raise NotReadyError((changed(),))
    if open_wave(project) is not None:
        raise NotReadyError((running(),))
    if examined.blocked or examined.unexplained:
        raise NotReadyError((*examined.blocking, *examined.unexplained))


@looks
def dates_passed(_project: Project, plan: Plan | None) -> Iterable[Finding]:
    """Refuse dates that are over: a wave that closes before it begins asks nobody."""
    calendar = plan.mapping.calendar if plan else Calendar()
    if calendar.closes is not None and calendar.closes < clock.today(ZoneInfo(calendar.zone)):
        yield Finding("projects.finding.dates_passed", Severity.BLOCKS, ("calendar.closes",), {"day": calendar.closes})


@looks
def goes_on(project: Project, plan: Plan | None) -> Iterable[Finding]:
    """Refuse another policy or questionnaire than the last wave had: its release could not go on from the one before."""
    latest = latest_wave(project)
    if latest is None or plan is None:
        return
    before = draft_of(latest.source).mapping
    if before is not None and before.policy != plan.mapping.policy:
        yield Finding("projects.finding.other_policy", Severity.BLOCKS, ("privacy.policy",), {"wave": latest.number})
    asked = read_sources(dict(latest.instrument))
    if (asked.key, asked.version) != (plan.instrument.key, plan.instrument.version):
        yield Finding("projects.finding.other_questions", Severity.BLOCKS, ("mapping.instrument",), {"wave": latest.number})


def asked_by(project: Project) -> str:
    """Return the fingerprint of the questionnaire that a plan asks."""
    return sha256(repr(list(instrument_sources(project).items())).encode()).hexdigest()


def changed() -> Finding:
    """Return that somebody changed the plan or its questionnaire after it was looked at."""
    return Finding("projects.finding.changed", Severity.BLOCKS)


def running() -> Finding:
    """Return that a wave is still open."""
    return Finding("projects.finding.running", Severity.BLOCKS)


def _window(calendar: Calendar) -> tuple[datetime, datetime]:
    """Return when a wave opens and closes; the proposed weeks from now where nobody has set dates."""
    zone = ZoneInfo(calendar.zone)
    now = clock.now()
    if calendar.opens is None or calendar.closes is None:
        calendar = proposed(clock.today(zone), calendar)
    opens = _at(calendar.opens or clock.today(zone), OPENS, zone)
    return max(opens, now), _at(calendar.closes or clock.today(zone), CLOSES, zone)


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone)


def refuse_unready(sender: type[Wave], instance: Wave, **_: Any) -> None:
    """Refuse a wave of a mapping that is not ready, whoever makes it: a page, a script, a shell.

    The mapping is read anew, and the wave must be its copy: what a script holds in its hands proves nothing.
    """
    del sender
    project = Project.objects.get(pk=instance.project_id)
    examined = examine_project(project)
    _check(examined, project, None)
    if not _is_copy(instance, project, examined):
        raise NotReadyError((changed(),))


def _is_copy(wave: Wave, project: Project, examined: Examined) -> bool:
    questionnaire = list(instrument_sources(project).items())
    return (
        examined.plan is not None
        and (wave.number, wave.source) == (examined.plan.wave, project.source)
        and [tuple(part) for part in wave.instrument] == questionnaire
        and max(wave.opens, clock.now()) < wave.closes
    )


def guard() -> None:
    """Set the guard."""
    pre_save.connect(refuse_unready, sender=Wave, dispatch_uid="refuse_unready")
