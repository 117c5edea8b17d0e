"""Closing waves: nothing more is taken in, the counting begins, and what was counted is destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django_scopes import scopes_disabled

from samspill.errors import Problem, UsageError
from samspill_web.accounts.models import User
from samspill_web.analysis.enums import CountState
from samspill_web.analysis.models import Counting, Release
from samspill_web.analysis.selectors import release_of
from samspill_web.analysis.telling import is_told
from samspill_web.collection import destroying
from samspill_web.collection.models import Person, Urn
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Deadline, Wave
from samspill_web.projects.selectors import closing

GRACE = timedelta(minutes=settings.GRACE_MINUTES)
"""After the end: sheets that are on their way, and those of phones that were out of reach, are taken in."""

KEPT = timedelta(days=6)
"""After the end: answers and key are destroyed on the seventh day, so that it is done within seven (B5)."""

PEOPLE_KEPT = timedelta(days=30)
"""After the release, or after the answers of a wave without one were destroyed: then the list of people goes at the latest."""


@transaction.atomic
def end_now(wave: Wave, reason: str, *, by: User) -> Deadline:
    """End a wave before its day.

    Raises
    ------
    UsageError
        ``analysis.end.over``: it has ended already. ``analysis.end.early``: it has not opened. ``analysis.end.reason``.
    """
    urn, now = Urn.objects.select_for_update().get(pk=wave.pk), clock.now()
    if urn.shut is not None or now >= closing(wave):
        raise UsageError(Problem("analysis.end.over"))
    if now < wave.opens:
        raise UsageError(Problem("analysis.end.early"))
    if not reason.strip():
        raise UsageError(Problem("analysis.end.reason"))
    made = Deadline.objects.create(wave=wave, closes=now, reason=reason.strip(), by=by, at=now)
    audit.record("wave.ended", by, wave.project.tenant_id, wave.project_id, wave=wave.number, reason=made.reason)
    return made


@transaction.atomic
def shut(wave: Wave) -> bool:
    """Shut the urn of a wave whose grace is over, and have it counted; tell whether it was this that shut it.

    Whoever sends an answer holds the row of the urn: this waits for those, and they wait for this and come too late.
    """
    urn, now = Urn.objects.select_for_update().get(pk=wave.pk), clock.now()
    if urn.shut is not None or now < closing(wave) + GRACE:
        return False
    urn.shut = now
    urn.save(update_fields=["shut"])
    Counting.objects.create(wave=wave)
    audit.record("wave.closed", None, wave.project.tenant_id, wave.project_id, wave=wave.number)
    return True


@transaction.atomic
def count_again(wave: Wave, *, by: User) -> None:
    """Have a wave counted once more whose counting failed, or waits for a key that has been found.

    Raises
    ------
    UsageError
        ``analysis.again.not_now``: it is being counted, or has been, or nothing is left to count.
    """
    counting = Counting.objects.select_for_update().filter(wave=wave).first()
    stuck = counting is not None and counting.state in {CountState.FAILED, CountState.NO_KEY}
    if counting is None or not stuck or not Urn.objects.filter(wave=wave, destroyed=None).exists():
        raise UsageError(Problem("analysis.again.not_now"))
    counting.state, counting.problems = CountState.WAITING, []
    counting.save(update_fields=["state", "problems"])
    audit.record("wave.counted_again", by, wave.project.tenant_id, wave.project_id, wave=wave.number)


@transaction.atomic
def note_shares(wave: Wave, *, by: User) -> None:
    """Write down that somebody has brought two shares of a wave's key."""
    audit.record("wave.counted_with_shares", by, wave.project.tenant_id, wave.project_id, wave=wave.number)


@transaction.atomic
def give_up(wave: Wave, reason: str, *, by: User) -> None:
    """Close a wave without a result: everything that was sent in is destroyed unread.

    Raises
    ------
    UsageError
        ``analysis.give_up.released``, ``analysis.give_up.reason``, or what ``destroying.destroy`` says.
    """
    Urn.objects.select_for_update().get(pk=wave.pk)
    if Release.objects.filter(wave=wave).exists():
        raise UsageError(Problem("analysis.give_up.released"))
    if not reason.strip():
        raise UsageError(Problem("analysis.give_up.reason"))
    destroying.destroy(wave, by=by, reason=reason.strip())
    # What was told of a counting that failed says nothing any more.
    Counting.objects.filter(wave=wave).update(problems=[], damaged=[])


@transaction.atomic
def destroy(wave: Wave, *, by: User | None) -> None:
    """Destroy what a release was made from.

    Raises
    ------
    UsageError
        ``analysis.destroy.no_release``: without a result only ``give_up`` destroys; or what ``destroying.destroy`` says.
    """
    release = release_of(wave)
    if release is None:
        raise UsageError(Problem("analysis.destroy.no_release"))
    band = next((each.respondents for each in release.waves if each.wave == wave.number), None)
    destroying.destroy(wave, by=by, people=band.value if band else "")
    Counting.objects.filter(wave=wave).update(damaged=[])


def shut_due(now: datetime) -> list[Wave]:
    """Shut all urns whose grace is over; return their waves."""
    with scopes_disabled():
        ended = Wave.objects.filter(urn__shut=None, opens__lte=now).select_related("project")
        return [wave for wave in ended if closing(wave) + GRACE <= now and shut(wave)]


def destroy_due(now: datetime) -> None:
    """Destroy what is due: answers that have been counted, and lists of people that nobody needs any more."""
    with scopes_disabled():
        counted = Wave.objects.filter(urn__shut__isnull=False, urn__destroyed=None, release__isnull=False)
        for wave in counted.select_related("project"):
            if closing(wave) + KEPT <= now:
                destroy(wave, by=None)
        destroying.finish()
        listed = Person.objects.filter(project=OuterRef("project"), wave=OuterRef("number"))
        with_a_list = Wave.objects.filter(Exists(listed), urn__destroyed__lte=now)
        for wave in with_a_list.select_related("project", "urn", "release"):
            made = wave.release.made if hasattr(wave, "release") else wave.urn.destroyed
            # Once everybody has been told where the result is, nobody needs the list.
            if made is not None and (made + PEOPLE_KEPT <= now or is_told(wave, now)):
                destroying.forget_people(wave, by=None)
