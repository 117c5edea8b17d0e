"""Until when a wave is open: a later end, with its reason. Every page and message reads the last one (``closing``)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save

from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.collection.following.waves import moment, zone_of
from samspill_web.collection.models import Urn
from samspill_web.kernel import audit, clock
from samspill_web.projects.launching import CLOSES
from samspill_web.projects.models import Deadline, FrozenError, Wave
from samspill_web.projects.selectors import closing, latest_wave

AT_MOST = timedelta(days=60)
"""After the end that the wave was launched with: what people were told about it must still be true."""


def end_of(wave: Wave, day: date) -> datetime:
    """Return the end of a day, where the mapping is."""
    return moment(wave, day, CLOSES)


def latest_day(wave: Wave) -> date:
    """Return the last day that a wave may be open on."""
    return (wave.closes.astimezone(zone_of(wave)).date()) + AT_MOST


def may_extend(wave: Wave) -> bool:
    """Tell whether a wave may be given a later end: not once it is shut, and none that another has followed."""
    latest = latest_wave(wave.project)
    return wave.urn.shut is None and latest is not None and latest.pk == wave.pk


@transaction.atomic
def extend(wave: Wave, closes: datetime, reason: str, by: User) -> Deadline:
    """Let a wave be open for longer.

    Raises
    ------
    UsageError
        ``following.extend.shut``: nothing is taken in any more. ``following.extend.earlier``: it would not be later.
        ``following.extend.far``: it would be open for too long. ``following.extend.reason``: nobody says why.
    """
    # Whoever shuts the urn waits for this, or this for them: see the urn's guard.
    wave.urn = Urn.objects.select_for_update().get(pk=wave.pk)
    problems = tuple(_problems(wave, closes, reason))
    if problems:
        raise UsageError(problems)
    before, zone = closing(wave), zone_of(wave)
    made = Deadline.objects.create(wave=wave, closes=closes, reason=reason.strip(), by=by, at=clock.now())
    ends = {"before": before.astimezone(zone).isoformat(), "closes": closes.astimezone(zone).isoformat()}
    audit.record("wave.extended", by, wave.project.tenant_id, wave.project_id, wave=wave.number, reason=made.reason, **ends)
    return made


def _problems(wave: Wave, closes: datetime, reason: str) -> list[Problem]:
    if not may_extend(wave):
        return [Problem("following.extend.shut")]
    found = [] if reason.strip() else [Problem("following.extend.reason")]
    if closes <= max(closing(wave), clock.now()):
        found.append(Problem("following.extend.earlier"))
    elif closes > end_of(wave, latest_day(wave)):
        found.append(Problem("following.extend.far", data={"day": latest_day(wave)}))
    return found


class ShutError(Exception):
    """A wave whose urn is shut was to be opened again: a fault of the programme, or of a script."""


def refuse_late(sender: type[Deadline], instance: Deadline, **_: Any) -> None:
    """Refuse a later end once the urn is shut, whoever asks for it; and any change of an end that was written."""
    del sender
    if not instance._state.adding:  # noqa: SLF001 -- Django's own way to tell
        raise FrozenError(instance.pk)
    shut = Urn.objects.filter(wave=instance.wave_id).exclude(shut=None).exists()
    if shut and instance.closes > closing(instance.wave):
        raise ShutError(instance.wave_id)


def guard() -> None:
    """Set the guard."""
    pre_save.connect(refuse_late, sender=Deadline, dispatch_uid="refuse_late")
