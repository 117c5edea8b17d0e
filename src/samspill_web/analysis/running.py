"""Counting a wave from beginning to end: by the worker, or, where its key is in shares, in the request that brings them.

Where a key is in shares it is on no disk, and it must not get there on its way to another process: a queue is a table, and a
table has a journal and backups. So the request that brings two shares counts by itself, which takes seconds. A browser that
does not wait so long changes nothing; where the server is stopped meanwhile nothing is lost, and the shares are typed again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath
from traceback import extract_tb

from django.db import transaction
from django.db.models import Q
from django_scopes import scopes_disabled
from nacl.public import PrivateKey

from samspill_web.analysis import research
from samspill_web.analysis.counting.release import Counted, NotCountedError, Told, make_release
from samspill_web.analysis.enums import CountState, CountStep
from samspill_web.analysis.models import Counting, Release
from samspill_web.analysis.selectors import history_of, key_of, waits_for
from samspill_web.collection.ballots.plans import plan_of
from samspill_web.collection.enums import Kept
from samspill_web.collection.models import Ballot, Spent, Urn
from samspill_web.collection.services import private_half
from samspill_web.kernel import audit, clock
from samspill_web.projects.models import Wave

log = logging.getLogger("samspill.counting")

SILENT = timedelta(minutes=10)
"""Whoever counts is heard of at each step, and the longest takes seconds: who has been silent for this long was killed."""


def count(wave_id: int, private: PrivateKey | None = None) -> None:
    """Count a wave, unless somebody else does or has. What became of it stands in its row; no error leaves this.

    An error could quote an answer, and would be written wherever errors go: only where it happened is written down.
    """
    with scopes_disabled():
        if _claim(wave_id):
            _run(wave_id, private)


def _run(wave_id: int, private: PrivateKey | None) -> None:
    wave = Wave.objects.select_related("project").get(pk=wave_id)
    state, problems = CountState.FAILED, list[Told]()
    try:
        state = _count(wave, private)
    except NotCountedError as error:
        problems = error.problems
        log.warning("round %s of mapping %s is not counted: %s", wave.number, wave.project_id, error)
    except Exception as error:  # noqa: BLE001 -- see above
        at = where(error)
        problems = [{"code": "analysis.not_counted.broken", "data": {"where": at}}]
        log.error("round %s of mapping %s is not counted: %s", wave.number, wave.project_id, at)  # noqa: TRY400 -- see above
    if state is not CountState.DONE:
        Counting.objects.filter(wave=wave_id, state=CountState.RUNNING).update(state=state, step="", problems=problems)


def free(now_silent_since: timedelta = SILENT) -> Q:
    """Return which countings nobody is at."""
    silent = Q(state=CountState.RUNNING, beat__lt=clock.now() - now_silent_since)
    return silent | ~Q(state__in=[CountState.RUNNING, CountState.DONE])


def _claim(wave_id: int) -> bool:
    waiting = Counting.objects.filter(free(), wave=wave_id, wave__urn__destroyed=None, wave__release=None)
    begun = {"state": CountState.RUNNING, "step": CountStep.OPEN, "beat": clock.now(), "problems": []}
    return waiting.update(**begun) == 1


def _count(wave: Wave, private: PrivateKey | None) -> CountState:
    key = key_of(wave)
    private = private or (private_half(key) if key.kept == Kept.FILE else None)
    if private is None:
        return CountState.NO_KEY if key.kept == Kept.FILE else CountState.SHARES
    earlier = waits_for(wave)
    if earlier is not None:
        raise NotCountedError([{"code": "analysis.not_counted.earlier", "data": {"wave": earlier.number}}])
    counted = make_release(_ballots(wave), private, plan_of(wave), history_of(wave), lambda step: _beat(wave, step))
    _beat(wave, CountStep.STORE)
    _store(wave, counted)
    return CountState.DONE


def _ballots(wave: Wave) -> Iterable[tuple[str, bytes]]:
    return ((str(key), bytes(sealed)) for key, sealed in Ballot.objects.filter(urn=wave.pk).values_list("key", "sealed"))


def _beat(wave: Wave, step: CountStep) -> None:
    Counting.objects.filter(wave=wave, state=CountState.RUNNING).update(step=step, beat=clock.now())


@transaction.atomic
def _store(wave: Wave, counted: Counted) -> None:
    """Keep a release, once: whoever comes second finds it there."""
    urn = Urn.objects.select_for_update().get(pk=wave.pk)
    if urn.destroyed is not None or Release.objects.filter(wave=wave).exists():
        return
    whole = Ballot.objects.filter(urn=urn).count() == Spent.objects.filter(urn=urn).exclude(whose=None).count()
    Release(wave=wave, text=counted.text, made=clock.now()).save()
    if counted.research is not None:
        research.keep(wave, counted.research)
    ended = {"state": CountState.DONE, "step": "", "problems": [], "damaged": list(counted.damaged), "whole": whole}
    Counting.objects.filter(wave=wave).update(**ended)
    data = {"wave": wave.number} | ({"damaged": len(counted.damaged)} if counted.damaged else {})
    audit.record("wave.released", None, wave.project.tenant_id, wave.project_id, **data)


def where(error: Exception) -> str:
    """Return the kind of an error and the lines that led to it: nothing of what it says."""
    ours = [frame for frame in extract_tb(error.__traceback__) if "samspill" in frame.filename]
    last = ours[-1] if ours else None
    return f"{type(error).__name__}, {PurePath(last.filename).name} {last.lineno}" if last else type(error).__name__
